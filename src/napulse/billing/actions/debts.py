"""Alerts of debts above a limit: raised once for each crossing, closed when the debt is back."""

from collections.abc import Collection
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.billing.models import DebtAlert
from napulse.billing.permissions import EDIT_INVOICES
from napulse.billing.queries.limits import Limit, Place, passed
from napulse.jobs.queue import after_commit


@action(EDIT_INVOICES)
def settle_debt_alerts(
    actor: Actor, *, today: date, now: datetime, client_ids: Collection[int] | None = None
) -> list[DebtAlert]:
    """Raise what is newly above its limit, close what is back; returns the new ones."""
    found = passed(actor, today=today, client_ids=client_ids)
    rows = DebtAlert.objects.select_for_update().filter(closed_at=None, deleted_at=None)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    known = {(row.client_id, row.entity_id, row.currency): row for row in rows.order_by("pk")}
    for place, row in known.items():
        if place in found:
            _keep_current(row, found[place])
        else:
            _close(actor, row, now)
    new = [place for place in sorted(found) if place not in known]
    return [_raise(actor, place, found[place], now) for place in new]


def _raise(actor: Actor, place: Place, limit: Limit, now: datetime) -> DebtAlert:
    client_id, entity_id, currency = place
    row = DebtAlert(client_id=client_id, entity_id=entity_id, currency=currency, raised_at=now)
    _take(row, limit)
    with change(actor, row, "debt_alert.raised"):
        row.save()
    after_commit("service.tell_of_debt", alert_id=row.pk)
    return row


def _take(row: DebtAlert, limit: Limit) -> bool:
    """Write down the figures; says whether they differ from what stood there."""
    values = {
        "contract_id": limit.contract.pk,
        "limit_minor": limit.limit.minor,
        "debt_minor": limit.debt.minor,
    }
    differs = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs


def _keep_current(row: DebtAlert, limit: Limit) -> None:
    """Its figures move on without a word in history: it is the same alert."""
    if _take(row, limit):
        with recording(DebtAlert):
            row.save()


def _close(actor: Actor, row: DebtAlert, now: datetime) -> None:
    with change(actor, row, "debt_alert.closed"):
        row.closed_at = now
        row.save()
