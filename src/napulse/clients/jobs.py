"""Background work of clients."""
