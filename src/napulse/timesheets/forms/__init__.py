"""Forms of time and expenses, one module per noun."""
