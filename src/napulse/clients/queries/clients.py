"""Reads of clients, their teams and brands: always what the actor may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string

from napulse.access.actor import Actor
from napulse.access.models import Agency
from napulse.access.queries import agency
from napulse.clients.models import Brand, Client, ClientState, Contact, TeamMember, TeamRole
from napulse.clients.permissions import VIEW_CONTACTS
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold, whole

SORTS = {
    "name": "folded",
    "since": "since_on",
    "contacts": "contact_count",
    "manager": "lead_folded",
}


def clients(
    actor: Actor, *, q: str = "", state: str = "", sort: str = "name", led: bool | None = None
) -> "QuerySet[Client]":
    """The actor's clients with `contact_count` and `lead_name`, in Russian order.

    `led` keeps those that somebody answers for, or that nobody does.
    """
    rows = _told(actor, Client.objects.seen_by(actor))
    for word in fold(q).split():
        rows = rows.filter(folded__contains=word)
    if state in ClientState.values:
        rows = rows.filter(state=state)
    if led is not None:
        rows = rows.filter(Q(lead_name__isnull=not led))
    by = SORTS.get(sort.lstrip("-"), "folded")
    return rows.order_by(f"-{by}" if sort.startswith("-") else by, "folded", "pk")


def all_clients(actor: Actor) -> "QuerySet[Client]":
    """The living and the deleted ones, told as `clients` tells them: for a list that shows both."""
    return _told(actor, Client.objects.with_deleted(actor))


def team_roles(client_ids: list[int]) -> dict[int, str]:
    """Role by team place, of everybody who serves these clients: what an undo puts back."""
    rows = TeamMember.objects.filter(client_id__in=client_ids, deleted_at=None, to_on=None)
    return dict(rows.values_list("pk", "role"))


def _told(actor: Actor, rows: "Any") -> "QuerySet[Client]":
    told: QuerySet[Client] = _with_lead(rows.annotate(contact_count=_contact_count(actor)))
    return told


def _contact_count(actor: Actor) -> Subquery:
    living = Contact.objects.filter(
        client=OuterRef("pk"), deleted_at=None, left_on=None, erased_at=None
    )
    if not actor.can(VIEW_CONTACTS):
        living = living.none()
    counted = living.order_by().values("client").annotate(n=Count("pk")).values("n")
    return Subquery(counted)


def _with_lead(rows: "QuerySet[Client]") -> "QuerySet[Client]":
    leading = TeamMember.objects.filter(
        client=OuterRef("pk"),
        role=TeamRole.LEAD,
        deleted_at=None,
        to_on=None,
        user__is_active=True,
    ).order_by("pk")
    return rows.annotate(
        lead_name=Subquery(leading.values("user__name")[:1]),
        lead_folded=Subquery(leading.values("user__folded")[:1]),
    )


def client(actor: Actor, client_id: int, *, deleted: bool = False) -> Client:
    """One client of the actor's; Missing for somebody else's, as for one that never was."""
    rows = Client.objects.with_deleted(actor) if deleted else Client.objects.seen_by(actor)
    found: Client | None = rows.filter(pk=client_id).first()
    if found is None:
        raise Missing("client")
    return found


def asked_client(actor: Actor, asked: str) -> Client | None:
    """The client that an address names by its id; None where it names none of the actor's."""
    rows = Client.objects.seen_by(actor).filter(pk=whole(asked) or 0)
    found: Client | None = rows.first()
    return found


def chosen_clients(actor: Actor, ids: list[int]) -> list[Client]:
    """The named clients that the actor sees, in the order of their names."""
    return list(Client.objects.seen_by(actor).filter(pk__in=ids))


def clients_by_name(actor: Actor, names: set[str]) -> dict[str, Client]:
    """Folded name -> client, of the actor's living clients."""
    wanted = {fold(name) for name in names}
    return {row.folded: row for row in Client.objects.seen_by(actor).filter(folded__in=wanted)}


def team(actor: Actor, client_id: int, *, on: date | None = None) -> "QuerySet[TeamMember]":
    """Who serves the client: leads first. With a date, only those who serve on it."""
    rows = TeamMember.objects.seen_by(actor).filter(client_id=client_id, client__deleted_at=None)
    if on is not None:
        rows = rows.filter(Q(from_on=None) | Q(from_on__lte=on), Q(to_on=None) | Q(to_on__gte=on))
    found: QuerySet[TeamMember] = rows.select_related("user__role").order_by(
        "to_on", "role", "user__folded"
    )
    return found


def team_member(actor: Actor, member_id: int, *, deleted: bool = False) -> TeamMember:
    rows = TeamMember.objects.with_deleted(actor) if deleted else TeamMember.objects.seen_by(actor)
    found: TeamMember | None = rows.filter(pk=member_id).select_related("client", "user").first()
    if found is None:
        raise Missing("team_member")
    return found


def lead_of(client_id: int, *, on: date) -> int | None:
    """Who answers for the client on a day: the lead, else a manager, else anybody."""
    rows = TeamMember.objects.filter(
        Q(from_on=None) | Q(from_on__lte=on),
        Q(to_on=None) | Q(to_on__gte=on),
        client_id=client_id,
        deleted_at=None,
        user__is_active=True,
    )
    ranks = {TeamRole.LEAD: 0, TeamRole.MANAGER: 1, TeamRole.MEMBER: 2}
    found = sorted(rows, key=lambda member: (ranks[TeamRole(member.role)], member.pk))
    return found[0].user_id if found else None


def brands(actor: Actor, client_id: int) -> "QuerySet[Brand]":
    found: QuerySet[Brand] = Brand.objects.seen_by(actor).filter(
        client_id=client_id, client__deleted_at=None
    )
    return found


def brand(actor: Actor, brand_id: int, *, deleted: bool = False) -> Brand:
    rows = Brand.objects.with_deleted(actor) if deleted else Brand.objects.seen_by(actor)
    found: Brand | None = rows.filter(pk=brand_id).select_related("client").first()
    if found is None:
        raise Missing("brand")
    return found


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds for a client once the agency's own settings fill the gaps."""

    language: str
    zone: ZoneInfo
    calendar: str


def effective(client: Client, house: Agency | None = None) -> Effective:
    """Language, zone and work calendar of a client; give the agency when you have it."""
    if client.zone and client.language:
        return Effective(client.language, ZoneInfo(client.zone), client.calendar)
    house = house or agency()
    return Effective(
        client.language or house.language, ZoneInfo(client.zone or house.zone), client.calendar
    )


def calendar_choices() -> list[tuple[str, str]]:
    """Work calendars as the app that keeps them tells."""
    choices: list[tuple[str, str]] = import_string(settings.CALENDAR_CHOICES)()
    return choices
