"""Which terms of a contract are in force on a day, and which clause each comes from.

A contract says something of each matter; amendments say it anew from a day on. Of one matter the
statement that took effect last holds: of two of the same day the one signed later, of two signed on
the same day the one recorded later. A revoked amendment never was, except for whoever asks what was
known before its revocation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Said:
    """What a clause says of a matter from a day on: a number, words, or both.

    The matter is the key; of the key "other" each clause is a matter of its own.
    """

    key: str
    clause: str
    from_on: date
    value: int | None = None
    text: str = ""

    @property
    def matter(self) -> tuple[str, str]:
        return (self.key, self.clause if self.key == OTHER else "")


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment: its number, days and moments, what it says, and to when it prolongs."""

    number: str
    signed_on: date
    from_on: date
    recorded_at: datetime
    said: tuple[Said, ...] = ()
    prolongs_to: date | None = None
    revoked_at: datetime | None = None

    def is_known(self, at: datetime | None) -> bool:
        """Whether it counted for whoever looked at the moment; now, when none is given."""
        if at is None:
            return self.revoked_at is None
        return self.recorded_at <= at and (self.revoked_at is None or at < self.revoked_at)


@dataclass(frozen=True, slots=True)
class Chain:
    """A contract with its amendments in the order in which they were recorded.

    `to_on` is the last day, None for one without an end. An ended contract ends on its own day,
    whatever its amendments prolonged.
    """

    from_on: date
    to_on: date | None
    said: tuple[Said, ...] = ()
    amended: tuple[Amended, ...] = ()
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class InForce:
    """A term in force: what it says, since when, by which clause of what.

    `amendment` is the number of the amendment, empty for the contract itself; `master` that of the
    master contract whose word it is, empty for a contract's own.
    """

    key: str
    value: int | None
    text: str
    clause: str
    since_on: date
    amendment: str = ""
    master: str = ""

    @property
    def says(self) -> tuple[int | None, str]:
        return (self.value, self.text)


class Turn(StrEnum):
    """What happened to a matter between two days."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Changed:
    """A matter that two days tell differently; `before` or `after` is None when it is absent."""

    turn: Turn
    before: InForce | None
    after: InForce | None


@dataclass(frozen=True, slots=True)
class _Statement:
    said: Said
    effective_on: date
    signed_on: date
    order: int
    amendment: str

    @property
    def rank(self) -> tuple[date, date, int]:
        return (self.effective_on, self.signed_on, self.order)


def in_force(chain: Chain, on: date, known_at: datetime | None = None) -> tuple[InForce, ...]:
    """The terms in force on a day, in the order in which the matters were first named.

    Nothing is in force before the contract begins or after it ends. With `known_at` only what was
    recorded until then counts.
    """
    if not is_running(chain, on, known_at):
        return ()
    newest: dict[tuple[str, str], _Statement] = {}
    for each in _statements(chain, known_at):
        if each.effective_on > on:
            continue
        held = newest.get(each.said.matter)
        if held is None or each.rank >= held.rank:
            newest[each.said.matter] = each
    return tuple(_term(each) for each in newest.values())


def with_master(
    annex: Chain, master: Chain, number: str, on: date, known_at: datetime | None = None
) -> tuple[InForce, ...]:
    """The terms of an annex on a day, and those of its master of which it says nothing.

    An annex that outlives its master goes on under the terms of the master's last day.
    """
    if not is_running(annex, on, known_at):
        return ()
    own, end = in_force(annex, on, known_at), end_on(master, on, known_at)
    known = _by_matter(own)
    above = _by_matter(in_force(master, on if end is None else min(on, end), known_at))
    more = (replace(term, master=number) for key, term in above.items() if key not in known)
    return (*own, *more)


def is_running(chain: Chain, on: date, known_at: datetime | None = None) -> bool:
    """Whether the contract has begun and has not ended on the day."""
    end = end_on(chain, on, known_at)
    return chain.from_on <= on and (end is None or on <= end)


def end_on(chain: Chain, on: date, known_at: datetime | None = None) -> date | None:
    """The last day of the contract as it stands on a day; None when it has no end.

    The newest amendment that names a last day counts from the earlier of its signing and its first
    day: a contract may be prolonged ahead, and it may be prolonged late for a time already past.
    """
    if chain.is_ended:
        return chain.to_on
    naming = [
        (each.from_on, each.signed_on, order, each.prolongs_to)
        for order, each in enumerate(chain.amended)
        if each.prolongs_to and each.is_known(known_at) and min(each.signed_on, each.from_on) <= on
    ]
    return max(naming)[3] if naming else chain.to_on


def turning_days(chain: Chain, known_at: datetime | None = None) -> tuple[date, ...]:
    """The days on which some term begins to say something else, the earliest first."""
    days = {each.effective_on for each in _statements(chain, known_at)}
    return tuple(day for day in sorted(days) if changes(chain, day, known_at))


def changes(chain: Chain, on: date, known_at: datetime | None = None) -> tuple[Changed, ...]:
    """What is in force on a day and was not, or was told otherwise, on the day before."""
    before = _by_matter(in_force(chain, on - timedelta(days=1), known_at))
    after = _by_matter(in_force(chain, on, known_at))
    found = []
    for matter in {**after, **before}:
        old, new = before.get(matter), after.get(matter)
        if old is None or new is None:
            found.append(Changed(Turn.NEW if old is None else Turn.GONE, old, new))
        elif old.says != new.says:
            found.append(Changed(Turn.CHANGED, old, new))
    return tuple(found)


def _statements(chain: Chain, known_at: datetime | None) -> Sequence[_Statement]:
    """Everything that counts: the contract's own words first, then the amendments'."""
    base = date.min
    found = [_Statement(said, max(said.from_on, chain.from_on), base, 0, "") for said in chain.said]
    for order, each in enumerate(chain.amended, start=1):
        if each.is_known(known_at):
            found += [
                _Statement(
                    said,
                    max(said.from_on, each.from_on, chain.from_on),
                    each.signed_on,
                    order,
                    each.number,
                )
                for said in each.said
            ]
    return found


def _term(each: _Statement) -> InForce:
    said = each.said
    return InForce(said.key, said.value, said.text, said.clause, each.effective_on, each.amendment)


def _by_matter(terms: Iterable[InForce]) -> dict[tuple[str, str], InForce]:
    return {(t.key, t.clause if t.key == OTHER else ""): t for t in terms}
