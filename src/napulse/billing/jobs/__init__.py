"""Background work of billing, by noun: importing it registers every job."""

from napulse.billing.jobs import bank, debts, invoices

__all__ = ["bank", "debts", "invoices"]
