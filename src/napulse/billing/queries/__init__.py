"""Reads of billing, one module per noun."""
