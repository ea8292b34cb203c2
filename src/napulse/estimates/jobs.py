"""Background work of estimates."""
