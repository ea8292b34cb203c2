"""Forms of delivery, one module per noun."""
