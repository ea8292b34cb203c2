"""Every kept sum beside the postings it is the sum of: all four tables, every column, every row."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek

from napulse.ledger.models import Posting, PostingKind
from napulse.ledger.sums import COLUMN, KEPT, Kept
from napulse.profit.queries.faults import Fault, Findings

Row = tuple[int, ...]
KEYS: Mapping[str, Any] = {
    "client_key": Coalesce("client_id", Value(0)),
    "project_key": Coalesce("project_id", Value(0)),
    "entity_key": Coalesce("entity_id", Value(0)),
    "role_key": Coalesce("role_id", Value(0)),
    "line_key": F("line_id"),
    "person_key": F("person_id"),
    "month_on": TruncMonth("on"),
    "week_on": TruncWeek("on"),
}
KIND_OF = {column: kind for kind, column in COLUMN.items()}


def kept_sums(since: date | None = None, until: date | None = None) -> Findings:
    """All kept sums; of a stretch of whole months and weeks alone, where both are dated."""
    found = Findings()
    for kept in KEPT:
        dated = next((key for key in kept.keys if key.endswith("_on")), None)
        if since is not None and dated is None:
            continue  # sums over all time have no stretch
        found.add(_table(kept, dated, since, until))
    return found


def _table(kept: Kept, dated: str | None, since: date | None, until: date | None) -> Findings:
    stored_rows: QuerySet[Any] = kept.model._default_manager.all()
    postings: QuerySet[Any] = Posting.objects.all()
    if dated and since is not None and until is not None:
        stored_rows = stored_rows.filter(**{f"{dated}__gte": since, f"{dated}__lt": until})
        postings = postings.filter(on__gte=since, on__lt=until)
    stored = _by_key(kept, stored_rows.order_by().values_list(*kept.keys, *kept.sums))
    summed = _by_key(kept, _summed(kept, postings))
    found = Findings()
    for key in sorted({*stored, *summed}, key=str):
        has, should = stored.get(key), summed.get(key)
        for place, name in enumerate(kept.sums):
            found.compare(
                Fault(
                    "kept",
                    name,
                    has[place] if has else 0,
                    should[place] if should else 0,
                    {"table": kept.model._meta.model_name or "", **_place(kept, key)},
                )
            )
    return found


def _by_key(kept: Kept, rows: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], Row]:
    size = len(kept.keys)
    return {tuple(map(_plain, row[:size])): tuple(row[size:]) for row in rows}


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _summed(kept: Kept, postings: "QuerySet[Any]") -> Iterable[tuple[Any, ...]]:
    if "person_key" in kept.keys:
        postings = postings.filter(kind=PostingKind.TIME, person__isnull=False)
    keyed = postings.annotate(**{f"own_{key}": KEYS[key] for key in kept.keys}).order_by()
    names = [f"own_{key}" for key in kept.keys]
    sums = {f"sum_{name}": sum_of(name) for name in kept.sums}
    found: Iterable[tuple[Any, ...]] = (
        keyed.values(*names).annotate(**sums).values_list(*names, *sums)
    )
    return found


def sum_of(column: str) -> Any:
    kind = KIND_OF.get(column)
    if kind is None:
        return Sum(column)
    return Sum(Case(When(kind=kind, then=F("amount_minor")), default=Value(0)))


def _place(kept: Kept, key: tuple[Any, ...]) -> dict[str, str]:
    return {name: str(value) for name, value in zip(kept.keys, key, strict=True)}
