"""Forms of clients, by noun."""
