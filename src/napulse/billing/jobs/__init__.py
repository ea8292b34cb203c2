"""Background work of billing, by noun: importing it registers every job."""

from napulse.billing.jobs import bank, invoices

__all__ = ["bank", "invoices"]
