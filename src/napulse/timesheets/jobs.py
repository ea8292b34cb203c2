"""Background work of time: reminders of short weeks, and time priced anew (scope: `jobs_scope`)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.access.queries import agency
from napulse.jobs.queue import for_each, job
from napulse.timesheets.actions.recost import reprice_entries
from napulse.timesheets.actions.reminding import remind_of_week
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.queries.entries import entries_to_price
from napulse.timesheets.queries.weeks import to_remind

DAY_S, HOUR_S = 24 * 3600, 3600
NOT_BEFORE = 10
BACK = timedelta(days=120)
AT_ONCE = 500


@job("timesheets.remind", every_s=HOUR_S, label=_("Reminders of weeks that are short"))
def remind() -> None:
    """From ten in the morning of the day on which weeks are due."""
    now = timezone.now()
    if now.astimezone(ZoneInfo(agency().zone)).hour < NOT_BEFORE:
        return
    for_each(to_remind(now=now), lambda week: remind_of_week(system_actor(), week=week, now=now))


@job("timesheets.recost", label=_("Pricing time by the rates in force"))
def recost(
    from_on: str = "", to_on: str = "", person_id: int = 0, role_id: int = 0, client_id: int = 0
) -> None:
    """After rates were set for past days: days as "2026-11-23", ids of what they are of."""
    now = timezone.now()
    first, last = parse_date(from_on or "") or date.min, parse_date(to_on or "") or date.max
    wanted = {"person": person_id, "role": role_id, "client": client_id}
    rows = entries_to_price(first, last).filter(**{k: v for k, v in wanted.items() if v})
    _reprice(rows, now)


@job("timesheets.recost_nightly", every_s=DAY_S, label=_("Pricing recent time by the rates"))
def recost_nightly() -> None:
    """The last four months, whoever set a rate without saying so."""
    now = timezone.now()
    _reprice(entries_to_price(now.date() - BACK, date.max), now)


def _reprice(rows: "QuerySet[TimeEntry, int]", now: datetime) -> None:
    for_each(_parts(rows), lambda ids: reprice_entries(system_actor(), ids=ids, now=now))


def _parts(rows: "QuerySet[TimeEntry, int]") -> Iterator[list[int]]:
    """Ids in parts, each one transaction."""
    last = 0
    while part := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield part
        last = part[-1]
