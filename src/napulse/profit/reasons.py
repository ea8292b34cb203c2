"""Bars of write-offs by reason: who looks sees at once what costs most."""

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines import charts
from napulse.profit import wording
from napulse.profit.queries.written_off import ReasonSum

WIDTH = 100


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """One reason: its name, how often, how much, and the width of its bar."""

    label: str
    count: int
    amount: int
    written: str
    width: str


def reason_bars(sums: Sequence[ReasonSum], currency: str) -> list[ReasonBar]:
    """The largest fills the width."""
    largest = max((one.amount for one in sums), default=0) or 1
    return [
        ReasonBar(
            one.label,
            one.count,
            one.amount,
            wording.short(one.amount, currency),
            charts.bar(one.amount / largest, None, WIDTH).fill,
        )
        for one in sums
    ]
