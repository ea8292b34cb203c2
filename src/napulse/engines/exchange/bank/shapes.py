"""What every reader of bank statements tells: heads, account parts, movements and problems."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

Opener = Callable[[], BinaryIO]
"""Opens the statement from its beginning; readers may go through it twice, never hold it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a statement says of itself. `accounts` are those it is about."""

    format: str
    encoding: str = ""
    from_on: date | None = None
    to_on: date | None = None
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountPart:
    """The control sums of one account for one stretch of days, in minor units; None: not told."""

    account: str
    currency: str
    line: int
    from_on: date | None = None
    to_on: date | None = None
    opening: int | None = None
    incoming: int | None = None
    outgoing: int | None = None
    closing: int | None = None

    @property
    def agrees(self) -> bool | None:
        """Whether opening + in − out = closing; None when one of them is not told."""
        told = (self.opening, self.incoming, self.outgoing, self.closing)
        if None in told:
            return None
        opening, incoming, outgoing, closing = (value or 0 for value in told)
        return opening + incoming - outgoing == closing


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came (`minor` > 0) or went (`minor` < 0) on an own account.

    `line` is where it begins: the line of a text, the row of a sheet, in XML the number of the
    entry. `raw` keeps whatever the file said and no field of ours takes.
    """

    account: str
    on: date
    minor: int
    currency: str
    line: int
    number: str = ""
    counterparty: str = ""
    inn: str = ""
    counter_account: str = ""
    purpose: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def base_key(self) -> str:
        """Own account, date, direction, amount, other account, number and hash of the purpose.

        Never by the number alone: banks repeat numbers every year and every day.
        """
        purpose = hashlib.sha256(" ".join(self.purpose.split()).encode()).hexdigest()
        direction = "in" if self.minor > 0 else "out"
        parts = (
            self.account, self.on.isoformat(), direction, str(abs(self.minor)),
            self.counter_account, self.number, purpose,
        )  # fmt: skip
        return hashlib.sha256("|".join(parts).encode()).hexdigest()


def keyed(base: str, occurrence: int) -> str:
    """The key of the n-th movement (from 0) with the same base key in one statement.

    Two fees of the same day with the same words are two movements, and when the statement comes
    again they are the same two.
    """
    if not occurrence:
        return base
    return hashlib.sha256(f"{base}|{occurrence}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or only odd, at a line: a code and the values of its sentence."""

    line: int
    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def breaks(self) -> bool:
        """Whether something was lost by it, so that nothing is taken without a word."""
        return self.code not in NOTICES


NOTICES = frozenset(
    {
        "bank.unknown_key",
        "bank.not_our_account",
        "bank.letters",
        "bank.batch_sum",
        "bank.not_booked",
        "bank.no_controls",
    }
)

Event = Head | AccountPart | Movement | Problem
Events = Iterator[Event]


def problem(line: int, code: str, **values: str | int) -> Problem:
    return Problem(line, code, values)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which heading of a bank's table means what; the account it is about.

    `columns` maps our name (`FIELDS` of `tables`) to the heading as it stands in the file.
    """

    account: str
    currency: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader needs to know beforehand: the own accounts, the name of the file."""

    own: frozenset[str] = frozenset()
    filename: str = ""
    mapping: TableMapping | None = None
