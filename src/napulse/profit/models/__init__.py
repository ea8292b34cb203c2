"""What profit keeps of its own: overhead, write-offs, packs of a month, the books' check."""

from napulse.profit.models.books import (
    BooksCheck,
    MonthlyPack,
    Overhead,
    PackReader,
    WriteOff,
    WriteOffReason,
)
from napulse.profit.models.budgets import AlertAnswer, UtilisationTarget

__all__ = [
    "AlertAnswer",
    "BooksCheck",
    "MonthlyPack",
    "Overhead",
    "PackReader",
    "UtilisationTarget",
    "WriteOff",
    "WriteOffReason",
]
