"""Background work of profit."""

from napulse.profit import jobs_books, jobs_budgets

__all__ = ["jobs_books", "jobs_budgets"]
