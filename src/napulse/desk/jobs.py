"""Background work of the desk."""
