"""Background work of service, by noun: importing it registers every job."""

from napulse.service.jobs import (
    budgets,
    clocks,
    contracts,
    debts,
    delivery,
    escalations,
    people,
    promises,
    purging,
)

__all__ = [
    "budgets",
    "clocks",
    "contracts",
    "debts",
    "delivery",
    "escalations",
    "people",
    "promises",
    "purging",
]
