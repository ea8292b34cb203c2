"""Writes of estimates, one module per noun."""
