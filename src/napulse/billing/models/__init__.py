"""Invoices, acts and credit notes; bank statements, payments and what they paid."""

from napulse.billing.models.alerts import DebtAlert
from napulse.billing.models.invoices import (
    DunningLetter,
    DunningStep,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceState,
    LineSource,
    NumberSeries,
)
from napulse.billing.models.payments import (
    Allocation,
    BankLine,
    BankLineState,
    CsvMapping,
    Statement,
    StatementFormat,
    StatementRow,
    StatementState,
)

__all__ = [
    "Allocation",
    "BankLine",
    "BankLineState",
    "CsvMapping",
    "DebtAlert",
    "DunningLetter",
    "DunningStep",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceState",
    "LineSource",
    "NumberSeries",
    "Statement",
    "StatementFormat",
    "StatementRow",
    "StatementState",
]
