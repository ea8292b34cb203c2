"""Sums of the ledger by whatever a report is by: from the kept sums, or from them less what was
recorded since the day that the report is of.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from napulse.access.actor import Actor
from napulse.db.totals import Total
from napulse.engines.pricing.margin import NAMES, Sums
from napulse.ledger.models import ClientMonth, Posting, PostingKind, ProjectMonth
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.wanted import Key, Wanted, require_basis

HOUSE = 0
ALL, NOTHING = frozenset(NAMES), Sums()
INCOME = ("fee", "passed", "bought_pass")
OF_MARGIN = (*INCOME, "bought_own", "labour", "uncosted_minutes")
LABOUR = {"standard": "standard_minor", "actual": "actual_minor"}
COLUMNS = {
    "minutes": "minutes",
    "billable_minutes": "billable_minutes",
    "uncosted_minutes": "uncosted_minutes",
    "worth": "worth_minor",
    "fee": "fee_minor",
    "passed": "pass_minor",
    "bought_pass": "bought_pass_minor",
    "bought_own": "bought_own_minor",
    "used": "used_minor",
    "written_off": "written_off_minor",
    "overhead": "overhead_minor",
    "paid": "paid_minor",
}
KIND_OF = {
    "worth": PostingKind.TIME,
    "fee": PostingKind.FEE,
    "passed": PostingKind.PASS,
    "bought_pass": PostingKind.BOUGHT_PASS,
    "bought_own": PostingKind.BOUGHT_OWN,
    "used": PostingKind.USED,
    "written_off": PostingKind.WRITTEN_OFF,
    "overhead": PostingKind.OVERHEAD,
    "paid": PostingKind.PAID,
}
POSTED_KEYS = {
    "client_key": Coalesce("client_id", Value(0)),
    "project_key": Coalesce("project_id", Value(0)),
    "entity_key": Coalesce("entity_id", Value(0)),
    "month_on": TruncMonth("on"),
}
POSTED_COLUMNS = {
    "client_key": "client_id",
    "project_key": "project_id",
    "entity_key": "entity_id",
}
PROJECT_KEYS = {"project_key", "entity_key"}
Only = Mapping[str, Collection[int]] | None
Where = list[tuple[str, Collection[int]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Which columns of the sums an actor may have, by the name of the engine's field."""

    columns: Mapping[str, str]

    @classmethod
    def of(cls, actor: Actor, basis: str, names: Collection[str] = NAMES) -> "Measured":
        columns = {**COLUMNS, "labour": LABOUR[basis]}
        if not actor.can(VIEW_BOOKS):
            del columns["overhead"]
        return cls({name: columns[name] for name in names if name in columns})

    def sums(self, values: Iterable[int]) -> Sums:
        if self.columns.keys() == ALL:
            return Sums._make(values)
        return NOTHING._replace(**dict(zip(self.columns, values, strict=True)))


def sums_by(
    actor: Actor,
    wanted: Wanted,
    keys: tuple[str, ...],
    project_ids: Iterable[int] | None = None,
    *,
    only: Only = None,
    names: Collection[str] = NAMES,
) -> dict[Key, Sums]:
    """Sums of the asked months by these key columns, of the clients that the actor sees.

    `project_ids` narrows to these projects, `only` to some values of key columns; `names` are the
    sums that are wanted, the others stay nothing. Of a day in the past, the present sums less what
    was recorded since: as much work as there was news, not as much as there is ledger.
    """
    require_basis(actor, wanted)
    if not actor.can(VIEW_MARGINS):
        return {}
    measured = Measured.of(actor, wanted.basis, names)
    where = _narrowing(wanted, project_ids, only)
    found = _kept(actor, wanted, keys, measured, where)
    if wanted.known_at is None:
        return found
    later = _recorded_since(actor, wanted, keys, measured, where)
    known = {key: found.get(key, Sums()) - later.get(key, Sums()) for key in {**found, **later}}
    return {key: sums for key, sums in known.items() if not sums.is_empty}


def _kept(
    actor: Actor,
    wanted: Wanted,
    keys: tuple[str, ...],
    measured: Measured,
    where: Where,
) -> dict[Key, Sums]:
    fine = PROJECT_KEYS & ({*keys} | {name for name, _values in where})
    model: type[Model] = ProjectMonth if fine else ClientMonth
    months = Q(month_on__gte=wanted.since, month_on__lt=wanted.until)
    rows: QuerySet[Any] = model._default_manager.filter(months, seen(actor), *_tests(where))
    rows = rows.order_by()
    return _added(rows, keys, [Total(column) for column in measured.columns.values()], measured)


def seen(actor: Actor, name: str = "client_key") -> Q:
    """Rows of clients that the actor sees; the house's own only to whoever sees all."""
    if actor.client_ids is None:
        return Q()
    return Q(**{f"{name}__in": sorted(actor.client_ids)})


def _narrowing(
    wanted: Wanted, project_ids: Iterable[int] | None = None, only: Only = None
) -> Where:
    """Key columns with the values that they may have."""
    narrowed = wanted.narrowed
    own = [
        ("client_key", narrowed.client_id),
        ("project_key", narrowed.project_id),
        ("entity_key", narrowed.entity_id),
    ]
    where: Where = [(name, [value]) for name, value in own if value is not None]
    if project_ids is not None:
        where.append(("project_key", list(project_ids)))
    return [*where, *((only or {}).items())]


def _tests(where: Where) -> list[Q]:
    return [
        Q(**{name: next(iter(values))}) if len(values) == 1 else Q(**{f"{name}__in": list(values)})
        for name, values in where
    ]


def _added(
    rows: "QuerySet[Any]", keys: tuple[str, ...], sums: list[Any], measured: Measured
) -> dict[Key, Sums]:
    names = [f"sum_{n}" for n in range(len(sums))]
    named = dict(zip(names, sums, strict=True))
    if not keys:
        return {(): measured.sums(value or 0 for value in rows.aggregate(**named).values())}
    asked = rows.values(*keys).annotate(**named)
    found = asked.values_list(*keys, *names)
    size = len(keys)
    return {tuple(row[:size]): measured.sums(row[size:]) for row in found}


def posted(
    actor: Actor, wanted: Wanted, project_ids: Iterable[int] | None = None
) -> "QuerySet[Posting]":
    """The postings of the asked months that the actor may see, with the keys of the kept sums."""
    found = _posted(actor, wanted, _narrowing(wanted, project_ids))
    return found if wanted.known_at is None else found.filter(recorded_at__lt=wanted.known_at)


def _posted(actor: Actor, wanted: Wanted, where: Where) -> "QuerySet[Posting]":
    rows = Posting.objects.filter(on__gte=wanted.since, on__lt=wanted.until)
    if actor.client_ids is not None:
        rows = rows.filter(client_id__in=sorted(actor.client_ids))
    for name, values in where:
        column, ids = POSTED_COLUMNS[name], set(values)
        test = Q(**{f"{column}__in": ids - {0}})
        rows = rows.filter(test | Q(**{f"{column}__isnull": True}) if 0 in ids else test)
    return rows.annotate(**POSTED_KEYS).order_by()


def _recorded_since(
    actor: Actor, wanted: Wanted, keys: tuple[str, ...], measured: Measured, where: Where
) -> dict[Key, Sums]:
    rows = _posted(actor, wanted, where).filter(recorded_at__gte=wanted.known_at)
    sums = [_posted_sum(name, column) for name, column in measured.columns.items()]
    return _added(rows, keys, sums, measured)


def _posted_sum(name: str, column: str) -> Any:
    kind = KIND_OF.get(name)
    if kind is None:
        return Total(column)
    return Total(Case(When(kind=kind, then=F("amount_minor")), default=Value(0)))
