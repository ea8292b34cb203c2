"""Reads of contracts, one module per noun."""
