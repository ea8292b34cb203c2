"""Forms of billing, one module per noun."""
