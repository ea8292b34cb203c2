"""Drafts of estimates: opened, put away, brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.clients.models import Client, LegalEntity
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, Refused
from napulse.estimates.actions.rows import write_lines, write_payments
from napulse.estimates.lines import LineData, PaymentData
from napulse.estimates.models import Estimate, EstimateKind
from napulse.estimates.models.estimates import FREE
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.ledger.models import OwnEntity
from napulse.ledger.queries import main_entity


@dataclass(frozen=True, slots=True)
class EstimateData:
    """The terms of an estimate, without its lines."""

    title: str
    priced_on: date
    project: Project | None = None
    contract: Contract | None = None
    entity: OwnEntity | None = None
    client_entity: LegalEntity | None = None
    language: str = "ru"
    currency: str = "RUB"
    valid_until: date | None = None
    works_from: date | None = None
    works_to: date | None = None
    tax_code: str = "standard"
    discount_bp: int = 0
    contingency_bp: int = 0
    rounds: int = 2
    variants: int = 1
    assumptions: str = ""
    submit_key: str | None = None
    more: dict[str, Any] = field(default_factory=dict)  # kind, base, previous: what is no term


TERMS = tuple(
    name for name in EstimateData.__slots__ if name not in ("entity", "submit_key", "more")
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a draft begins with."""

    lines: Sequence[LineData] = ()
    payments: Sequence[PaymentData] = ()


@action(EDIT_ESTIMATES)
def create_estimate(
    actor: Actor,
    client: Client,
    *,
    data: EstimateData,
    now: datetime,
    contents: Contents = Contents(),
) -> Estimate:
    """Open a draft with the next number of the client; the same form sent twice opens one."""
    client = fresh(client)
    if known := known_by_key(client, data.submit_key):
        return known
    return open_draft(actor, client, data, contents, now=now)


def known_by_key(client: Client, submit_key: str | None) -> Estimate | None:
    """What the key made before, unless it was made for another client."""
    known: Estimate | None = Estimate.objects.filter(submit_key=submit_key or "").first()
    if known is not None and known.client_id != client.pk:
        raise Refused("form.sent_before")
    return known


def open_draft(
    actor: Actor, client: Client, data: EstimateData, contents: Contents, *, now: datetime
) -> Estimate:
    """Store a draft with its lines and payments; the client's row is locked by whoever asks."""
    estimate = Estimate(
        client=client,
        owner=_owner(actor),
        created_at=now,
        submit_key=data.submit_key or None,
        **data.more,
    )
    put_columns(estimate, columns_of(client.pk, data))
    estimate.number = estimate.number or next_number(client, estimate.kind)
    event = "change_order.drafted" if estimate.kind == EstimateKind.CHANGE else "estimate.created"
    with change(actor, estimate, event, note={"lines": len(contents.lines)}):
        estimate.save()
        write_lines(estimate, contents.lines)
        write_payments(estimate, contents.payments)
        estimate.save()
    return estimate


def _owner(actor: Actor) -> User:
    if actor.user_id is None:
        raise Missing("author")
    return User.objects.get(pk=actor.user_id)


def next_number(client: Client, kind: str) -> int:
    """Numbers run through each client, for estimates and for change orders by themselves."""
    rows = Estimate.objects.filter(client=client, kind=kind)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def columns_of(client_id: int, data: EstimateData) -> dict[str, Any]:
    """The terms as columns of an estimate of the client."""
    refuse_strangers(client_id, data)
    if data.works_from and data.works_to and data.works_to < data.works_from:
        raise Refused("estimate.dates_order")
    entity = data.entity or main_entity()
    if entity is None:
        raise Refused("estimate.no_entity")
    return {name: getattr(data, name) for name in TERMS} | {"entity": entity}


def put_columns(estimate: Estimate, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(estimate, name, value)


def refuse_strangers(client_id: int, data: EstimateData) -> None:
    """Project, contract and company are the client's own."""
    for row in (data.project, data.contract, data.client_entity):
        if row is not None and row.client_id != client_id:
            raise Missing(type(row).__name__.lower())


@action(EDIT_ESTIMATES)
def delete_estimate(actor: Actor, estimate: Estimate, *, now: datetime) -> Estimate:
    """Put a draft away; what was sent stays for good."""
    estimate = fresh(estimate)
    refuse_unfree(estimate)
    with change(actor, estimate, "estimate.deleted"):
        estimate.deleted_at = now
        estimate.save()
    return estimate


@action(EDIT_ESTIMATES)
def restore_estimate(actor: Actor, estimate: Estimate) -> Estimate:
    estimate = fresh(estimate, deleted=True)
    with change(actor, estimate, "estimate.restored"):
        estimate.deleted_at = None
        estimate.save()
    return estimate


def free(estimate: Estimate, version: int) -> Estimate:
    """The draft as stored now, locked, unless somebody changed it or it is out of our hands."""
    estimate = fresh(estimate)
    refuse_unfree(estimate)
    if estimate.version != version:
        raise Refused("row.changed", name=str(estimate))
    return estimate


def refuse_unfree(estimate: Estimate) -> None:
    if estimate.state not in FREE or estimate.content_hash:
        raise Refused("estimate.not_free", name=str(estimate))
