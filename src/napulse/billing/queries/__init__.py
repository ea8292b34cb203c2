"""Reads of billing that other apps may use."""

from napulse.billing.queries.invoices import ABOUT, overdue
from napulse.billing.queries.money import (
    invoiced_by_project,
    open_by_client,
    overdue_by_client,
    timeliness,
)

__all__ = [
    "ABOUT",
    "invoiced_by_project",
    "open_by_client",
    "overdue",
    "overdue_by_client",
    "timeliness",
]
