"""The ground of all engines: money, text, time and the three ways to say no."""

from napulse.engines.kernel.calendar import FIVE_DAYS, DayKind, WorkCalendar
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.engines.kernel.money import CurrencyMismatch, Money, minor_digits, round_half_up
from napulse.engines.kernel.periods import Period, Span, require_aware
from napulse.engines.kernel.text import fold

__all__ = [
    "FIVE_DAYS",
    "CurrencyMismatch",
    "DayKind",
    "Missing",
    "Money",
    "NotAllowed",
    "Period",
    "Refused",
    "Span",
    "WorkCalendar",
    "fold",
    "minor_digits",
    "require_aware",
    "round_half_up",
]
