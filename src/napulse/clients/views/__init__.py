"""Doors of clients, by noun."""
