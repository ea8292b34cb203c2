"""Work calendars: those of offices, and the engine's own shape of one."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from napulse.access.actor import Actor
from napulse.engines.kernel.calendar import DayKind, WorkCalendar
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Calendar, Person
from napulse.people.permissions import VIEW_CALENDARS
from napulse.people.queries.persons import persons


def work_calendars(codes: Iterable[str], zone: str) -> dict[str, WorkCalendar]:
    """The engine's calendars of these codes, two queries for all of them; unknown codes are left
    out.
    """
    rows = Calendar.objects.filter(code__in=set(codes)).prefetch_related("days")
    return {row.code: _as_engine(row, zone) for row in rows}


def _as_engine(row: Calendar, zone: str) -> WorkCalendar:
    days = {day.on: DayKind(day.kind) for day in row.days.all()}
    return WorkCalendar(zone=zone, day_start=row.day_starts, day_end=row.day_ends, days=days)


def work_calendar(code: str, zone: str) -> WorkCalendar:
    """The engine's calendar from our editable table."""
    row = Calendar.objects.filter(code=code).first()
    if row is None:
        raise Missing(f"calendar {code}")
    return _as_engine(row, zone)


def calendar_choices() -> list[tuple[str, str]]:
    """The work calendars a client may follow: code and title."""
    return list(Calendar.objects.order_by("title").values_list("code", "title"))


def calendars(actor: Actor) -> "QuerySet[Calendar]":
    if not actor.can(VIEW_CALENDARS):
        return Calendar.objects.none()
    return Calendar.objects.all()


def calendar(actor: Actor, calendar_id: int) -> Calendar:
    found = calendars(actor).filter(pk=calendar_id).first()
    if found is None:
        raise Missing("calendar")
    return found


def counted_calendars(actor: Actor) -> "QuerySet[Calendar]":
    """Calendars with how many people of the agency work by each."""
    here = Person.objects.filter(left_on=None, user__is_active=True, calendar=OuterRef("code"))
    counted = here.order_by().values("calendar").annotate(n=Count("pk")).values("n")
    return calendars(actor).annotate(people=Coalesce(Subquery(counted), 0))


def working_by(actor: Actor, calendar: Calendar) -> "QuerySet[Person]":
    return persons(actor).filter(calendar=calendar.code).order_by("user__folded")


def working_by_others(actor: Actor, calendar: Calendar) -> "QuerySet[Person]":
    return persons(actor).exclude(calendar=calendar.code).order_by("user__folded")
