"""Prices, taxes, retainers, margins and bank papers: the arithmetic of money."""
