"""Background work of service."""
