"""The penalty for paying late: so much of the debt for each day of delay, up to a ceiling.

A claim, never a part of the debt. The first day of delay is the day after the due date, and what
is paid on a day was still owed on it. Amounts by day are added up exactly and rounded once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from napulse.engines.kernel.money import WHOLE_BP, round_half_up

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said from a day on: basis points of the debt a day, and the most in basis points of
    what was overdue; None is no penalty, or no ceiling.
    """

    from_on: date
    day_bp: int | None
    most_bp: int | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """What may be claimed, for how many days; `is_most` when the ceiling holds it."""

    minor: int = 0
    days: int = 0
    is_most: bool = False


def penalty(
    owed: int,
    due_on: date,
    until: date,
    paid: Iterable[tuple[date, int]] = (),
    rules: Sequence[Rule] = (),
) -> Penalty:
    """For a debt of `owed` due on a day, until the end of another; `paid` may be taken back."""
    parts = sorted(paid)
    turns = {due_on + DAY, until + DAY, *(on + DAY for on, _minor in parts)}
    turns |= {rule.from_on for rule in rules}
    days = sorted(day for day in turns if due_on < day <= until + DAY)
    sum_bp = charged = 0
    most = None
    for first, after in pairwise(days):
        rule, left = _rule_on(rules, first), _left(owed, parts, first)
        if rule is None or not rule.day_bp or left <= 0:
            continue
        length = (after - first).days
        sum_bp += left * rule.day_bp * length
        charged += length
        most = rule.most_bp
    minor = round_half_up(sum_bp, WHOLE_BP)
    if most is None:
        return Penalty(minor, charged)
    ceiling = round_half_up(max(0, _left(owed, parts, due_on + DAY)) * most, WHOLE_BP)
    return Penalty(min(minor, ceiling), charged, minor >= ceiling > 0)


def _rule_on(rules: Sequence[Rule], day: date) -> Rule | None:
    said = [rule for rule in rules if rule.from_on <= day]
    return max(said, key=lambda rule: rule.from_on, default=None)


def _left(owed: int, paid: Sequence[tuple[date, int]], day: date) -> int:
    """What is still owed when the day begins."""
    return owed - sum(minor for on, minor in paid if on < day)
