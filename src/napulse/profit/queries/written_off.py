"""Write-offs and why: the rows, and their sums by reason."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.profit.models import WriteOff, WriteOffReason
from napulse.profit.queries.wanted import Wanted


@dataclass(frozen=True, slots=True)
class ReasonSum:
    """What was written off for one reason."""

    reason: str
    label: str
    count: int
    amount: int


def write_offs(actor: Actor, wanted: Wanted | None = None) -> "QuerySet[WriteOff]":
    """Write-offs of the clients that the actor sees, in the months if some are asked for."""
    rows: QuerySet[WriteOff] = WriteOff.objects.seen_by(actor).select_related(
        "client", "project", "made_by"
    )
    if wanted is None:
        return rows
    rows = rows.filter(on__gte=wanted.since, on__lt=wanted.until)
    narrowed = wanted.narrowed
    if narrowed.client_id is not None:
        rows = rows.filter(client_id=narrowed.client_id)
    if narrowed.project_id is not None:
        rows = rows.filter(project_id=narrowed.project_id)
    return rows


def write_off(actor: Actor, write_off_id: int, *, deleted: bool = False) -> WriteOff:
    rows = WriteOff.objects.with_deleted(actor) if deleted else write_offs(actor)
    found: WriteOff | None = rows.filter(pk=write_off_id).first()
    if found is None:
        raise Missing("write-off")
    return found


def by_reason(rows: "QuerySet[WriteOff]") -> list[ReasonSum]:
    """The largest sum first."""
    labels = {value: str(label) for value, label in WriteOffReason.choices}
    summed = rows.order_by().values("reason").annotate(n=Count("pk"), amount=Sum("amount_minor"))
    found = [
        ReasonSum(row["reason"], labels[row["reason"]], row["n"], row["amount"]) for row in summed
    ]
    return sorted(found, key=lambda one: -one.amount)
