"""The views of client service, by noun."""
