"""Writes of billing, one module per noun."""
