"""Background work of profit."""
