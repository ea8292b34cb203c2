"""What profit keeps of its own: overhead, write-offs, packs of a month, the books' check."""

from napulse.profit.models.books import (
    BooksCheck,
    MonthlyPack,
    Overhead,
    PackReader,
    WriteOff,
    WriteOffReason,
)

__all__ = ["BooksCheck", "MonthlyPack", "Overhead", "PackReader", "WriteOff", "WriteOffReason"]
