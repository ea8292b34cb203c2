"""An uploaded table row by row: what is wrong with it, whom it repeats, what would be done."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, cast

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.access.queries import active_users
from napulse.clients.models import Client, Contact, Import, ImportState
from napulse.engines.exchange import (
    ColumnMapping,
    ImportRow,
    Kind,
    Table,
    TableLimits,
    apply,
    read_table,
)
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold

LIMITS = TableLimits(size=5_000_000, rows=5_000)
UNFINISHED = (ImportState.PREVIEW, ImportState.FAILED)
CHUNK = 500
Verb = Literal["create", "update", "skip", "error"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to tell about a row: a field, a code, the value as written."""

    field: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what will be done with it; `options` are the verbs a person may choose."""

    number: int
    values: Mapping[str, str]
    verb: Verb
    errors: tuple[Trouble, ...] = ()
    notices: tuple[Trouble, ...] = ()
    options: tuple[Verb, ...] = ()
    match_id: int | None = None
    match_name: str = ""
    duplicate_of: int | None = None
    client_id: int | None = None
    owner: User | None = None

    @property
    def name(self) -> str:
        return self.values.get("contact_name") or self.values.get("client_name", "")


@dataclass(frozen=True, slots=True)
class Plan:
    """Every row of an import with its verb."""

    rows: Sequence[PlannedRow]
    counts: Mapping[str, int] = field(default_factory=dict)

    def having(self, verb: str) -> list[PlannedRow]:
        return [row for row in self.rows if row.verb == verb]

    @property
    def repeated(self) -> list[PlannedRow]:
        """Rows that are already here, or earlier in the file."""
        return [row for row in self.rows if row.match_id or row.duplicate_of]

    @property
    def work(self) -> int:
        return self.counts.get("create", 0) + self.counts.get("update", 0)


def imports(actor: Actor) -> "QuerySet[Import]":
    """The actor's own imports, the latest first."""
    return Import.objects.filter(user_id=actor.user_id or 0).defer("raw").select_related("work")


def import_of(actor: Actor, import_id: int) -> Import:
    found = Import.objects.filter(user_id=actor.user_id or 0, pk=import_id).first()
    if found is None:
        raise Missing("import")
    return found


def made_by(actor: Actor, found: Import, *, limit: int = 30) -> list[Client | Contact]:
    """The first of what an import made and is still there, to go and look at."""
    ids: dict[str, list[int]] = {"client": [], "contact": []}
    for kind, pk, *_rest in found.created:
        if kind in ids and len(ids[kind]) < limit:
            ids[kind].append(pk)
    contacts: list[Contact] = list(Contact.objects.seen_by(actor).filter(pk__in=ids["contact"]))
    clients: list[Client] = list(Client.objects.seen_by(actor).filter(pk__in=ids["client"]))
    both: list[Client | Contact] = [*clients]
    both += contacts
    return both[:limit]


def import_by_id(import_id: int) -> Import:
    """For the job that runs it: whoever may start an import has been checked then."""
    return Import.objects.select_related("user__role").get(pk=import_id)


def read_upload(raw: bytes, filename: str) -> Table:
    """The table in the bytes, within the limits of imports; refused with a `table.…` code."""
    return read_table(raw, filename, LIMITS)


def table_of(found: Import) -> Table:
    return read_upload(bytes(found.raw), found.filename)


def mapping_of(found: Import) -> ColumnMapping:
    return ColumnMapping(cast(Kind, found.kind), found.mapping.get("columns", {}), found.source)


def plan_of(actor: Actor, found: Import, step: Callable[[int], None] = lambda done: None) -> Plan:
    """Read, check and match the whole file; `step` is told how many rows are through."""
    rows = apply(table_of(found), mapping_of(found))
    known = _Known(actor, found, rows)
    planned = []
    for done, row in enumerate(rows, 1):
        planned.append(known.plan(row))
        step(done)
    return Plan(planned, Counter(row.verb for row in planned))


def _chunks(values: Iterable[T]) -> Iterable[list[T]]:
    listed = list(values)
    return (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))


class _Known:
    """What is here already, asked once for all rows."""

    def __init__(self, actor: Actor, found: Import, rows: Sequence[ImportRow]) -> None:
        self.is_contacts = found.kind == "contacts"
        self.choices: dict[str, str] = found.mapping.get("choices", {})
        self.repeats: str = found.mapping.get("repeats", "skip")
        self.makes_clients: bool = found.mapping.get("makes_clients", True)
        names = {fold(row.values.get("client_name", "")) for row in rows} - {""}
        every = [
            client
            for some in _chunks(names)
            for client in Client.objects.filter(folded__in=some, deleted_at=None)
        ]
        self.clients = {c.folded: c for c in every if actor.sees(c.pk)}
        self.taken = {c.folded for c in every} - self.clients.keys()
        here = active_users()
        self.people = {fold(user.name): user for user in here} | {user.email: user for user in here}
        self.contacts = self._contacts() if self.is_contacts else {}

    def _contacts(self) -> dict[tuple[int, str], Contact]:
        ids = [client.pk for client in self.clients.values()]
        found: dict[tuple[int, str], Contact] = {}
        for some in _chunks(ids):
            for contact in Contact.objects.filter(client__in=some, deleted_at=None, erased_at=None):
                found.setdefault((contact.client_id, contact.folded), contact)
                if contact.email:
                    found[(contact.client_id, contact.email)] = contact
        return found

    def plan(self, row: ImportRow) -> PlannedRow:
        errors = [Trouble(e.field, e.code, e.value) for e in row.errors]
        notices = [Trouble(n.field, n.code, n.value) for n in row.notices]
        client = self.clients.get(fold(row.values.get("client_name", "")))
        errors += self._client_errors(row, client)
        owner = self._owner(row, notices)
        match = self._match(row, client)
        told: dict[str, Any] = {
            "number": row.number,
            "values": row.values,
            "errors": tuple(errors),
            "notices": tuple(notices),
            "match_id": match.pk if match else None,
            "match_name": match.name if match else "",
            "duplicate_of": row.duplicate_of,
            "client_id": client.pk if client else None,
            "owner": owner,
        }
        options = self._options(match, row)
        return PlannedRow(**told, verb=self._verb(row, bool(errors), options), options=options)

    def _client_errors(self, row: ImportRow, client: Client | None) -> list[Trouble]:
        name = row.values.get("client_name", "")
        if fold(name) in self.taken:
            return [Trouble("client_name", "row.client_hidden", name)]
        if not self.is_contacts:
            return []
        if not name:
            return [Trouble("client_name", "row.no_client")]
        if client is None and not self.makes_clients:
            return [Trouble("client_name", "row.unknown_client", name)]
        return []

    def _owner(self, row: ImportRow, notices: list[Trouble]) -> User | None:
        written = row.values.get("contact_owner") or row.values.get("owner") or ""
        if not written:
            return None
        found = self.people.get(written.lower()) or self.people.get(fold(written))
        if found is None:
            notices.append(Trouble("owner", "row.unknown_owner", written))
        return found

    def _match(self, row: ImportRow, client: Client | None) -> Client | Contact | None:
        if not self.is_contacts:
            return client
        if client is None:
            return None
        email = row.values.get("contact_email", "")
        by_email = self.contacts.get((client.pk, email)) if email else None
        by_name = self.contacts.get((client.pk, fold(row.values.get("contact_name", ""))))
        if by_email is None and by_name is not None and email and by_name.email:
            return None
        return by_email or by_name

    def _options(self, match: Client | Contact | None, row: ImportRow) -> tuple[Verb, ...]:
        if match is not None and row.duplicate_of is None:
            return (
                ("skip", "update", "create") if self._may_repeat(match, row) else ("skip", "update")
            )
        if row.duplicate_of is not None:
            return (
                ("skip", "create")
                if self.is_contacts and not row.values.get("contact_email")
                else ("skip",)
            )
        return ()

    def _may_repeat(self, match: Client | Contact, row: ImportRow) -> bool:
        email = row.values.get("contact_email", "")
        return isinstance(match, Contact) and not (email and match.email == email)

    def _verb(self, row: ImportRow, has_errors: bool, options: tuple[Verb, ...]) -> Verb:
        if has_errors:
            return "error"
        if not options:
            return "create"
        chosen = self.choices.get(str(row.number), self.repeats)
        return next((verb for verb in options if verb == chosen), "skip")
