"""Writes of the ground of money, one module per noun."""
