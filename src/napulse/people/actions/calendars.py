"""Work calendars: hours of the day and special days, seeded and then edited by hand."""

from datetime import date, time

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.people.models import Calendar, CalendarDay
from napulse.people.permissions import EDIT_CALENDARS
from napulse.people.seed import TITLES, special_days

SOURCE = "holidays"


@action(EDIT_CALENDARS)
def seed_calendars(
    actor: Actor, *, years: tuple[int, ...], codes: tuple[str, ...] = tuple(TITLES)
) -> int:
    """Add what is missing from the library's table; days set by hand are never touched."""
    return sum(_seed(actor, code, years) for code in codes)


def _seed(actor: Actor, code: str, years: tuple[int, ...]) -> int:
    calendar = Calendar.objects.filter(code=code).first() or Calendar(
        code=code, title=TITLES[code], day_starts=time(9), day_ends=time(18)
    )
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
    if Calendar.objects.filter(code=code).exists():
        raise Refused("calendar.code_taken", taken=code)
    calendar = Calendar(code=code, title=title, day_starts=starts, day_ends=ends)
    with change(actor, calendar, "calendar.added"):
        calendar.save()
    return calendar


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
