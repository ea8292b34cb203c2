"""Writes of profit, one module per noun."""
