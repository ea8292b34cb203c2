"""Background work of jobs itself."""
