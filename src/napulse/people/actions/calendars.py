"""Work calendars: hours of the day and special days, seeded and then edited by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.people.models import Calendar, CalendarDay, Person
from napulse.people.permissions import EDIT_CALENDARS, EDIT_PEOPLE
from napulse.people.seed import TITLES, special_days

SOURCE = "holidays"


@action(EDIT_CALENDARS)
def seed_calendars(
    actor: Actor, *, years: tuple[int, ...], codes: tuple[str, ...] = tuple(TITLES)
) -> int:
    """Add what is missing from the library's table; days set by hand are never touched.

    Calendars of offices that follow one of these countries are filled with it.
    """
    offices = Calendar.objects.filter(follows__in=codes)
    own = [_country(code) for code in codes]
    return sum(_seed(actor, calendar, years) for calendar in [*own, *offices])


def _country(code: str) -> Calendar:
    return Calendar.objects.filter(code=code).first() or Calendar(
        code=code, title=TITLES[code], day_starts=time(9), day_ends=time(18)
    )


def _seed(actor: Actor, calendar: Calendar, years: tuple[int, ...]) -> int:
    code = calendar.follows or calendar.code
    told = list(calendar.days.values_list("on", "source")) if calendar.pk else []
    by_hand = {on for on, source in told if source != SOURCE}
    filled = {on.year for on, source in told if source == SOURCE}
    found = [day for year in years if year not in filled for day in special_days(code, year)]
    days = [day for day in found if day[0] not in by_hand]
    if calendar.pk and not days:
        return 0
    with change(actor, calendar, "calendar.seeded", note={"days": [None, len(days)]}):
        calendar.save()
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=calendar, on=on, kind=kind, name=name[:120], source=SOURCE)
            for on, kind, name in days
        )
    return len(days)


@action(EDIT_CALENDARS)
def add_calendar(actor: Actor, *, code: str, title: str, starts: time, ends: time) -> Calendar:
    refuse_taken_code(code)
    calendar = Calendar(code=code, title=title, day_starts=starts, day_ends=ends)
    with change(actor, calendar, "calendar.added"):
        calendar.save()
    return calendar


def refuse_taken_code(code: str) -> None:
    if Calendar.objects.filter(code=code).exists():
        raise Refused("calendar.code_taken", taken=code)


@action(EDIT_CALENDARS)
def copy_calendar(actor: Actor, source: Calendar, *, title: str, code: str = "") -> Calendar:
    """An office's own calendar: the hours and days of another, which then go their own way.

    Years to come are filled from the table of the same country.
    """
    code = code or _free_code(source.code)
    refuse_taken_code(code)
    if Calendar.objects.filter(title=title).exists():
        raise Refused("calendar.title_taken", taken=title)
    copy = Calendar(
        code=code,
        title=title,
        day_starts=source.day_starts,
        day_ends=source.day_ends,
        follows=source.follows or (source.code if source.code in TITLES else ""),
    )
    days = list(source.days.all())
    with change(actor, copy, "calendar.added", note={"days": [None, len(days)]}):
        copy.save()
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=copy, on=day.on, kind=day.kind, name=day.name, source=day.source)
            for day in days
        )
    return copy


def _free_code(base: str) -> str:
    taken = set(Calendar.objects.values_list("code", flat=True))
    stem = base.split("-")[0][:4]
    return next(code for n in range(2, 1000) if (code := f"{stem}-{n}") not in taken)


@action(EDIT_PEOPLE)
def assign_calendar(actor: Actor, calendar: Calendar, *, people: Sequence[Person]) -> int:
    """These people work by this calendar from now on; says how many changed to it."""
    moved = Person.objects.select_for_update().filter(pk__in=[p.pk for p in people])
    changed = list(moved.exclude(calendar=calendar.code))
    for person in changed:
        with change(actor, person, "person.changed"):
            person.calendar = calendar.code
            person.save()
    return len(changed)


@action(EDIT_CALENDARS)
def set_hours(
    actor: Actor, calendar: Calendar, *, title: str, starts: time, ends: time, version: int
) -> Calendar:
    if ends <= starts:
        raise Refused("calendar.ends_before_start")
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    if calendar.version != version:
        raise Refused("row.changed", name=calendar.title)
    with change(actor, calendar, "calendar.changed"):
        calendar.title, calendar.day_starts, calendar.day_ends = title, starts, ends
        calendar.save()
    return calendar


@action(EDIT_CALENDARS)
def set_day(
    actor: Actor, calendar: Calendar, *, on: date, kind: str, name: str = ""
) -> CalendarDay:
    """Make a day off, working or shortened; the agency's own word beats the library's."""
    before = calendar.days.filter(on=on).first()
    note = {str(on): [before.kind if before else None, kind]}
    with change(actor, calendar, "calendar.day_set", note=note):
        day, _ = CalendarDay.objects.update_or_create(
            calendar=calendar,
            on=on,
            defaults={"kind": kind, "name": name, "source": actor.name[:120]},
        )
    return day


@action(EDIT_CALENDARS)
def remove_day(actor: Actor, calendar: Calendar, *, on: date) -> None:
    with change(actor, calendar, "calendar.day_removed", note={str(on): ["", None]}):
        calendar.days.filter(on=on).delete()


@dataclass(frozen=True, slots=True)
class DayData:
    """A day that differs from its weekday; an empty kind makes it an ordinary one again."""

    on: date
    kind: str
    name: str = ""


@action(EDIT_CALENDARS)
def set_days(actor: Actor, calendar: Calendar, *, days: Sequence[DayData]) -> int:
    """Many days at once, as they were pasted: one entry of history; says how many there were."""
    before = {day.on: day.kind for day in calendar.days.filter(on__in=[d.on for d in days])}
    note = {str(day.on): [before.get(day.on), day.kind or None] for day in days}
    with change(actor, calendar, "calendar.days_set", note=note):
        for day in days:
            if not day.kind:
                calendar.days.filter(on=day.on).delete()
                continue
            CalendarDay.objects.update_or_create(
                calendar=calendar,
                on=day.on,
                defaults={"kind": day.kind, "name": day.name, "source": actor.name[:120]},
            )
    return len(days)
