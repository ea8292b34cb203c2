"""What lower apps tell the pages that compose them: plain facts, made by queries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from napulse.access.actor import Actor
from napulse.engines.attention import Reason

if TYPE_CHECKING:
    from napulse.clients.models import Contact
    from napulse.engines.reports import StatusLine


@dataclass(frozen=True, slots=True)
class ClientReason:
    """A reason why a client needs somebody, with the address of the thing to do."""

    client_id: int
    reason: Reason
    url: str
    values: dict[str, str | int] = field(default_factory=dict)


class AttentionQuery(Protocol):
    """Every reason an app knows for the given clients (None: all), as of `now`."""

    def __call__(
        self, actor: Actor, *, client_ids: Collection[int] | None, now: datetime
    ) -> list[ClientReason]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """One row of search and palette."""

    kind: str
    label: str
    note: str
    url: str
    client_id: int | None = None


class SearchQuery(Protocol):
    def __call__(self, actor: Actor, text: str, *, limit: int) -> list[Found]: ...


@dataclass(frozen=True, slots=True)
class PersonSection:
    """What one app knows of a person: a title and rows of plain values by their names."""

    key: str
    title: str
    rows: list[dict[str, str | int | None]]


class PersonExport(Protocol):
    """Everything an app keeps about a person; listed in NAPULSE_PERSON_EXPORTS."""

    def __call__(self, actor: Actor, contact: "Contact") -> list[PersonSection]: ...


class PersonEraser(Protocol):
    """Remove an app's copies of a person's data; listed in NAPULSE_PERSON_ERASERS."""

    def __call__(self, actor: Actor, contact: "Contact", *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class ContactMark:
    """A short word about a contact person on the map and the list: silence, one keeper."""

    text: str
    tone: str = ""


class ContactMarks(Protocol):
    """Marks by contact id for one client, in constant queries; listed in CONTACT_MARKS."""

    def __call__(
        self, actor: Actor, *, client_id: int, now: datetime
    ) -> dict[int, list[ContactMark]]: ...


class ClientClocks(Protocol):
    """The most urgent open clock by client id, in one query; named by CLIENT_CLOCKS."""

    def __call__(
        self, actor: Actor, client_ids: Collection[int] | None, /, *, now: datetime
    ) -> dict[int, Any]: ...


class StatusSection(Protocol):
    """What an app has to say in a status report on one client; listed in STATUS_SECTIONS.

    In the language that is active. `since` is when the client was last told.
    """

    def __call__(
        self, actor: Actor, *, client_id: int, since: datetime, now: datetime
    ) -> "list[StatusLine]": ...
