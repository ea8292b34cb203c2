"""What contracts tell the pulse and the palette."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.clients.facts import ClientReason, Found
from napulse.contracts.models import Contract, ContractState, Remuneration
from napulse.contracts.queries.agreements import contracts
from napulse.contracts.queries.retainers import balances_of, retainers
from napulse.engines.attention import Reason
from napulse.engines.kernel.text import fold
from napulse.people.queries import agency_today

REMEMBERED = timedelta(days=90)


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Contracts by number, subject or client, for the palette."""
    words = fold(text).split()
    rows = contracts(actor, today=date.max)
    for word in words:
        rows = rows.filter(Q(folded__contains=word) | Q(client__folded__contains=word))
    return [
        Found(
            "contract",
            row.number,
            " · ".join(part for part in (row.title, row.client.name) if part),
            row.get_absolute_url(),
            row.client_id,
        )
        for row in (rows.order_by("-from_on", "-pk")[:limit] if words else ())
    ]


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Contracts that end, work without a signed one, and retainers that are used up and more."""
    today = agency_today(now)
    found = contracts(actor, today=today)
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    return [
        *(_ending(row, today, now) for row in ending(found, today)),
        *(_unsigned(row, today, now) for row in unsigned(found, today)),
        *_overdrawn(actor, client_ids, today),
    ]


def ending(rows: Any, today: date) -> list[Contract]:
    """The signed ones inside their time of reminding, or lately over; rows have `ends_on`."""
    signed = rows.filter(
        state=ContractState.SIGNED, ends_on__isnull=False, ends_on__gte=today - REMEMBERED
    )
    return [
        row
        for row in signed.order_by("ends_on", "pk")
        if row.ends_on - timedelta(days=row.remind_days) <= today
    ]


def unsigned(rows: Any, today: date) -> list[Contract]:
    """Drafts whose first day has come: work may already go on without a contract."""
    drafts = rows.filter(state=ContractState.DRAFT, from_on__lte=today)
    return list(drafts.order_by("from_on", "pk"))


def reminders(actor: Actor, *, today: date) -> list[Contract]:
    """Contracts of whose end somebody is to be told now."""
    return ending(contracts(actor, today=today), today)


def _ending(row: Contract, today: date, now: datetime) -> ClientReason:
    ends_on: date = row.ends_on  # type: ignore[attr-defined] # annotated
    days = (ends_on - today).days
    values: dict[str, str | int] = {"what": row.number, "on": ends_on.isoformat(), "days": days}
    code = "contract_ending" if days >= 0 else "contract_ended"
    return _reason(row, code, now - timedelta(days=max(-days, 0)), values)


def _unsigned(row: Contract, today: date, now: datetime) -> ClientReason:
    days = (today - row.from_on).days
    values: dict[str, str | int] = {"what": row.number, "days": days}
    return _reason(row, "contract_unsigned", now - timedelta(days=days), values)


def _reason(
    row: Contract, code: str, due_at: datetime, values: dict[str, str | int]
) -> ClientReason:
    reason = Reason(
        code=code, source="contracts.Contract", source_id=row.pk, due_at=due_at, values=values
    )
    return ClientReason(row.client_id, reason, row.get_absolute_url(), values)


def _overdrawn(actor: Actor, client_ids: Collection[int] | None, today: date) -> list[ClientReason]:
    """Retainers whose period has gone above what was granted, debt and overage alike."""
    rows = retainers(actor).filter(
        Q(to_on=None) | Q(to_on__gte=today),
        contract__state=ContractState.SIGNED,
        from_on__lte=today,
    )
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    found = list(rows)
    balances = balances_of(found, today)
    reasons = []
    for row in found:
        periods = balances[row.pk].periods
        above = periods[-1].overage + max(-balances[row.pk].left, 0) if periods else 0
        if above:
            reasons.append(_above(row, above))
    return reasons


def _above(row: Remuneration, above: int) -> ClientReason:
    values: dict[str, str | int] = {"what": row.title, "above": above, "unit": row.unit}
    reason = Reason(
        code="retainer_overdrawn",
        source="contracts.Remuneration",
        source_id=row.pk,
        values=values,
    )
    url = reverse("contracts:retainer_detail", args=[row.pk])
    return ClientReason(row.client_id, reason, url, values)
