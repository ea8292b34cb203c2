"""Sums of the ledger by whatever a report is by: from the kept sums, or from them less what was
recorded since the day that the report is of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Model, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from napulse.access.actor import Actor
from napulse.engines.pricing.margin import NAMES, Sums
from napulse.ledger.models import ClientMonth, Posting, PostingKind, ProjectMonth
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.wanted import Key, Wanted, require_basis

HOUSE = 0
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
PROJECT_KEYS = {"project_key", "entity_key"}


@dataclass(frozen=True, slots=True)
class Measured:
    """Which columns of the sums an actor may have, by the name of the engine's field."""

    columns: Mapping[str, str]

    @classmethod
    def of(cls, actor: Actor, basis: str) -> "Measured":
        columns = {**COLUMNS, "labour": LABOUR[basis]}
        if not actor.can(VIEW_BOOKS):
            del columns["overhead"]
        return cls({name: columns[name] for name in NAMES if name in columns})

    def sums(self, values: Iterable[int | None]) -> Sums:
        return Sums(**{n: v or 0 for n, v in zip(self.columns, values, strict=True)})


def sums_by(
    actor: Actor, wanted: Wanted, keys: tuple[str, ...], project_ids: Iterable[int] | None = None
) -> dict[Key, Sums]:
    """Sums of the asked months by these key columns, of the clients that the actor sees.

    `project_ids` narrows to these projects. Of a day in the past, the present sums less what was
    recorded since: as much work as there was news, not as much as there is ledger.
    """
    require_basis(actor, wanted)
    if not actor.can(VIEW_MARGINS):
        return {}
    measured = Measured.of(actor, wanted.basis)
    own = None if project_ids is None else list(project_ids)
    found = _kept(actor, wanted, keys, measured, own)
    if wanted.known_at is None:
        return found
    later = _recorded_since(actor, wanted, keys, measured, own)
    known = {key: found.get(key, Sums()) - later.get(key, Sums()) for key in {**found, **later}}
    return {key: sums for key, sums in known.items() if not sums.is_empty}


def _kept(
    actor: Actor,
    wanted: Wanted,
    keys: tuple[str, ...],
    measured: Measured,
    project_ids: list[int] | None,
) -> dict[Key, Sums]:
    model = _table(wanted, keys, project_ids)
    months = Q(month_on__gte=wanted.since, month_on__lt=wanted.until)
    rows: QuerySet[Any] = model._default_manager.filter(months, seen(actor))
    rows = rows.filter(_narrowing(wanted, project_ids)).order_by()
    return _added(rows, keys, [Sum(column) for column in measured.columns.values()], measured)


def _table(wanted: Wanted, keys: tuple[str, ...], project_ids: list[int] | None) -> type[Model]:
    narrowed = wanted.narrowed
    fine = PROJECT_KEYS & set(keys) or narrowed.project_id is not None
    return (
        ProjectMonth
        if fine or narrowed.entity_id is not None or project_ids is not None
        else ClientMonth
    )


def seen(actor: Actor, name: str = "client_key") -> Q:
    """Rows of clients that the actor sees; the house's own only to whoever sees all."""
    if actor.client_ids is None:
        return Q()
    return Q(**{f"{name}__in": sorted(actor.client_ids)})


def _narrowing(wanted: Wanted, project_ids: list[int] | None) -> Q:
    narrowed = wanted.narrowed
    where = Q()
    for name, value in (
        ("client_key", narrowed.client_id),
        ("project_key", narrowed.project_id),
        ("entity_key", narrowed.entity_id),
    ):
        if value is not None:
            where &= Q(**{name: value})
    return where if project_ids is None else where & Q(project_key__in=project_ids)


def _added(
    rows: "QuerySet[Any]", keys: tuple[str, ...], sums: list[Any], measured: Measured
) -> dict[Key, Sums]:
    names = [f"sum_{n}" for n in range(len(sums))]
    asked = rows.values(*keys).annotate(**dict(zip(names, sums, strict=True)))
    found = asked.values_list(*keys, *names)
    size = len(keys)
    return {tuple(row[:size]): measured.sums(row[size:]) for row in found}


def posted(actor: Actor, wanted: Wanted, project_ids: list[int] | None = None) -> Any:
    """The postings of the asked months, by the key columns of the kept sums."""
    rows = Posting.objects.filter(on__gte=wanted.since, on__lt=wanted.until)
    if actor.client_ids is not None:
        rows = rows.filter(client_id__in=sorted(actor.client_ids))
    return rows.annotate(**POSTED_KEYS).filter(_narrowing(wanted, project_ids)).order_by()


def _recorded_since(
    actor: Actor,
    wanted: Wanted,
    keys: tuple[str, ...],
    measured: Measured,
    project_ids: list[int] | None,
) -> dict[Key, Sums]:
    rows = posted(actor, wanted, project_ids).filter(recorded_at__gte=wanted.known_at)
    sums = [_posted_sum(name, column) for name, column in measured.columns.items()]
    return _added(rows, keys, sums, measured)


def _posted_sum(name: str, column: str) -> Any:
    kind = KIND_OF.get(name)
    if kind is None:
        return Sum(column)
    return Sum(Case(When(kind=kind, then=F("amount_minor")), default=Value(0)))
