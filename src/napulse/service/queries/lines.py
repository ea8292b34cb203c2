"""Who hears of a matter: reporting lines, whoever is away today, and the hours people work."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from napulse.access.models import User
from napulse.access.queries import agency
from napulse.engines.clocks import climb
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Person
from napulse.people.queries import line_above, work_calendar

TOP_ROLE = "service"


def calendars_of(user_ids: Iterable[int]) -> dict[int, WorkCalendar]:
    """user id → the calendar that the person works by, in the agency's zone."""
    zone, codes = agency().zone, dict[str, WorkCalendar]()
    rows = Person.objects.filter(user_id__in=set(user_ids)).values_list("user_id", "calendar")
    found = {}
    for user_id, code in rows:
        if code not in codes:
            codes[code] = calendar_by_code(code, zone)
        found[user_id] = codes[code]
    return found


def calendar_of(user_id: int) -> WorkCalendar:
    return calendars_of([user_id]).get(user_id) or WorkCalendar(zone=agency().zone)


def calendar_by_code(code: str, zone: str) -> WorkCalendar:
    """The calendar of our table; five plain days when it is not there."""
    try:
        return work_calendar(code, zone)
    except Missing:
        return WorkCalendar(zone=zone)


def escalation_line(user_id: int) -> list[int]:
    """Whose matter it is, then everybody above up to the client service director.

    People who no longer work here are passed over; a line that never meets a client service
    director ends with one all the same, if the agency has one.
    """
    line = line_above(user_id)
    roles = dict(User.objects.filter(pk__in=line, is_active=True).values_list("pk", "role_id"))
    living = [person for person in line if person in roles]
    for place, person in enumerate(living):
        if roles[person] == TOP_ROLE:
            return living[: place + 1]
    top = User.objects.filter(role_id=TOP_ROLE, is_active=True).order_by("pk").first()
    return [*living, top.pk] if top else living or [user_id]


def next_on_line(
    line: Sequence[int], absent: Mapping[int, int | None], *, after: int, owner: int
) -> tuple[int, int] | None:
    """The next step above `after` and whom it reaches: somebody else than the owner, or None."""
    for step in range(after + 1, len(line)):
        is_top = step == len(line) - 1
        person = climb([line[step]], absent)[0]
        nobody_there = person in absent and not is_top
        if person != owner and not nobody_there:
            return step, person
    return None


def working_moment(start: datetime, hours: int, calendar: WorkCalendar) -> datetime:
    """So many hours later, but on a day when people work."""
    moment = start + timedelta(hours=hours)
    if calendar.is_working(calendar.date_of(moment)):
        return moment
    return calendar.working_days_later(moment, 1)
