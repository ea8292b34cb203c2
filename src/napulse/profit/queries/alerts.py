"""Alerts of budgets: which are open, who has answered, and which nobody can keep any more."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.clients.facts import ClientReason
from napulse.delivery.queries import OPEN
from napulse.engines.attention import Reason
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.errors import Missing
from napulse.engines.pricing.pace import GRAVITY, Crossing
from napulse.estimates.models import BudgetAlert, BudgetAlertKind
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.profit.models import AlertAnswer

ANSWER_DAYS = 2
"""Working days within which a forecast over the budget is answered before it climbs."""


def alerts(actor: Actor, *, closed: bool = False) -> "QuerySet[BudgetAlert]":
    """Alerts of the actor's clients, open ones unless told otherwise."""
    rows: QuerySet[BudgetAlert] = BudgetAlert.objects.seen_by(actor).filter(
        project__deleted_at=None
    )
    rows = rows if closed else rows.filter(closed_at=None)
    return rows.select_related("project", "client").order_by("-raised_at", "-pk")


def alert(actor: Actor, alert_id: int) -> BudgetAlert:
    found = alerts(actor, closed=True).filter(pk=alert_id).first()
    if found is None:
        raise Missing("alert")
    return found


def is_beyond_us(row: BudgetAlert, calendar: WorkCalendar, *, now: datetime) -> bool:
    """Whether the director has to hear of it: over, or a forecast that nobody answered in time."""
    if row.escalated_at is not None or row.closed_at is not None:
        return False
    if row.kind == BudgetAlertKind.OVER:
        return True
    if row.kind != BudgetAlertKind.FORECAST or row.answers.exists():
        return False
    return calendar.working_days_later(row.raised_at, ANSWER_DAYS) <= now


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """One reason a client for each kind of alert: the gravest of every project."""
    if not actor.can(VIEW_ESTIMATES):
        return []
    rows = alerts(actor).filter(project__state__in=OPEN)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    answered = Exists(AlertAnswer.objects.filter(alert=OuterRef("pk")))
    by_project: dict[int, Any] = {}
    for row in rows.annotate(is_answered=answered):
        known = by_project.get(row.project_id)
        if known is None or _gravity(row) > _gravity(known):
            by_project[row.project_id] = row
    gathered: dict[tuple[int, str], list[BudgetAlert]] = {}
    for row in by_project.values():
        if not row.is_answered or row.kind == BudgetAlertKind.OVER:
            gathered.setdefault((row.client_id, row.kind), []).append(row)
    return [_reason(some) for some in gathered.values()]


def _gravity(row: BudgetAlert) -> int:
    return GRAVITY.index(Crossing(row.kind))


def _reason(rows: list[BudgetAlert]) -> ClientReason:
    """The oldest names it, the others are counted."""
    row = min(rows, key=lambda one: (one.raised_at, one.pk))
    values: dict[str, str | int] = {
        "what": row.project.name,
        "percent": row.used_bp // 100,
        "project": row.project.name,
    }
    return ClientReason(
        client_id=row.client_id,
        reason=Reason(
            code=f"budget_{row.kind}",
            source="estimates.BudgetAlert",
            source_id=row.pk,
            count=len(rows),
            due_at=row.raised_at,
            values=values,
        ),
        url=budget_url(row.project_id),
        values=values,
    )


def budget_url(project_id: int) -> str:
    return reverse("profit:budget_detail", args=[project_id])
