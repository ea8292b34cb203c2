"""The postings that a figure is made of: one row of what each source says now, or said then.

Corrections of a source are added up, so a row that was posted, taken back and posted again is one
row; what only an hour's own cost changed is seen by whoever may see the books and by nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.ledger.models import PostingKind
from napulse.people.permissions import VIEW_COSTS
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.report import ground_of
from napulse.profit.queries.sums import LABOUR, posted
from napulse.profit.queries.wanted import Wanted, require_basis

K = PostingKind
LABOUR_KINDS = (K.TIME,)
SIGNS: Mapping[str, Mapping[PostingKind, int]] = {
    "all": {},
    "billings": {K.FEE: 1, K.PASS: 1},
    "fee": {K.FEE: 1},
    "passed": {K.PASS: 1},
    "bought": {K.BOUGHT_PASS: 1},
    "income": {K.FEE: 1, K.PASS: 1, K.BOUGHT_PASS: -1},
    "labour": {K.TIME: 1},
    "own": {K.BOUGHT_OWN: 1},
    "cost": {K.TIME: 1, K.BOUGHT_OWN: 1},
    "margin": {K.FEE: 1, K.PASS: 1, K.BOUGHT_PASS: -1, K.TIME: -1, K.BOUGHT_OWN: -1},
    "time": {K.TIME: 1},
    "unbilled": {K.TIME: 1, K.USED: -1, K.WRITTEN_OFF: -1},
    "written_off": {K.WRITTEN_OFF: 1},
    "overhead": {K.OVERHEAD: 1},
    "paid": {K.PAID: 1},
}
BY_WORTH = {"unbilled"}
PLACE = (
    "source",
    "source_id",
    "kind",
    "on",
    "client_id",
    "project_id",
    "line_id",
    "person_id",
    "role_id",
)


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One row: where it belongs, its measures, and what it adds to the figure (`value`)."""

    source: str
    source_id: int
    kind: PostingKind
    on: date
    client_id: int | None
    project_id: int | None
    line_id: int
    person_id: int | None
    role_id: int | None
    minutes: int
    uncosted_minutes: int
    worth: int
    cost: int
    amount: int
    value: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All rows of all pages together, whatever page is shown."""

    minutes: int
    worth: int
    cost: int
    value: int


@dataclass(frozen=True, slots=True)
class Drilled:
    """The rows of a figure, a page of them, and their totals."""

    rows: "QuerySet[Any, dict[str, Any]]"
    what: str
    totals: Totals

    def page(self, number: str | None, per_page: int) -> "Page[Any]":
        return Paginator(self.rows, per_page).get_page(number)

    def told(self, rows: Sequence[dict[str, Any]]) -> list[PostingRow]:
        return [_row(row, self.what) for row in rows]


def drilled(actor: Actor, wanted: Wanted, what: str) -> Drilled:
    """The postings behind a figure; of clients that the actor sees, for whoever may see margins."""
    require_basis(actor, wanted)
    what = what if what in SIGNS else "all"
    ground = ground_of(actor, wanted)
    rows = posted(actor, wanted, ground.project_ids)
    if not actor.can(VIEW_MARGINS):
        rows = rows.none()
    if wanted.narrowed.line_id is not None:
        rows = rows.filter(line_id=wanted.narrowed.line_id)
    rows = rows.filter(_kinds(actor, what))
    labour = LABOUR[wanted.basis]
    grouped = _grouped(rows, labour)
    return Drilled(grouped, what, _totals(rows, labour, what))


def shows_cost(actor: Actor, wanted: Wanted) -> bool:
    """Whether a row may say what its hour cost: the standard to all, its own to very few."""
    return wanted.basis == "standard" or (actor.can(VIEW_BOOKS) and actor.can(VIEW_COSTS))


def _kinds(actor: Actor, what: str) -> Q:
    kinds = [kind for kind in (SIGNS[what] or K) if kind != K.OVERHEAD or actor.can(VIEW_BOOKS)]
    return Q(kind__in=kinds)


def _grouped(rows: "QuerySet[Any]", labour: str) -> "QuerySet[Any, dict[str, Any]]":
    """What remains of each source at each place; what was taken back whole is left out."""
    summed = rows.values(*PLACE).annotate(
        minutes_sum=Sum("minutes"),
        uncosted_sum=Sum("uncosted_minutes"),
        amount_sum=Sum("amount_minor"),
        labour_sum=Sum(labour),
    )
    left = ~Q(minutes_sum=0) | ~Q(amount_sum=0) | ~Q(labour_sum=0) | ~Q(uncosted_sum=0)
    found: QuerySet[Any, dict[str, Any]] = summed.filter(left)
    return found.order_by("-on", "source", "source_id", "kind", *PLACE[4:])


def _totals(rows: "QuerySet[Any]", labour: str, what: str) -> Totals:
    by_kind = (
        rows.order_by()
        .values("kind")
        .annotate(
            minutes_sum=Sum("minutes"), amount_sum=Sum("amount_minor"), labour_sum=Sum(labour)
        )
    )
    found = {row["kind"]: row for row in by_kind}
    time = found.get(K.TIME, {})
    return Totals(
        minutes=sum(row["minutes_sum"] for row in found.values()),
        worth=time.get("amount_sum", 0),
        cost=time.get("labour_sum", 0),
        value=sum(_value(row, what) for row in found.values()),
    )


def _row(row: Mapping[str, Any], what: str) -> PostingRow:
    kind = PostingKind(row["kind"])
    is_time = kind == K.TIME
    return PostingRow(
        **{name: row[name] for name in PLACE if name != "kind"},
        kind=kind,
        minutes=row["minutes_sum"],
        uncosted_minutes=row["uncosted_sum"],
        worth=row["amount_sum"] if is_time else 0,
        cost=row["labour_sum"],
        amount=0 if is_time else row["amount_sum"],
        value=_value(row, what),
    )


def _value(row: Mapping[str, Any], what: str) -> int:
    """What a row adds to the figure. Time adds its cost, or its worth where worth is meant."""
    kind = PostingKind(row["kind"])
    if what == "time":
        return int(row["minutes_sum"])
    sign = SIGNS[what].get(kind, 0)
    by_cost = kind == K.TIME and what not in BY_WORTH
    return sign * int(row["labour_sum" if by_cost else "amount_sum"])
