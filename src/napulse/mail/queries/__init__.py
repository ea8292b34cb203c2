"""Reads of incoming mail, by noun."""
