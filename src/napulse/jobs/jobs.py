"""Background work of jobs itself: registered by importing it."""

from napulse.jobs.statistics import measure_tables
from napulse.jobs.worker import prune

__all__ = ["measure_tables", "prune"]
