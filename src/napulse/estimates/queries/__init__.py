"""Reads of estimates, one module per noun; those that apps above use are named here."""

from napulse.estimates.queries.estimates import (
    accepted_of_project,
    budget_lines,
    payments_due,
)
from napulse.estimates.queries.rates import Rates, rate_in_force, rates_on

__all__ = [
    "Rates",
    "accepted_of_project",
    "budget_lines",
    "payments_due",
    "rate_in_force",
    "rates_on",
]
