"""Writes of a client: its card, its settings, its state, its deletion for thirty days."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.actions.locking import dependents, fresh, require_scope, require_version, write
from napulse.clients.models import (
    Brand,
    ChaseMode,
    Client,
    ClientState,
    ClockKind,
    Contact,
    TeamMember,
    TeamRole,
)
from napulse.clients.permissions import APPROVE_CLIENTS, EDIT_CLIENTS
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientData:
    """What a client's card says."""

    name: str
    line: str = ""
    industry: str = ""
    city: str = ""
    website: str = ""
    note: str = ""
    state: str = ClientState.ACTIVE
    since_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """How the client is served: language, time, rhythm, clock, letters, consent by silence."""

    language: str = "ru"
    zone: str = ""
    calendar: str = "RU"
    cadence_days: int | None = None
    clock_kind: str = ""
    clock_minutes: int | None = None
    chase: str = ChaseMode.APPROVE
    silence_clause: str = ""
    silence_hours: int | None = None


@action(EDIT_CLIENTS)
def create_client(
    actor: Actor,
    *,
    data: ClientData,
    lead: User | None = None,
    settings: ClientSettings | None = None,
    submit_key: str | None = None,
) -> Client:
    """Add a client with the one who answers for it; the same form sent twice adds one.

    Whoever sees only some clients joins the team, or the new client would be hidden from them.
    """
    if submit_key and (known := Client.objects.filter(submit_key=submit_key).first()):
        return _own(actor, known)
    _require_free_name(data.name)
    client = Client(**asdict(data), **asdict(settings or ClientSettings()), submit_key=submit_key)
    note = {"lead": lead.name} if lead else {}
    try:
        with transaction.atomic(), change(actor, client, "client.created", note=note):
            client.save()
    except IntegrityError as clash:
        raise Refused("client.name_taken", name=data.name) from clash
    _join_first(actor, client, lead)
    return client


def _own(actor: Actor, client: Client) -> Client:
    creator = TeamMember.objects.filter(client=client, user_id=actor.user_id or 0).exists()
    if not (creator or actor.sees(client.pk)):
        raise Refused("client.name_taken", name=client.name)
    return client


def _join_first(actor: Actor, client: Client, lead: User | None) -> None:
    places = {lead.pk: TeamRole.LEAD} if lead else {}
    if actor.client_ids is not None and actor.user_id:
        places.setdefault(actor.user_id, TeamRole.MANAGER if lead else TeamRole.LEAD)
    for user_id, role in places.items():
        member = TeamMember(client=client, user_id=user_id, role=role)
        with change(actor, member, "team.joined"):
            member.save()


def _require_free_name(name: str, *, besides: int | None = None) -> None:
    taken = Client.objects.filter(folded=fold(name), deleted_at=None).exclude(pk=besides or 0)
    if taken.exists():
        raise Refused("client.name_taken", name=name)


@action(EDIT_CLIENTS)
def edit_client(
    actor: Actor, client: Client, *, data: ClientData, version: int | None = None
) -> Client:
    """Change the card; an edit of an older version is refused with both versions."""
    return _edit(actor, client, asdict(data), version, "client.changed")


@action(EDIT_CLIENTS)
def edit_client_settings(
    actor: Actor, client: Client, *, settings: ClientSettings, version: int | None = None
) -> Client:
    """Change how the client is served. Silence is consent only where the contract says so."""
    if settings.silence_hours and not settings.silence_clause.strip():
        raise Refused("client.silence_needs_clause")
    if bool(settings.clock_kind) != bool(settings.clock_minutes):
        raise Refused("client.clock_needs_both")
    if settings.clock_kind and settings.clock_kind not in ClockKind.values:
        raise Refused("client.clock_needs_both")
    return _edit(actor, client, asdict(settings), version, "client.settings")


def _edit(
    actor: Actor, client: Client, values: dict[str, Any], version: int | None, event: str
) -> Client:
    row = fresh(client)
    require_version(row, version, values)
    if "name" in values:
        _require_free_name(values["name"], besides=row.pk)
    with change(actor, row, event):
        write(row, values)
    return row


@action(EDIT_CLIENTS)
def set_client_state(actor: Actor, clients: Sequence[Client], *, state: str) -> list[Client]:
    """Put clients into a state together; those already there are left alone."""
    if state not in ClientState.values:
        raise Refused("client.no_such_state", state=state)
    require_scope(actor, clients)
    changed = []
    for row in (fresh(client) for client in clients):
        if row.state != state:
            with change(actor, row, "client.state"):
                write(row, {"state": state})
            changed.append(row)
    return changed


@action(APPROVE_CLIENTS)
def delete_client(actor: Actor, client: Client, *, now: datetime) -> Client:
    """Put a client away for thirty days with its contacts; refused while work leans on it."""
    row = fresh(client)
    leaning = dependents(row, parts={Contact, Brand, TeamMember})
    if leaning:
        raise Refused("client.has_dependents", dependents=leaning)
    with change(actor, row, "client.deleted"), recording(Contact, Brand):
        write(row, {"deleted_at": now})
        for part in (Contact, Brand):
            part.objects.filter(client=row, deleted_at=None).update(deleted_at=now)
    return row


@action(APPROVE_CLIENTS)
def restore_client(actor: Actor, client: Client) -> Client:
    """Bring a deleted client back, with what was put away together with it."""
    row = fresh(client, deleted=True)
    _require_free_name(row.name, besides=row.pk)
    put_away_at = row.deleted_at
    with change(actor, row, "client.restored"), recording(Contact, Brand):
        write(row, {"deleted_at": None})
        for part in (Contact, Brand):
            part.objects.filter(client=row, deleted_at=put_away_at).update(deleted_at=None)
    return row
