"""Pages of incoming mail, by noun."""
