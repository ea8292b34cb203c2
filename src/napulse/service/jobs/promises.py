"""Background work of promises: reminders of the morning, and letters that chase the client."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from napulse.access.actor import system_actor
from napulse.access.queries import agency
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.queue import job
from napulse.people.queries import agency_today
from napulse.service.actions.chasing import Manager, propose_chase
from napulse.service.actions.reminders import Day, remind_action
from napulse.service.forms.told import HEADINGS, NoticeLine, chase_wording, notice_line
from napulse.service.models import ActionItem
from napulse.service.queries.lines import calendar_by_code, calendars_of
from napulse.service.queries.notices import Digest, digests, mornings_owed
from napulse.service.queries.promises import manager_of, to_chase, to_remind

BEFORE_WORK = timedelta(hours=1)


def is_morning(calendar: WorkCalendar, today: date, now: datetime) -> bool:
    """A working day has come, and its work begins within the hour or has begun."""
    hours = calendar.hours_of(today)
    return hours is not None and now >= hours.start - BEFORE_WORK


@job("service.remind", every_s=3600, label=_("Reminders of actions and the morning letter"))
def remind() -> None:
    """Reminders of our own actions: inbox lines, and one letter per person per morning."""
    send_reminders(timezone.now())


def send_reminders(now: datetime) -> None:
    today = agency_today(now)
    items = to_remind(today)
    calendars = calendars_of({item.owner_user_id for item in items if item.owner_user_id})
    for item in items:
        calendar = calendars.get(item.owner_user_id or 0)
        if calendar is not None and is_morning(calendar, today, now):
            remind_action(system_actor(), item, day=Day(today, calendar), now=now)
    send_digests(today, now)


def send_digests(today: date, now: datetime) -> None:
    """Each person's reminders of this morning, in one letter; never a second one that day."""
    begins = datetime.combine(today, time.min, ZoneInfo(agency().zone))
    owed = mornings_owed(begins, today)
    calendars = calendars_of(owed)
    working = {person for person, hours in calendars.items() if is_morning(hours, today, now)}
    for digest in digests(begins, user_ids=working, now=now):
        queue_letter(_digest_letter(digest, today, now), now=now)


def _digest_letter(digest: Digest, today: date, now: datetime) -> Draft:
    user = digest.user
    with translation.override(user.language), timezone.override(ZoneInfo(agency().zone)):
        lines = [notice_line(notice, now) for notice in digest.notices]
        context = {"user": user, "groups": _groups(lines), "base": settings.BASE_URL}
        count = len(lines)
        subject = ngettext("%(n)s action needs you", "%(n)s actions need you", count)
        return Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=subject % {"n": count},
            text=render_to_string("service/mail/digest.txt", context),
            html=render_to_string("service/mail/digest.html", context),
            key=digest_key(user.pk, today),
            about="service.digest",
            about_id=user.pk,
            automatic=True,
        )


def digest_key(user_id: int, today: date) -> str:
    return f"digest:{user_id}:{today.isoformat()}"


def _groups(lines: list[NoticeLine]) -> list[tuple[str, list[NoticeLine]]]:
    grouped = [
        (str(heading), [line for line in lines if line.notice.code == code])
        for code, heading in HEADINGS.items()
    ]
    return [(heading, rows) for heading, rows in grouped if rows]


@job("service.chase", every_s=3600, label=_("Letters to clients about overdue actions"))
def chase() -> None:
    """Letters about what the client owes, proposed to the manager or sent by themselves."""
    propose_chases(timezone.now())


def propose_chases(now: datetime) -> None:
    today, calendar = agency_today(now), _calendars()
    found = to_chase(
        today,
        working_days_ago=lambda code, count: calendar(code).add_working_days(today, -count),
        next_day=lambda code: calendar(code).add_working_days(today, 1),
    )
    for item in found:
        if is_morning(calendar(item.client.calendar), today, now):
            _propose(item, today, now)


def _calendars() -> Callable[[str], WorkCalendar]:
    zone = agency().zone
    return cache(lambda code: calendar_by_code(code, zone))


def _propose(item: ActionItem, today: date, now: datetime) -> None:
    manager = manager_of(item, today)
    propose_chase(
        system_actor(),
        item,
        wording=chase_wording(item, manager, today),
        manager=Manager(manager.pk, manager.email),
        now=now,
    )
