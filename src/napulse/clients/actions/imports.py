"""Writes of an import: upload, mapping, choices, the run in one transaction, and its undo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change, record, record_created
from napulse.audit.recording import recording
from napulse.clients.actions.locking import dependents, write
from napulse.clients.models import (
    Brand,
    Client,
    Contact,
    Import,
    ImportState,
    TeamMember,
    TeamRole,
)
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.clients.queries.imports import UNFINISHED, Plan, PlannedRow
from napulse.engines.exchange import ColumnMapping
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import fold
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work

CLIENT_COLUMNS = {
    "client_name": "name",
    "industry": "industry",
    "website": "website",
    "city": "city",
    "source_id": "source_id",
}
CONTACT_COLUMNS = {
    "contact_name": "name",
    "contact_email": "email",
    "contact_phone": "phone",
    "contact_title": "title",
    "source_id": "source_id",
    "note": "note",
}
IN_NOTE = ("note", "phone", "email", "address")
BATCH = 500


@action(EDIT_CLIENTS)
def begin_import(
    actor: Actor, *, filename: str, raw: bytes, mapping: ColumnMapping, now: datetime
) -> Import:
    """Keep an uploaded table that was found readable, with the mapping its captions suggest."""
    if actor.user_id is None:
        raise Refused("import.needs_a_person")
    return Import.objects.create(
        user_id=actor.user_id,
        kind=mapping.kind,
        filename=filename[:200],
        source=mapping.source,
        raw=raw,
        mapping={"columns": dict(mapping.columns)},
        created_at=now,
    )


def _mine(actor: Actor, found: Import, *states: str) -> Import:
    rows = Import.objects.select_for_update().filter(pk=found.pk, user_id=actor.user_id or 0)
    row = rows.first()
    if row is None:
        raise Missing("import")
    if row.state not in states:
        raise Refused("import.not_now", state=row.state)
    return row


@action(EDIT_CLIENTS)
def map_import(actor: Actor, found: Import, *, columns: Mapping[str, int]) -> Import:
    """Say which column fills which field; choices made for the old mapping are forgotten."""
    row = _mine(actor, found, ImportState.PREVIEW)
    if len(set(columns.values())) != len(columns):
        raise Refused("mapping.twice")
    row.mapping = {
        "columns": dict(columns),
        "makes_clients": row.mapping.get("makes_clients", True),
    }
    row.save(update_fields=["mapping"])
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person decided in the preview: for all repeated rows, and for single ones."""

    repeats: str = "skip"
    makes_clients: bool = True
    by_row: Mapping[str, str] = field(default_factory=dict)


@action(EDIT_CLIENTS)
def choose_for_import(actor: Actor, found: Import, *, choices: Choices) -> Import:
    row = _mine(actor, found, ImportState.PREVIEW)
    kept = {**row.mapping.get("choices", {}), **choices.by_row}
    if choices.repeats != row.mapping.get("repeats", "skip"):
        kept = dict(choices.by_row)
    row.mapping = {
        **row.mapping,
        "choices": kept,
        "repeats": choices.repeats,
        "makes_clients": choices.makes_clients,
    }
    row.save(update_fields=["mapping"])
    return row


@action(EDIT_CLIENTS)
def run_import(actor: Actor, found: Import, *, plan: Plan) -> Import:
    """Queue the run; the same press twice runs it once."""
    row = _mine(actor, found, ImportState.PREVIEW)
    if not plan.work:
        raise Refused("import.nothing_to_do")
    row.work = start_work(actor, "clients.import", row.filename, len(plan.rows))
    row.state = ImportState.RUNNING
    row.save(update_fields=["work", "state"])
    after_commit("clients.import", import_id=row.pk)
    return row


@action(EDIT_CLIENTS)
def drop_import(actor: Actor, found: Import) -> None:
    """Forget an import that wrote nothing."""
    _mine(actor, found, *UNFINISHED).delete()


@action(EDIT_CLIENTS)
def stop_import(actor: Actor, found: Import, *, state: str) -> None:
    """The run ended without writing: back to the preview, or failed."""
    row = _mine(actor, found, ImportState.RUNNING)
    row.state = state
    row.save(update_fields=["state"])


@action(EDIT_CLIENTS)
def write_import(actor: Actor, found: Import, *, plan: Plan) -> dict[str, int]:
    """Write every row of the plan in this one transaction, or none of them."""
    row = _mine(actor, found, ImportState.RUNNING)
    writer = _Writer(actor)
    if row.kind == "clients":
        writer.clients(plan.having("create"))
    else:
        writer.contacts(plan.having("create"))
    for planned in plan.having("update"):
        writer.update(Client if row.kind == "clients" else Contact, planned)
    row.created = [*writer.made, *writer.changed]
    row.summary = {
        "clients": sum(1 for kind, *_rest in writer.made if kind == "client"),
        "contacts": sum(1 for kind, *_rest in writer.made if kind == "contact"),
        "updated": len(writer.changed),
        "skipped": plan.counts.get("skip", 0),
        "errors": plan.counts.get("error", 0),
    }
    row.state, row.raw = ImportState.DONE, b""  # a copy that nobody would think of erasing
    row.save(update_fields=["created", "summary", "state", "raw"])
    record(actor, row, "import.done", **row.summary)
    return dict(row.summary)


class _Writer:
    """Makes many rows with few statements, each with its entry in history."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        sees_all = actor.client_ids is None
        self.joiner = None if sees_all else User.objects.filter(pk=actor.user_id or 0).first()
        self.made: list[list[Any]] = []
        self.changed: list[list[Any]] = []

    def clients(self, rows: list[PlannedRow]) -> dict[str, Client]:
        new = [Client(version=1, **_client_values(row)) for row in rows]
        for client in new:
            client.folded = fold(client.name)
        with recording(Client):
            Client.objects.bulk_create(new, batch_size=BATCH)
        record_created(self.actor, new, "client.created")
        self.made += [["client", client.pk, client.version] for client in new]
        self._teams(list(zip(new, rows, strict=True)))
        return {client.folded: client for client in new}

    def _teams(self, pairs: list[tuple[Client, PlannedRow]]) -> None:
        """The owner named in the file answers for the client; whoever sees only some joins."""
        places = []
        for client, row in pairs:
            owner = row.owner if "owner" in row.values else None
            if owner:
                places.append(TeamMember(client=client, user=owner, role=TeamRole.LEAD))
            if self.joiner and self.joiner != owner:
                role = TeamRole.MANAGER if owner else TeamRole.LEAD
                places.append(TeamMember(client=client, user=self.joiner, role=role))
        for place in places:
            place.version = 1
        with recording(TeamMember):
            TeamMember.objects.bulk_create(places, batch_size=BATCH)
        record_created(self.actor, places, "team.joined")

    def contacts(self, rows: list[PlannedRow]) -> None:
        missing: dict[str, PlannedRow] = {}
        for row in rows:
            if row.client_id is None:
                missing.setdefault(fold(row.values["client_name"]), row)
        made = self.clients([_client_of(row) for row in missing.values()])
        new = []
        for row in rows:
            client_id = row.client_id or made[fold(row.values["client_name"])].pk
            contact = Contact(client_id=client_id, version=1, **_contact_values(row))
            contact.folded = fold(contact.name)
            new.append(contact)
        with recording(Contact):
            Contact.objects.bulk_create(new, batch_size=BATCH)
        record_created(self.actor, new, "contact.created")
        self.made += [["contact", contact.pk, contact.version] for contact in new]

    def update(self, model: type[Client] | type[Contact], planned: PlannedRow) -> None:
        """Fill in what the file knows; what the file leaves empty stays."""
        row: Any = model.objects.select_for_update().get(pk=planned.match_id or 0)
        values = _client_values(planned) if model is Client else _contact_values(planned)
        told = {name: value for name, value in values.items() if value}
        told.pop("name")
        if row.note and told.get("note"):
            told.pop("note")
        before = {name: _stored(row, name) for name in told if getattr(row, name) != told[name]}
        if not before:
            return
        event = "client.changed" if model is Client else "contact.changed"
        with change(self.actor, row, event):
            write(row, told)
        self.changed.append([f"{row._meta.model_name}.changed", row.pk, row.version, before])


def _stored(row: Any, name: str) -> Any:
    return row.keeper_id if name == "keeper" else getattr(row, name)


def _client_values(row: PlannedRow) -> dict[str, Any]:
    values = {ours: row.values.get(theirs, "") for theirs, ours in CLIENT_COLUMNS.items()}
    for name, longest in (("industry", 120), ("city", 80), ("source_id", 60)):
        values[name] = values[name][:longest]
    values["note"] = "\n".join(row.values[name] for name in IN_NOTE if row.values.get(name))
    return values


def _client_of(row: PlannedRow) -> PlannedRow:
    return PlannedRow(row.number, {"client_name": row.values["client_name"]}, "create")


def _contact_values(row: PlannedRow) -> dict[str, Any]:
    values: dict[str, Any] = {
        ours: row.values.get(theirs, "") for theirs, ours in CONTACT_COLUMNS.items()
    }
    for name, longest in (("name", 120), ("title", 120), ("phone", 40), ("source_id", 60)):
        values[name] = values[name][:longest]
    return values | {"keeper": row.owner}


@action(EDIT_CLIENTS)
def undo_import(actor: Actor, found: Import, *, now: datetime) -> dict[str, Any]:
    """Take back what the import made and nobody touched since; says what stays and why."""
    row = _mine(actor, found, ImportState.DONE)
    stays: list[dict[str, str]] = []
    gone = 0
    for kind, pk, version, *before in sorted(row.created, key=lambda one: one[0] == "client"):
        if before:
            gone += _put_back(actor, kind, pk, version, before[0], stays)
        else:
            gone += _take_away(actor, kind, pk, version, stays, now=now)
    row.state, row.undone_at = ImportState.UNDONE, now
    row.summary = {**row.summary, "gone": gone, "stays": stays}
    row.save(update_fields=["state", "undone_at", "summary"])
    record(actor, row, "import.undone", gone=gone, stays=len(stays))
    return dict(row.summary)


def _put_back(
    actor: Actor, kind: str, pk: int, version: int, before: dict[str, Any], stays: list[Any]
) -> int:
    model: Any = Client if kind.startswith("client.") else Contact
    row = model.objects.select_for_update().filter(pk=pk, deleted_at=None).first()
    if row is None or row.version != version:
        stays.append({"name": row.name if row else f"№ {pk}", "why": "changed"})
        return 0
    if "keeper" in before:
        before = {**before, "keeper_id": before["keeper"]}
        before.pop("keeper")
    with change(actor, row, kind):
        write(row, before)
    return 1


def _take_away(
    actor: Actor, kind: str, pk: int, version: int, stays: list[Any], *, now: datetime
) -> int:
    model: Any = Client if kind == "client" else Contact
    row = model.objects.select_for_update().filter(pk=pk, deleted_at=None).first()
    if row is None:
        return 0
    why = "changed" if row.version != version else ""
    own = {TeamMember, Brand} if kind == "client" else set()
    if not why and dependents(row, parts=own):
        why = "used"
    if why:
        stays.append({"name": row.name, "why": why})
        return 0
    with change(actor, row, f"{kind}.deleted"), recording(Brand):
        write(row, {"deleted_at": now})
        if kind == "client":
            Brand.objects.filter(client=row, deleted_at=None).update(deleted_at=now)
    return 1
