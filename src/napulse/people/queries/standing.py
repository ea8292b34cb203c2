"""Who stands where: scope, lines, and deputies of those who are away."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from napulse.access.models import ScopeKind, User
from napulse.access.queries import agency
from napulse.clients.models import Client, TeamMember
from napulse.engines.clocks import climb
from napulse.people.models import Absence, AbsenceState, Person


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
    for absence in _stood_in_for(user.pk, today):
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


def stood_in_for(user_id: int, *, today: date) -> set[int]:
    """The absent people whose matters come to this user today."""
    return {absence.person.user_id for absence in _stood_in_for(user_id, today)}


def _stood_in_for(user_id: int, today: date) -> list[Absence]:
    """Absences in which matters come to this user today, past deputies who are away themselves."""
    away = list(_absences_of(today).select_related("person__user__role", "deputy"))
    found: dict[int, Absence] = {}
    waiting = [user_id]
    while waiting:
        deputy_id = waiting.pop()
        for absence in away:
            person_id = absence.person.user_id
            stands_in = absence.deputy is not None and absence.deputy.user_id == deputy_id
            if stands_in and person_id != user_id and person_id not in found:
                found[person_id] = absence
                waiting.append(person_id)
    return list(found.values())


def _absences_of(day: date) -> "QuerySet[Absence]":
    """Those that were approved: what is only asked for opens nobody's clients to a deputy."""
    return Absence.objects.filter(
        from_on__lte=day, to_on__gte=day, cancelled_at=None, state=AbsenceState.APPROVED
    )


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
