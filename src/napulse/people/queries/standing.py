"""Who stands where: lines, deputies, scope and calendars."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from napulse.access.actor import Actor
from napulse.access.models import Invitation, Role, ScopeKind, User
from napulse.access.permissions import VIEW_USERS
from napulse.access.queries import agency, role_title
from napulse.clients.models import Client, TeamMember
from napulse.clients.permissions import VIEW_CLIENTS
from napulse.clients.rows import SeenQuerySet
from napulse.engines.clocks import climb
from napulse.engines.kernel.calendar import DayKind, WorkCalendar
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Absence, Calendar, Person
from napulse.people.permissions import VIEW_ABSENCES, VIEW_CALENDARS, VIEW_PEOPLE


def agency_today(now: datetime) -> date:
    """The business date in the agency's zone."""
    return now.astimezone(ZoneInfo(agency().zone)).date()


def scope_of(user: User, /, *, now: datetime) -> tuple[frozenset[int] | None, dict[int, int]]:
    """The clients a user sees now (None: all), and those seen only in an absent person's stead."""
    today = agency_today(now)
    own = _own_scope(user, today)
    if own is None:
        return None, {}
    deputising: dict[int, int] = {}
    for absence in _stood_in_for(user, today):
        theirs = _own_scope(absence.person.user, today)
        for client_id in theirs if theirs is not None else _all_client_ids():
            if client_id not in own:
                deputising.setdefault(client_id, absence.person.user_id)
    return own | frozenset(deputising), deputising


def _own_scope(user: User, today: date) -> frozenset[int] | None:
    kind = user.role.scope
    if kind == ScopeKind.ALL:
        return None
    if kind == ScopeKind.NONE:
        return frozenset()
    users = {user.pk} if kind == ScopeKind.OWN else line_below(user.pk)
    return frozenset(
        TeamMember.objects.filter(
            Q(from_on=None) | Q(from_on__lte=today),
            Q(to_on=None) | Q(to_on__gte=today),
            user_id__in=users,
            deleted_at=None,
        )
        .order_by()
        .values_list("client_id", flat=True)
        .distinct()
    )


def _all_client_ids() -> frozenset[int]:
    """Those that nobody serves too: they need somebody most."""
    return frozenset(Client.objects.filter(deleted_at=None).order_by().values_list("pk", flat=True))


def _stood_in_for(user: User, today: date) -> list[Absence]:
    """Absences in which matters come to this user today, past deputies who are away themselves."""
    away = list(_absences_of(today).select_related("person__user__role", "deputy"))
    found: dict[int, Absence] = {}
    waiting = [user.pk]
    while waiting:
        deputy_id = waiting.pop()
        for absence in away:
            person_id = absence.person.user_id
            stands_in = absence.deputy is not None and absence.deputy.user_id == deputy_id
            if stands_in and person_id != user.pk and person_id not in found:
                found[person_id] = absence
                waiting.append(person_id)
    return list(found.values())


def _absences_of(day: date) -> "QuerySet[Absence]":
    return Absence.objects.filter(from_on__lte=day, to_on__gte=day, cancelled_at=None)


def _managers() -> dict[int, int | None]:
    """user id -> user id of the person they report to."""
    return dict(Person.objects.values_list("user_id", "manager__user_id"))


def line_below(user_id: int) -> set[int]:
    """The user and everybody who reports to them, directly or through others."""
    below: dict[int, list[int]] = {}
    for person, manager in _managers().items():
        if manager:
            below.setdefault(manager, []).append(person)
    found, queue = {user_id}, [user_id]
    while queue:
        for person in below.get(queue.pop(), []):
            if person not in found:
                found.add(person)
                queue.append(person)
    return found


def line_above(user_id: int) -> list[int]:
    """The user first, then each manager up to the top."""
    managers, line = _managers(), [user_id]
    while (above := managers.get(line[-1])) and above not in line:
        line.append(above)
    return line


def absent_on(today: date) -> dict[int, int | None]:
    """user id -> deputy's user id (or None) for everybody away today."""
    return dict(_absences_of(today).values_list("person__user_id", "deputy__user_id"))


def reachable_line(user_id: int, *, today: date) -> list[int]:
    """Whom a matter of this user climbs to, step by step, past absent people to deputies.

    People who no longer work here are passed over.
    """
    line = line_above(user_id)
    here = set(User.objects.filter(pk__in=line, is_active=True).values_list("pk", flat=True))
    return list(climb([person for person in line if person in here], absent_on(today)))


def stand_in(user_id: int, *, today: date) -> int:
    """The user, or whoever stands in for them today."""
    return next(iter(climb([user_id], absent_on(today))), user_id)


def work_calendar(code: str, zone: str) -> WorkCalendar:
    """The engine's calendar from our editable table."""
    row = Calendar.objects.filter(code=code).first()
    if row is None:
        raise Missing(f"calendar {code}")
    days = {day.on: DayKind(day.kind) for day in row.days.all()}
    return WorkCalendar(zone=zone, day_start=row.day_starts, day_end=row.day_ends, days=days)


def persons(actor: Actor, *, with_left: bool = False) -> "QuerySet[Person]":
    """Everybody of the agency: names and lines are open to every colleague with the level."""
    if not actor.can(VIEW_PEOPLE):
        return Person.objects.none()
    found = Person.objects.select_related("user__role", "manager__user")
    return found if with_left else found.filter(left_on=None, user__is_active=True)


def person(actor: Actor, person_id: int) -> Person:
    found = persons(actor, with_left=True).filter(pk=person_id).first()
    if found is None:
        raise Missing("person")
    return found


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def calendar_choices() -> list[tuple[str, str]]:
    """The work calendars a client may follow: code and title."""
    return list(Calendar.objects.order_by("title").values_list("code", "title"))


def listed_persons(actor: Actor, *, today: date) -> "QuerySet[Person]":
    """Colleagues with how many clients each serves and until when each is away."""
    serves = Q(user__memberships__deleted_at=None, user__memberships__to_on=None)
    away = Q(absences__from_on__lte=today, absences__to_on__gte=today, absences__cancelled_at=None)
    return persons(actor, with_left=True).annotate(
        client_count=Count("user__memberships", filter=serves, distinct=True),
        away_to=Max("absences__to_on", filter=away),
    )


def choosable(actor: Actor, *, now_chosen: int | None = None) -> "QuerySet[Person]":
    """Who may be a manager or a deputy; whoever is it now stays one, though they may have left."""
    here = Q(left_on=None, user__is_active=True) | Q(pk=now_chosen)
    return persons(actor, with_left=True).filter(here).order_by("user__folded")


def those_below(actor: Actor) -> "QuerySet[Person]":
    """Oneself and the people below: whose absences an actor may plan without more rights."""
    return persons(actor).filter(user_id__in=line_below(actor.own_id)).order_by("user__folded")


def absences(actor: Actor) -> "QuerySet[Absence]":
    if not actor.can(VIEW_ABSENCES):
        return Absence.objects.none()
    return Absence.objects.select_related("person__user", "deputy__user")


def absence(actor: Actor, absence_id: int) -> Absence:
    found = absences(actor).filter(pk=absence_id).first()
    if found is None:
        raise Missing("absence")
    return found


def calendars(actor: Actor) -> "QuerySet[Calendar]":
    if not actor.can(VIEW_CALENDARS):
        return Calendar.objects.none()
    return Calendar.objects.all()


def calendar(actor: Actor, calendar_id: int) -> Calendar:
    found = calendars(actor).filter(pk=calendar_id).first()
    if found is None:
        raise Missing("calendar")
    return found


def served_clients(actor: Actor, user_id: int) -> list[TeamMember]:
    """The clients that a colleague serves, of those that the actor sees."""
    if not actor.can(VIEW_CLIENTS):
        return []
    found = TeamMember.objects.seen_by(actor).filter(user_id=user_id, to_on=None)
    return list(found.select_related("client").order_by("client__folded"))


def invitable_clients(actor: Actor) -> SeenQuerySet[Client]:
    found: SeenQuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def accounts(actor: Actor) -> "QuerySet[Person]":
    """Everybody with an account, those who have not come yet and the closed ones too."""
    if not actor.can(VIEW_USERS):
        return Person.objects.none()
    return Person.objects.select_related("user__role", "user__invitation", "manager__user")


def account(actor: Actor, person_id: int) -> Person:
    found = accounts(actor).filter(pk=person_id).first()
    if found is None:
        raise Missing("account")
    return found


def role_title_of(role: Role) -> str:
    return role_title(role)


@dataclass(frozen=True, slots=True)
class Place:
    """One person of the reporting tree and those below."""

    person: Person
    below: "list[Place]"


def tree(actor: Actor) -> list[Place]:
    """The reporting lines from the top; who reports to nobody who is here stands at the top."""
    people = list(persons(actor).order_by("user__role__rank", "user__folded"))
    known = {person.pk for person in people}
    children: dict[int | None, list[Person]] = {}
    for person in reversed(people):
        children.setdefault(person.manager_id if person.manager_id in known else None, []).append(
            person
        )

    def grow(person: Person, above: frozenset[int]) -> Place:
        path = above | {person.pk}
        return Place(
            person, [grow(p, path) for p in children.get(person.pk, []) if p.pk not in path]
        )

    return [grow(person, frozenset()) for person in children.get(None, [])]


def roles() -> "QuerySet[Role]":
    """The shipped roles in the order of the ladder."""
    return Role.objects.all()


def waiting_invitation(user_id: int) -> Invitation | None:
    """The invitation of a person who has not joined yet, held for the letter that is written."""
    waiting = Invitation.objects.select_for_update(of=("self",)).select_related("user")
    found = waiting.filter(user_id=user_id, user__is_active=True).first()
    return found if found and not found.user.has_usable_password() else None
