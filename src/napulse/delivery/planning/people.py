"""Who can work and when: people of the agency as the planning engine sees them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from napulse.delivery.models import Booking
from napulse.delivery.planning.ground import HOUSE, Ground
from napulse.delivery.planning.keys import person_key, role_key, unnamed_key
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.planning.axis import SLOTS_A_DAY, Axis, joined
from napulse.engines.planning.model import Person, Skill, Slot, Window
from napulse.people.models import Person as Row

LONG_MEETING = timedelta(hours=2)
WHOLE = 100
WHOLE_WEEK = frozenset("12345")


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody whom the agency does not have: a work role at a grade."""

    role_id: int
    grade: int


def axis_of(made: Ground) -> Axis:
    """Half-days on which at least one office works, from the plan's first day on."""
    return Axis.over(made.calendars.values(), made.from_on, made.last_on)


def workers(made: Ground, axis: Axis, planned: Iterable[int]) -> tuple[Person, ...]:
    """Everybody with a work role or a fixed seat; bookings for planned projects close nothing."""
    inside = set(planned)
    wanted = {one.person_id for rows in made.fixed.values() for one in rows}
    wanted |= {one.person_id for rows in made.at_work.values() for one in rows if one.person_id}
    rows = (row for pk, row in made.persons.items() if made.skills.get(pk) or pk in wanted)
    return tuple(_worker(made, axis, row, inside) for row in rows)


def _worker(made: Ground, axis: Axis, row: Row, planned: set[int]) -> Person:
    skills = made.skills.get(row.pk, [])
    return Person(
        key=person_key(row.pk),
        skills=tuple(Skill(role_key(one.role_id), one.grade) for one in skills),
        share=min(row.share, WHOLE),
        rate=made.rate(skills[0].role_id, skills[0].grade) if skills else 0,
        closed=closed_time(made, axis, row, planned),
    )


def unnamed(made: Ground, place: Place, number: int) -> Person:
    """A person of a role and grade who works every day of the agency."""
    return Person(
        key=unnamed_key(place.role_id, place.grade, number),
        skills=(Skill(role_key(place.role_id), place.grade),),
        rate=made.rate(place.role_id, place.grade),
    )


def places(made: Ground, axis: Axis) -> list[Person]:
    """Firm bookings without a name: somebody of the role is there from first to last day."""
    return [
        replace(
            unnamed(made, Place(one.role_id, one.grade), -one.pk),
            share=one.percent,
            closed=_but(axis.window(one.from_on, one.to_on), axis),
        )
        for one in made.places
    ]


def _but(window: Window, axis: Axis) -> tuple[Window, ...]:
    return joined([Window(0, window.start), Window(window.end, axis.length)])


def closed_time(made: Ground, axis: Axis, row: Row, planned: set[int]) -> tuple[Window, ...]:
    """Half-days on which the person cannot be planned, joined and in order."""
    calendar = made.calendars.get(row.calendar, made.calendars[HOUSE])
    whole = [*axis.closed_days(calendar), *_other_weekdays(axis, row.weekdays, calendar)]
    whole += _outside(axis, row)
    whole += [axis.window(one.from_on, one.to_on) for one in made.absences.get(row.pk, [])]
    whole += _meetings(made, axis, calendar, row.user_id)
    closed = joined(whole)
    booked = [one for one in made.bookings.get(row.pk, []) if one.project_id not in planned]
    return joined([*closed, *taken_slots(axis, booked, closed)])


def _other_weekdays(axis: Axis, weekdays: str, calendar: WorkCalendar) -> Iterator[Window]:
    """Days on which the person does not work by agreement.

    A weekend day worked in exchange for another is worked by those who have the whole week.
    """
    for number, day in enumerate(axis.days):
        is_extra = day.weekday() not in calendar.weekdays and set(weekdays) >= WHOLE_WEEK
        if str(day.isoweekday()) not in weekdays and not is_extra:
            yield Window(number * SLOTS_A_DAY, (number + 1) * SLOTS_A_DAY)


def _outside(axis: Axis, row: Row) -> Iterator[Window]:
    """Before the person joined and after the last day."""
    if row.joined_on:
        yield Window(0, axis.start_of(row.joined_on))
    if row.left_on:
        yield Window(axis.end_of(row.left_on), axis.length)


def _meetings(made: Ground, axis: Axis, calendar: WorkCalendar, user_id: int) -> Iterator[Window]:
    days = {day: number for number, day in enumerate(axis.days)}
    for one in made.busy.get(user_id, []):
        for day, half in _halves(one.starts_at, one.ends_at, calendar):
            if day in days:
                slot = days[day] * SLOTS_A_DAY + half
                yield Window(slot, slot + 1)


def _halves(start: datetime, end: datetime, calendar: WorkCalendar) -> Iterator[tuple[date, int]]:
    """The halves of days that a meeting takes: those it fills for two hours, or most of it."""
    zone = ZoneInfo(calendar.zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        middle = _middle(calendar, day)
        bounds = (_at(day, time.min, zone), middle, _at(day + timedelta(days=1), time.min, zone))
        taken = [
            max(timedelta(0), min(end, bounds[half + 1]) - max(start, bounds[half]))
            for half in (0, 1)
        ]
        full = [half for half in (0, 1) if taken[half] >= LONG_MEETING]
        if not full and sum(taken, timedelta(0)) >= LONG_MEETING:
            full = [int(taken[1] > taken[0])]
        yield from ((day, half) for half in full)
        day += timedelta(days=1)


def _middle(calendar: WorkCalendar, day: date) -> datetime:
    zone = ZoneInfo(calendar.zone)
    start, end = _at(day, calendar.day_start, zone), _at(day, calendar.day_end, zone)
    return start + (end - start) / 2


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone)


def taken_slots(
    axis: Axis, booked: Iterable[Booking], closed: Iterable[Window]
) -> Iterator[Window]:
    """Spread bookings evenly: of ten open half-days, 30 % takes three, far apart."""
    bookings = [(axis.window(one.from_on, one.to_on), one.percent) for one in booked]
    shut = {slot for one in closed for slot in range(one.start, one.end)}
    debt = 0
    for slot in range(max((one.end for one, _ in bookings), default=0)):
        if slot not in shut:
            debt += min(100, sum(percent for one, percent in bookings if _in(slot, one)))
            if debt >= 100:
                debt -= 100
                yield Window(slot, slot + 1)


def _in(slot: Slot, window: Window) -> bool:
    return window.start <= slot < window.end
