"""How long it has been silent: per client, per contact person, and who of us knows whom."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.facts import ClientReason
from napulse.clients.models import Client, ClientState, Contact
from napulse.clients.queries import KEY_INFLUENCE
from napulse.clients.rows import SeenQuerySet
from napulse.engines.attention import Reason
from napulse.people.queries import agency_today
from napulse.service.models import Attendee, Interaction, InteractionState
from napulse.service.permissions import VIEW_INTERACTIONS
from napulse.service.queries.clocks import the_standard

KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nobody has spoken, beside how often we wish to; no contact yet has no moment."""

    last_at: datetime | None
    cadence_days: int | None
    days: int | None

    @property
    def is_silent(self) -> bool:
        if self.cadence_days is None:
            return False
        return self.days is None or self.days > self.cadence_days

    @property
    def over(self) -> int:
        """Days beyond the cadence."""
        return max(0, (self.days or 0) - (self.cadence_days or 0))


@dataclass(frozen=True, slots=True)
class Relation:
    """One contact person: silence, and who of us has met them lately or keeps the relation."""

    contact: Contact
    silence: Silence
    known_by: list[str]

    @property
    def only_one(self) -> bool:
        return len(self.known_by) == 1


def _held(now: datetime) -> Q:
    return Q(state=InteractionState.HELD, ends_at__lte=now, deleted_at=None)


def _silence(last_at: datetime | None, cadence: int | None, now: datetime) -> Silence:
    days = (now - last_at).days if last_at else None
    return Silence(last_at, cadence, days)


def client_silence(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> dict[int, tuple[Client, Silence]]:
    """Active clients with their silence: two queries for any number."""
    if not actor.can(VIEW_INTERACTIONS):
        return {}
    last = Interaction.objects.filter(_held(now), client=OuterRef("pk")).order_by()
    last_at = last.values("client").annotate(at=Max("ends_at")).values("at")
    found = Client.objects.seen_by(actor).filter(state=ClientState.ACTIVE)
    if client_ids is not None:
        found = found.filter(pk__in=client_ids)
    usual = the_standard().cadence_days
    return {
        row.pk: (row, _silence(row.last_at, row.cadence_days or usual, now))
        for row in found.annotate(last_at=Subquery(last_at))
    }


def relations(actor: Actor, client_id: int, *, now: datetime) -> list[Relation]:
    """The living contact persons of one client, the most influential first."""
    found = _contacts(actor, now).filter(client_id=client_id)
    rows = list(found.select_related("keeper").order_by("-influence", "folded"))
    known = _known_by([row.pk for row in rows], now, client_ids=[client_id])
    names = _names({user for users in known.values() for user in users} | _keepers(rows))
    return [
        Relation(
            row,
            _silence(row.last_at, row.cadence_days, now),
            sorted(names[user] for user in _knowing(row, known) if user in names),
        )
        for row in rows
    ]


def _keepers(rows: list[Contact]) -> set[int]:
    return {row.keeper_id for row in rows if row.keeper_id}


def _knowing(row: Contact, known: dict[int, set[int]]) -> set[int]:
    """Who of those that work here knows the person; the keeper should be selected with it."""
    keeps = {row.keeper.pk} if row.keeper and row.keeper.is_active else set()
    return known.get(row.pk, set()) | keeps


def _names(user_ids: set[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "name"))


def _contacts(actor: Actor, now: datetime) -> "SeenQuerySet[Any]":
    """Living contact persons with the moment of the last contact that they attended."""
    attended = Attendee.objects.filter(
        contact=OuterRef("pk"),
        interaction__state=InteractionState.HELD,
        interaction__ends_at__lte=now,
        interaction__deleted_at=None,
    ).order_by()
    last_at = attended.values("contact").annotate(at=Max("interaction__ends_at")).values("at")
    found: SeenQuerySet[Any] = Contact.objects.seen_by(actor).filter(
        left_on=None, erased_at=None, client__deleted_at=None
    )
    return found.annotate(last_at=Subquery(last_at))


def _known_by(
    contact_ids: Collection[int], now: datetime, *, client_ids: Collection[int] | None
) -> dict[int, set[int]]:
    """contact id → colleagues who met them in half a year; who recorded it, when none is named.

    Only those who still work here: whom somebody knew who has left, nobody knows.
    """
    lately = Interaction.objects.filter(_held(now), ends_at__gt=now - KNOWN_FOR)
    if client_ids is not None:
        lately = lately.filter(client_id__in=client_ids)
    rows = Attendee.objects.filter(interaction__in=lately).values_list(
        "interaction_id", "contact_id", "user_id", "interaction__owner_id"
    )
    wanted, met, ours = set(contact_ids), defaultdict(set), defaultdict(set)
    owner_of: dict[int, int] = {}
    for interaction_id, contact_id, user_id, owner_id in rows:
        owner_of[interaction_id] = owner_id
        if user_id:
            ours[interaction_id].add(user_id)
        if contact_id in wanted:
            met[contact_id].add(interaction_id)
    here = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    return {
        contact_id: here
        & {user for each in meetings for user in (ours.get(each) or {owner_of[each]})}
        for contact_id, meetings in met.items()
    }


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Silent clients, silent contact persons, and people whom only one of us knows."""
    return [
        *_silent_clients(actor, client_ids, now),
        *_silent_contacts(actor, client_ids, now),
        *_single_owners(actor, client_ids, now),
    ]


def _silent_clients(
    actor: Actor, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    found = client_silence(actor, client_ids=client_ids, now=now).values()
    today = agency_today(now)
    return [
        _silent_client(client, silence)
        for client, silence in found
        if silence.is_silent and not _too_new(client, silence, today)
    ]


def _too_new(client: Client, silence: Silence, today: date) -> bool:
    """A client that joined within the cadence is not silent yet."""
    if silence.last_at is not None or client.since_on is None:
        return False
    return (today - client.since_on).days <= (silence.cadence_days or 0)


def _silent_client(client: Client, silence: Silence) -> ClientReason:
    values: dict[str, str | int] = {"days": silence.days if silence.days is not None else -1}
    due_at = None
    if silence.last_at and silence.cadence_days:
        due_at = silence.last_at + timedelta(days=silence.cadence_days)
    reason = Reason(
        code="silent_client",
        source="clients.Client",
        source_id=client.pk,
        due_at=due_at,
        values=values,
    )
    return ClientReason(client.pk, reason, client.get_absolute_url(), values)


def _silent_contacts(
    actor: Actor, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    found = _contacts(actor, now).filter(
        cadence_days__isnull=False, client__state=ClientState.ACTIVE
    )
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    grouped: dict[int, list[tuple[Contact, Silence]]] = defaultdict(list)
    for row in found.order_by("client_id", "-influence", "folded"):
        silence = _silence(row.last_at, row.cadence_days, now)
        if silence.is_silent:
            grouped[row.client_id].append((row, silence))
    return [_silent_contact(rows) for rows in grouped.values()]


def _silent_contact(rows: list[tuple[Contact, Silence]]) -> ClientReason:
    contact, silence = rows[0]
    due_at = None
    if silence.last_at and silence.cadence_days:
        due_at = silence.last_at + timedelta(days=silence.cadence_days)
    return _about_contact("silent_contact", contact, len(rows), due_at)


def _single_owners(
    actor: Actor, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    found = _contacts(actor, now).filter(
        influence__gte=KEY_INFLUENCE, client__state=ClientState.ACTIVE
    )
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    rows = list(found.select_related("keeper").order_by("client_id", "-influence", "folded"))
    known = _known_by([row.pk for row in rows], now, client_ids=client_ids)
    grouped: dict[int, list[Contact]] = defaultdict(list)
    for row in rows:
        if len(_knowing(row, known)) == 1:
            grouped[row.client_id].append(row)
    return [
        _about_contact("single_contact_owner", people[0], len(people), None)
        for people in grouped.values()
    ]


def _about_contact(
    code: str, contact: Contact, count: int, due_at: datetime | None
) -> ClientReason:
    values: dict[str, str | int] = {"who": contact.name}
    reason = Reason(
        code=code,
        source="clients.Contact",
        source_id=contact.pk,
        count=count,
        due_at=due_at,
        values=values,
    )
    url = contact.get_absolute_url()
    if count > 1:
        url = reverse("clients:client_detail", args=[contact.client_id]) + "?tab=contacts"
    return ClientReason(contact.client_id, reason, url, values)
