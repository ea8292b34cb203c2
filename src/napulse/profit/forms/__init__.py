"""Forms of profit, one module per noun."""
