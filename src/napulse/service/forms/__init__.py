"""The forms of client service, by noun."""
