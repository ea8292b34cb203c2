"""Two years of money of the demo agency: agreed, worked, billed, paid, and what went wrong."""

from napulse.demo.money.keeping import keep_books

__all__ = ["keep_books"]
