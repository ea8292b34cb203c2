"""Pages of profit, one module per noun."""
