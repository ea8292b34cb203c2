"""Pages of estimates, one module per noun."""
