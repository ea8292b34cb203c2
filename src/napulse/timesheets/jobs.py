"""Background work of time and expenses."""
