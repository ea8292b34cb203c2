"""Reads of profit, one module per noun."""
