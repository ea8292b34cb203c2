"""The product walked in a real browser."""
