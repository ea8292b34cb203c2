"""A reminder of a week that is short: a letter, and a line in the inbox, once a week."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.engines.pricing import hours
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.queue import after_commit
from napulse.timesheets.actions.weeks import TELL
from napulse.timesheets.models import WeekSheet
from napulse.timesheets.permissions import EDIT_TIME
from napulse.timesheets.queries.weeks import Week
from napulse.ui.formats import written_day


@action(EDIT_TIME)
def remind_of_week(actor: Actor, *, week: Week, now: datetime) -> bool:
    """Tell the person that time is missing; False when that was done before."""
    with recording(WeekSheet):
        WeekSheet.objects.get_or_create(person=week.person, week_on=week.week_on)
    sheet = WeekSheet.objects.select_for_update().get(person=week.person, week_on=week.week_on)
    if sheet.reminded_at:
        return False
    with change(actor, sheet, "week.reminded", note={"minutes": [week.norm, week.minutes]}):
        sheet.reminded_at = now
        sheet.save()
    _write(week, now)
    after_commit(TELL, sheet_id=sheet.pk, code="week_short", teller_id=actor.own_id)
    return True


def _write(week: Week, now: datetime) -> None:
    """In the person's own language."""
    user = week.person.user
    url = f"{reverse('timesheets:week')}?week={week.week_on.isoformat()}"
    with translation.override(user.language):
        context = {
            "user": user,
            "day": written_day(week.week_on),
            "entered": hours.write(week.minutes) or "0:00",
            "norm": hours.write(week.norm),
            "short": hours.write(week.short),
            "url": settings.BASE_URL + url,
        }
        subject = _("Your week is %(short)s short") % context
        text = render_to_string("timesheets/mail/week_short.txt", context)
    queue_letter(
        Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=subject,
            text=text,
            key=f"week_short:{week.person.pk}:{week.week_on.isoformat()}",
            about="timesheets.weeksheet",
            automatic=True,
        ),
        now=now,
    )
