"""Forms of incoming mail, by noun."""
