"""Reading of statements and matching of payments in the background."""
