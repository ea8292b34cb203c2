"""Forms of estimates, one module per noun."""
