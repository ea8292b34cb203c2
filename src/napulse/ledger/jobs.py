"""Background work of the ground of money."""
