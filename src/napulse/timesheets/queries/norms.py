"""How much time a person has on each day: by the calendar, the agreed days, and absences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from napulse.access.queries import agency
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.planning.capacity import Days, Worker
from napulse.people.models import Absence, AbsenceKind, Person
from napulse.people.queries import approved_between, work_calendars

HOUSE = "RU"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NormDay:
    """A day of a person: minutes there are, and the kind of absence that took it, if one did."""

    on: date
    minutes: int
    away: str = ""


Norms = dict[int, dict[date, NormDay]]


def norms(people: Iterable[Person], first: date, last: date) -> Norms:
    """By person and day, in three queries. On a business trip people work: it takes no day."""
    persons = list(people)
    away: dict[int, list[Absence]] = {}
    rows = approved_between(first, last).exclude(kind=AbsenceKind.TRIP)
    for absence in rows.filter(person__in=[person.pk for person in persons]):
        away.setdefault(absence.person_id, []).append(absence)
    zone = agency().zone
    calendars = work_calendars({HOUSE, *(person.calendar for person in persons)}, zone)
    house = calendars.get(HOUSE) or WorkCalendar(zone)
    days = Days(first, last)
    found: Norms = {}
    alike: dict[tuple[object, ...], dict[date, NormDay]] = {}
    for person in persons:
        own, calendar = away.get(person.pk, []), calendars.get(person.calendar, house)
        key = (person.pk,) if own else _terms(person, days)
        if key not in alike:
            alike[key] = {day.on: day for day in _days(_worker(person, calendar, own), own, days)}
        found[person.pk] = alike[key]
    return found


def _terms(person: Person, days: Days) -> tuple[object, ...]:
    """Who works by the same calendar and days, and is never away, has the same time."""
    here = (
        max(person.joined_on or days.first, days.first),
        min(person.left_on or days.last, days.last),
    )
    return person.calendar, frozenset(person.weekdays), person.share, here


def _worker(person: Person, calendar: WorkCalendar, away: list[Absence]) -> Worker:
    return Worker(
        calendar,
        frozenset(int(day) - 1 for day in person.weekdays),
        person.share,
        Days(person.joined_on or date.min, person.left_on or date.max),
        tuple(Days(one.from_on, one.to_on) for one in away),
    )


def _days(worker: Worker, away: list[Absence], days: Days) -> Iterable[NormDay]:
    for on in days:
        kinds = (str(a.get_kind_display()) for a in away if a.from_on <= on <= a.to_on)
        taken = next(kinds, "") if away and worker.is_away(on) else ""
        yield NormDay(on, worker.minutes_on(on), taken)


def norm_of(person: Person, first: date, last: date) -> dict[date, NormDay]:
    """Of one person."""
    return norms([person], first, last)[person.pk]


def week_days(monday: date) -> list[date]:
    """The seven days of a week, by its Monday."""
    return [monday + n * DAY for n in range(7)]
