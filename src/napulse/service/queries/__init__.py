"""The queries of client service, by noun."""
