"""Background work of service, by noun: importing it registers every job."""

from napulse.service.jobs import clocks, delivery, escalations, people, promises, purging

__all__ = ["clocks", "delivery", "escalations", "people", "promises", "purging"]
