"""Background work of service, by noun: importing it registers every job."""

from napulse.service.jobs import budgets, clocks, delivery, escalations, people, promises, purging

__all__ = ["budgets", "clocks", "delivery", "escalations", "people", "promises", "purging"]
