"""The actions of client service, by noun."""
