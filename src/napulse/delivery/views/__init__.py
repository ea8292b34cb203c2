"""Pages of delivery, one module per noun."""
