"""What inboxes are told of weeks of time: who approves, what was returned, what is missing."""

from datetime import date, datetime, timedelta

from django.urls import reverse

from napulse.access.actor import Actor, action
from napulse.people.queries import agency_today, line_above, reachable_line
from napulse.service.actions.notices import Note, notify
from napulse.timesheets.permissions import VIEW_TIME
from napulse.timesheets.queries.weeks import Week, sheet_week

LAST = timedelta(days=6)


@action(VIEW_TIME)
def tell_of_week(actor: Actor, *, sheet_id: int, code: str, teller_id: int, now: datetime) -> None:
    """A submitted week is told to the nearest above who is here; the rest to its person."""
    week = sheet_week(actor, sheet_id, now=now)
    above = code == "week_submitted"
    told = _who_answers(week, agency_today(now)) if above else {week.person.user_id}
    sheet_url = reverse("timesheets:sheet_detail", args=[sheet_id])
    own_url = f"{reverse('timesheets:week')}?week={week.week_on.isoformat()}"
    values: dict[str, str | int] = {
        "who": week.person.user.name,
        "from": week.week_on.isoformat(),
        "to": (week.week_on + LAST).isoformat(),
        "answer": week.sheet.words if week.sheet else "",
    }
    version = week.sheet.version if week.sheet else 0
    note = Note(code, f"{code}:{sheet_id}:{version}", sheet_url if above else own_url, None, values)
    notify(sorted(told - {teller_id}), note, now=now)


def _who_answers(week: Week, today: date) -> set[int]:
    """The nearest above who is here today, or stands in for who is not."""
    person_id = week.person.user_id
    above = line_above(person_id)[1:]
    line = reachable_line(above[0], today=today) if above else []
    return set([each for each in line if each != person_id][:1])
