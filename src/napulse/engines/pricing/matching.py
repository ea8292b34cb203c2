"""Which open invoices a payment pays, with the reasons and how sure they make it.

Nothing is learned and nothing is guessed: a match is `CERTAIN` only when the payer named the
number and is who the invoice was issued to; `LIKELY` when the signs are good but a person should
look; where several invoices fit equally, none is chosen. Amounts are minor units of one currency.
No part is ever more than what is open, nor all parts more than what was paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz

from napulse.engines.kernel.text import fold
from napulse.engines.pricing.references import Reference, normal, references

NAME_FROM = 88
"""How alike, of a hundred, two names must be to be the same payer's."""

_PAIRS_AMONG = 12
_FORMS = frozenset("ооо оао зао пао ао ип нко тоо llc ltd gmbh inc общество".split())  # noqa: SIM905
_WEIGHT = {
    "number": 60, "number_day": 12, "amount": 25, "inn": 20, "account": 15, "name": 10,
    "after_issue": 1, "other_payer": -15, "before_issue": -20,
}  # fmt: skip


class Level(StrEnum):
    """How sure a match is: taken by itself, proposed, left to a person, or nothing fits."""

    CERTAIN = "certain"
    LIKELY = "likely"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """What is still to be paid of an invoice and how its payer is known. `open_minor` > 0."""

    id: int
    number: str
    open_minor: int
    currency: str
    issued_on: date
    inn: str = ""
    account: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in; `minor` > 0."""

    minor: int
    currency: str
    on: date
    purpose: str = ""
    inn: str = ""
    account: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """So much of the payment for one invoice, and why: codes of reasons."""

    invoice_id: int
    minor: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invoice that something speaks for, with the sum of what speaks for and against it."""

    invoice_id: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The parts to take (none below LIKELY), all candidates, what of the payment is left over."""

    level: Level
    parts: tuple[Part, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    left_minor: int = 0


@dataclass(slots=True)
class _Signs:
    """One invoice with everything that speaks for and against it."""

    invoice: OpenInvoice
    reasons: set[str] = field(default_factory=set)

    @property
    def is_payer(self) -> bool:
        """The payer is known to be the one: by tax number, else by account or name."""
        if "inn" in self.reasons:
            return True
        return "other_payer" not in self.reasons and bool({"account", "name"} & self.reasons)

    @property
    def is_named(self) -> bool:
        return "number" in self.reasons

    @property
    def score(self) -> int:
        return sum(_WEIGHT[reason] for reason in self.reasons)

    @property
    def told(self) -> tuple[str, ...]:
        return tuple(reason for reason in _WEIGHT if reason in self.reasons)


def match(payment: Payment, invoices: Iterable[OpenInvoice], *, most: int = 8) -> Match:
    """Match one payment to the open invoices; at most so many candidates are told.

    The order in which the invoices come makes no difference.
    """
    named = references(payment.purpose)
    signs = sorted(
        (_signs(payment, one, named) for one in invoices if _can_pay(payment, one)),
        key=lambda one: (one.invoice.issued_on, one.invoice.id),
    )
    found = [one for one in signs if one.reasons - {"after_issue", "before_issue", "other_payer"}]
    ranked = sorted(found, key=lambda one: (-one.score, one.invoice.issued_on, one.invoice.id))
    candidates = tuple(Candidate(s.invoice.id, s.score, s.told) for s in ranked[:most])
    level, chosen = _choose(payment, found, named)
    parts = _parts(payment, chosen)
    left = payment.minor - sum(part.minor for part in parts)
    return Match(level, parts, candidates, left)


def _can_pay(payment: Payment, invoice: OpenInvoice) -> bool:
    return payment.minor > 0 and invoice.open_minor > 0 and invoice.currency == payment.currency


def _signs(payment: Payment, invoice: OpenInvoice, named: Sequence[Reference]) -> _Signs:
    said = next((one for one in named if one.number == normal(invoice.number)), None)
    found = {
        "number": said is not None,
        "number_day": said is not None and said.on == invoice.issued_on,
        "amount": payment.minor == invoice.open_minor,
        "inn": bool(payment.inn) and payment.inn == invoice.inn,
        "other_payer": bool(payment.inn and invoice.inn) and payment.inn != invoice.inn,
        "account": bool(payment.account) and payment.account == invoice.account,
        "name": name_likeness(payment.name, invoice.names) >= NAME_FROM,
        "after_issue": payment.on >= invoice.issued_on,
        "before_issue": payment.on < invoice.issued_on,
    }
    return _Signs(invoice, {reason for reason, holds in found.items() if holds})


def name_likeness(name: str, others: Sequence[str]) -> int:
    """How alike a name is to the nearest of others, of a hundred; forms of companies apart."""
    bare = _bare(name)
    if not bare:
        return 0
    return max((int(fuzz.token_sort_ratio(bare, _bare(one))) for one in others if one), default=0)


def _bare(name: str) -> str:
    letters = "".join(sign if sign.isalnum() else " " for sign in fold(name))
    return " ".join(word for word in letters.split() if word not in _FORMS)


def _choose(
    payment: Payment, found: Sequence[_Signs], named: Sequence[Reference]
) -> tuple[Level, list[_Signs]]:
    by_number = _by_number(found, named)
    if by_number is None:
        return Level.SEVERAL, []
    if by_number:
        return _of_named(payment, by_number, is_whole=len(by_number) == len(named))
    if named:  # a number that is not open: paid before, or not ours
        return (Level.SEVERAL if found else Level.NONE), []
    return _of_unnamed(payment, found)


def _by_number(found: Sequence[_Signs], named: Sequence[Reference]) -> list[_Signs] | None:
    """One invoice for each number that was named; None when a number fits several equally."""
    chosen = []
    for one in named:
        same = [s for s in found if s.is_named and normal(s.invoice.number) == one.number]
        for narrower in (
            [s for s in same if "number_day" in s.reasons],
            [s for s in same if s.is_payer],
            [s for s in same if "amount" in s.reasons],
            [s for s in same if "before_issue" not in s.reasons],
        ):
            same = narrower if len(same) > 1 and narrower else same
        if len(same) > 1:
            return None
        chosen += same
    return chosen


def _of_named(
    payment: Payment, chosen: list[_Signs], *, is_whole: bool
) -> tuple[Level, list[_Signs]]:
    wanted = sum(one.invoice.open_minor for one in chosen)
    is_payer = all(one.is_payer for one in chosen)
    is_after = all("before_issue" not in one.reasons for one in chosen)
    is_exact = payment.minor == wanted
    is_part = len(chosen) == 1 and payment.minor < wanted
    if is_whole and is_payer and is_after and (is_exact or is_part):
        return Level.CERTAIN, chosen
    if is_exact or is_payer or all("number_day" in one.reasons for one in chosen):
        return Level.LIKELY, chosen
    return Level.SEVERAL, []


def _of_unnamed(payment: Payment, found: Sequence[_Signs]) -> tuple[Level, list[_Signs]]:
    """No number was named: the amount must say it, and only for whoever is known to pay."""
    theirs = [one for one in found if one.is_payer and "before_issue" not in one.reasons]
    exact = [one for one in theirs if "amount" in one.reasons]
    if len(exact) == 1:
        return Level.LIKELY, exact
    sums = [] if exact else _adding_up(payment.minor, theirs)
    if len(sums) == 1:
        return Level.LIKELY, sums[0]
    return (Level.SEVERAL if found else Level.NONE), []


def _adding_up(minor: int, theirs: Sequence[_Signs]) -> list[list[_Signs]]:
    """All of the payer's open invoices together, or two of them, that make the amount."""
    if len(theirs) > 1 and sum(one.invoice.open_minor for one in theirs) == minor:
        return [list(theirs)]
    if len(theirs) > _PAIRS_AMONG:
        return []
    return [
        [a, b]
        for a, b in combinations(theirs, 2)
        if a.invoice.open_minor + b.invoice.open_minor == minor
    ]


def _parts(payment: Payment, chosen: Sequence[_Signs]) -> tuple[Part, ...]:
    """The oldest is paid first; what is left when all are paid stays with the payment."""
    left, parts = payment.minor, []
    for one in sorted(chosen, key=lambda s: (s.invoice.issued_on, s.invoice.id)):
        minor = min(left, one.invoice.open_minor)
        if minor:
            parts.append(Part(one.invoice.id, minor, one.told))
            left -= minor
    return tuple(parts)


class Book:
    """Open invoices by everything a payment may name, so that each is compared to a few of them.

    What is taken is no longer open for the next payment.
    """

    def __init__(self, invoices: Iterable[OpenInvoice]) -> None:
        self._open: dict[int, OpenInvoice] = {}
        self._by: dict[tuple[str, object], set[int]] = {}
        for one in invoices:
            self._open[one.id] = one
            for key in self._keys(one):
                self._by.setdefault(key, set()).add(one.id)

    @staticmethod
    def _keys(one: OpenInvoice) -> list[tuple[str, object]]:
        keys: list[tuple[str, object]] = [
            ("number", normal(one.number)),
            ("amount", one.open_minor),
        ]
        keys += [("inn", one.inn)] if one.inn else []
        keys += [("account", one.account)] if one.account else []
        return keys + [("name", _bare(name)) for name in one.names if _bare(name)]

    def match(self, payment: Payment) -> Match:
        """As `match`, of the invoices that share a number, amount, tax number, account or name."""
        keys: list[tuple[str, object]] = [
            ("amount", payment.minor),
            ("inn", payment.inn),
            ("account", payment.account),
            ("name", _bare(payment.name)),
        ]
        keys += [("number", one.number) for one in references(payment.purpose)]
        ids = set().union(*(self._by.get(key, set()) for key in keys))
        return match(payment, [self._open[key] for key in sorted(ids) if key in self._open])

    def take(self, parts: Iterable[Part]) -> None:
        """Lower what is open by these parts; `ValueError` when that is more than is open."""
        for part in parts:
            known = self._open[part.invoice_id]
            left = known.open_minor - part.minor
            if left < 0:
                raise ValueError("more than is open")
            if left:
                self._open[known.id] = replace(known, open_minor=left)
                self._by.setdefault(("amount", left), set()).add(known.id)
            else:
                del self._open[known.id]
