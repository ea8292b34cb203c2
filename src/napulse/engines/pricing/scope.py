"""The scope guard: which line of a budget a piece of work belongs to, and what of it is outside.

Units: whole minutes, calendar days. The rule is the house's own; it answers one question before
anybody has to argue about it: did the client agree to this work?

1. A round of revision above the paid ones is outside, whatever hours are left (`round`).
2. A line that was named takes the work; otherwise the lines of its task, otherwise those of its
   role at its grade, otherwise of its role, otherwise those that ask for no role.
3. Among these a line in force on the day that holds the work whole comes first, then the one with
   the most room. What does not fit is outside (`over_line`), and only that part of it.
4. A line that is not in force on the day holds nothing (`after_end`).
5. Without a line the allowance of a retainer holds the work as far as it goes.
6. Otherwise nobody agreed: `no_line` where there is a budget, `no_budget` where there is none.

Refused: nothing. Raises ``ValueError`` for minutes below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outside(StrEnum):
    """Why work is outside; empty when it is inside."""

    NOT = ""
    NO_BUDGET = "no_budget"
    NO_LINE = "no_line"
    OVER_LINE = "over_line"
    AFTER_END = "after_end"
    ROUND = "round"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """A line of a budget as the guard sees it.

    ``minutes`` is what was agreed to, None for a price that no hours were promised for. Zero in
    ``role``, ``grade`` and ``task`` asks for nothing; an open end is None.
    """

    key: int
    minutes: int | None
    role: int = 0
    grade: int = 0
    task: int = 0
    first: date | None = None
    last: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the line's dates, both inclusive, hold the day."""
        begun = self.first is None or self.first <= day
        return begun and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A piece of work: zero is unknown; ``line`` is one that a person named.

    ``claimed`` work was done before its line was agreed to: the dates of that line do not matter.
    """

    day: date
    minutes: int
    role: int = 0
    grade: int = 0
    task: int = 0
    line: int = 0
    unpaid_round: bool = False
    claimed: bool = False

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise ValueError("work does not take less than nothing")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The line (0 is none), why the work is outside, and how many minutes of it are."""

    line: int
    reason: Outside = Outside.NOT
    outside: int = 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a retainer still grants on the day; None has no limit."""

    minutes: int | None


def judge(
    work: Work,
    lines: Sequence[ScopeLine],
    used: Mapping[int, int],
    allowance: Allowance | None = None,
) -> Verdict:
    """Say where a piece of work belongs. ``used`` are minutes by line without this work."""
    line = _line_of(work, lines, used)
    if work.unpaid_round:
        return Verdict(line.key if line else 0, Outside.ROUND, work.minutes)
    if line is not None:
        return _against(line, work, used)
    if allowance is not None:
        room = work.minutes if allowance.minutes is None else max(0, allowance.minutes)
        return _fitting(0, work.minutes, room)
    return Verdict(0, Outside.NO_LINE if lines else Outside.NO_BUDGET, work.minutes)


def judge_all(
    works: Iterable[Work], lines: Sequence[ScopeLine], used: Mapping[int, int] | None = None
) -> list[Verdict]:
    """Judge many in their order, each after what those before it used of their lines."""
    filled = dict(used or {})
    verdicts = []
    for work in works:
        verdict = judge(work, lines, filled)
        filled[verdict.line] = filled.get(verdict.line, 0) + work.minutes
        verdicts.append(verdict)
    return verdicts


def rounds_above(done: int, paid: int | None) -> int:
    """How many rounds of revision nobody paid for; None is paid without limit."""
    return 0 if paid is None else max(0, done - paid)


def _against(line: ScopeLine, work: Work, used: Mapping[int, int]) -> Verdict:
    is_own = work.claimed and line.key == work.line
    if not is_own and not line.in_force(work.day):
        return Verdict(line.key, Outside.AFTER_END, work.minutes)
    return _fitting(line.key, work.minutes, _room(line, work, used))


def _fitting(key: int, minutes: int, room: int) -> Verdict:
    above = max(0, minutes - room)
    return Verdict(key, Outside.OVER_LINE if above else Outside.NOT, above)


def _room(line: ScopeLine, work: Work, used: Mapping[int, int]) -> int:
    """How many minutes of this work the line still holds."""
    if line.minutes is None:
        return work.minutes
    return max(0, line.minutes - used.get(line.key, 0))


def _line_of(work: Work, lines: Sequence[ScopeLine], used: Mapping[int, int]) -> ScopeLine | None:
    fitting = next((found for found in _closest(work, lines) if found), [])
    if not fitting:
        return None

    def best(line: ScopeLine) -> tuple[bool, bool, int]:
        room = _room(line, work, used)
        return line.in_force(work.day), room >= work.minutes, room

    at = max(best(line)[:2] for line in fitting)
    equal = [line for line in fitting if best(line)[:2] == at]
    return equal[0] if at[1] else max(equal, key=lambda line: best(line)[2])


def _closest(work: Work, lines: Sequence[ScopeLine]) -> Iterable[list[ScopeLine]]:
    """The lines that the work may belong to, the surest first."""
    if work.line:
        yield [line for line in lines if line.key == work.line]
    if work.task:
        yield [line for line in lines if line.task == work.task]
    if work.role:
        of_role = [line for line in lines if line.role == work.role]
        yield [line for line in of_role if line.grade == work.grade]
        yield of_role
    yield [line for line in lines if not line.role]
