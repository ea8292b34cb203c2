"""Time and expenses: entered, approved, locked by what used them."""

from napulse.timesheets.models.expenses import Expense, ExpenseFile, ExpenseKind, ExpenseState
from napulse.timesheets.models.extra import ExtraKind, ExtraWork
from napulse.timesheets.models.imports import TimeImport, TimeSource
from napulse.timesheets.models.time import (
    DeclinedProposal,
    EntryOrigin,
    EntryState,
    ScopeMark,
    SheetState,
    TimeEntry,
    Timer,
    WeekSheet,
)

__all__ = [
    "DeclinedProposal",
    "EntryOrigin",
    "EntryState",
    "Expense",
    "ExpenseFile",
    "ExpenseKind",
    "ExpenseState",
    "ExtraKind",
    "ExtraWork",
    "ScopeMark",
    "SheetState",
    "TimeEntry",
    "TimeImport",
    "TimeSource",
    "Timer",
    "WeekSheet",
]
