"""Reads of estimates, one module per noun."""
