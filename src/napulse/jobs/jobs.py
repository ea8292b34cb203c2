"""Background work of jobs itself: registered by importing the worker."""

from napulse.jobs.worker import prune

__all__ = ["prune"]
