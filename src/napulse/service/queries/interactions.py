"""Every way contacts with clients are read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.facts import ClientReason
from napulse.clients.models import Client, Contact, TeamMember
from napulse.clients.rows import SeenQuerySet
from napulse.delivery.models import Project, ProjectState
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import whole
from napulse.service.models import Attendee, Clock, Interaction, InteractionState, Mood

MOOD_DAYS = 30
CLOCK_STATES = ("running", "warning", "breached", "met_in_time", "met_late", "waived")


@dataclass(frozen=True, slots=True)
class InteractionFilter:
    """What a list of contacts is narrowed to; everything empty shows all."""

    client_id: int | None = None
    kind: str = ""
    person: str = ""
    clock: str = ""
    from_on: date | None = None
    to_on: date | None = None


def interactions(actor: Actor, *, with_deleted: bool = False) -> SeenQuerySet[Interaction]:
    """Contacts with clients, the newest first, with what a list shows of them."""
    seen = (
        Interaction.objects.with_deleted(actor)
        if with_deleted
        else Interaction.objects.seen_by(actor)
    )
    found: SeenQuerySet[Interaction] = (
        seen.filter(client__deleted_at=None)
        .select_related("client", "owner", "clock", "report")
        .prefetch_related("attendees")
        .order_by("-starts_at", "-pk")
    )
    return found


def interaction(actor: Actor, interaction_id: int, *, with_deleted: bool = False) -> Interaction:
    found: Interaction | None = (
        interactions(actor, with_deleted=with_deleted)
        .prefetch_related("touches__project", "attendees__contact", "attendees__user")
        .filter(pk=interaction_id)
        .first()
    )
    if found is None:
        raise Missing("interaction")
    return found


def filtered(
    actor: Actor, wanted: InteractionFilter, *, now: datetime
) -> SeenQuerySet[Interaction]:
    """The contacts that match; a clock's state is asked for in the same words as it is shown."""
    found = interactions(actor)
    if wanted.client_id:
        found = found.filter(client_id=wanted.client_id)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if person := whole(wanted.person):
        found = found.filter(Q(owner_id=person) | Q(pk__in=_attended_by(person)))
    if wanted.clock in CLOCK_STATES:
        found = found.filter(_in_clock_state(wanted.clock, now))
    return _within(found, wanted.from_on, wanted.to_on)


def _attended_by(user_id: int) -> Any:
    return Attendee.objects.filter(user_id=user_id).values("interaction_id")


def _within(
    found: SeenQuerySet[Interaction], from_on: date | None, to_on: date | None
) -> SeenQuerySet[Interaction]:
    zone = timezone.get_current_timezone()
    if from_on:
        found = found.filter(starts_at__gte=datetime.combine(from_on, datetime.min.time(), zone))
    if to_on:
        end = datetime.combine(to_on + timedelta(days=1), datetime.min.time(), zone)
        found = found.filter(starts_at__lt=end)
    return found


def _in_clock_state(wanted: str, now: datetime) -> Q:
    there = Q(clock__deleted_at=None, clock__isnull=False) & ~Q(state=InteractionState.CANCELLED)
    waived = Q(clock__waived_at__isnull=False, clock__waived_at__lt=F("clock__due_at"))
    still = there & Q(clock__met_at=None) & ~waived
    broken = Q(clock__breached_at__isnull=False) | Q(clock__due_at__lte=now)
    by_state = {
        "breached": still & broken,
        "warning": still & ~broken & Q(clock__warn_at__lte=now),
        "running": still & ~broken & Q(clock__warn_at__gt=now),
        "met_in_time": there & Q(clock__met_at__isnull=False, clock__breached_at=None),
        "met_late": there & Q(clock__met_at__isnull=False, clock__breached_at__isnull=False),
        "waived": there & waived,
    }
    return by_state[wanted]


def feed(actor: Actor, client_id: int, *, limit: int = 40) -> list[Interaction]:
    """The newest contacts of one client, for its page."""
    found = interactions(actor).filter(client_id=client_id)
    return list(found.exclude(state=InteractionState.CANCELLED)[:limit])


@dataclass(frozen=True, slots=True)
class People:
    """Whom a form on a client may name: its contacts, our colleagues, its projects."""

    contacts: list[Contact]
    colleagues: list[User]
    projects: list[Project]


@dataclass(frozen=True, slots=True)
class Named:
    """Ids that a record names already: they stay in its form though they have left or ended."""

    contacts: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()

    def __or__(self, other: "Named") -> "Named":
        return Named(
            self.contacts | other.contacts,
            self.users | other.users,
            self.projects | other.projects,
        )


NOBODY = Named()


def named_in(row: Interaction) -> Named:
    """Whom and what a contact names."""
    attendees = row.attendees.all()
    return Named(
        contacts=frozenset(each.contact_id for each in attendees if each.contact_id),
        users=frozenset(each.user_id for each in attendees if each.user_id),
        projects=frozenset(each.project_id for each in row.touches.all()),
    )


def people_for(actor: Actor, client: Client, *, also: Named = NOBODY) -> People:
    """Contacts by name, the client's team before everybody else, projects under way."""
    team = set(
        TeamMember.objects.filter(client=client, deleted_at=None, to_on=None).values_list(
            "user_id", flat=True
        )
    )
    users = User.objects.filter(Q(is_active=True) | Q(pk__in=also.users)).order_by("folded")
    colleagues = sorted(users, key=lambda user: user.pk not in team)
    contacts = Contact.objects.filter(
        Q(left_on=None, erased_at=None) | Q(pk__in=also.contacts), client=client, deleted_at=None
    )
    states = [ProjectState.PLANNED, ProjectState.ACTIVE, ProjectState.PAUSED]
    projects = Project.objects.filter(
        Q(state__in=states) | Q(pk__in=also.projects), client=client, deleted_at=None
    )
    return People(list(contacts), colleagues, list(projects))


def last_attendees(actor: Actor, client_id: int) -> list[Attendee]:
    """Who took part in the client's last contact: the sensible default for the next one."""
    last = interactions(actor).filter(client_id=client_id, state=InteractionState.HELD).first()
    return list(last.attendees.all()) if last else []


def tense_clients(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Clients whose last noted mood, within a month, was tense."""
    later = Interaction.objects.filter(
        client_id=OuterRef("client_id"),
        starts_at__gt=OuterRef("starts_at"),
        state=InteractionState.HELD,
        deleted_at=None,
    ).exclude(mood=Mood.UNKNOWN)
    found = Interaction.objects.seen_by(actor).filter(
        mood=Mood.TENSE,
        state=InteractionState.HELD,
        starts_at__gt=now - timedelta(days=MOOD_DAYS),
        client__deleted_at=None,
    )
    if client_ids is not None:
        found = found.filter(client_id__in=client_ids)
    tense = {row.client_id: row for row in found.filter(~Exists(later)).order_by("starts_at", "pk")}
    return [_tense(row) for row in tense.values()]


def _tense(row: Interaction) -> ClientReason:
    values: dict[str, str | int] = {"what": row.subject}
    reason = Reason(
        code="mood_tense", source="service.Interaction", source_id=row.pk, values=values
    )
    url = reverse("service:interaction_detail", args=[row.pk])
    return ClientReason(row.client_id, reason, url, values)


def planned_and_over(now: datetime) -> list[int]:
    """Ids of planned contacts whose end has passed."""
    return list(
        Interaction.objects.filter(
            state=InteractionState.PLANNED, ends_at__lte=now, deleted_at=None
        ).values_list("pk", flat=True)
    )


def clock_of(row: Interaction) -> Clock | None:
    """The interaction's living clock, without a query when it was selected with it."""
    found: Clock | None = getattr(row, "clock", None)
    hidden = row.state == InteractionState.CANCELLED
    return None if found is None or found.deleted_at is not None or hidden else found


def next_to_report(actor: Actor, client_id: int) -> Interaction | None:
    """The contact whose report comes next: one with a draft, otherwise the most urgent."""
    found = interactions(actor).filter(
        client_id=client_id,
        state=InteractionState.HELD,
        kind__in=("meeting", "call", "video"),
        clock__waived_at=None,
    )
    drafts = found.filter(report__draft__isnull=False)
    blank = found.filter(report=None)
    return drafts.first() or blank.order_by("clock__due_at", "-pk").first()
