"""Why time is refused, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing import hours
from napulse.ui import formats
from napulse.ui.text import StrOrPromise

REFUSALS: Mapping[str, StrOrPromise] = {
    "time.unreadable": _("Write a time like 1:30, 1.5 or 90m"),
    "time.not_within_a_day": _("A day has 24 hours"),
    "time.too_far_ahead": _("Time is entered a month ahead at most"),
    "time.of_another_client": _("The project is of another client"),
    "time.of_another_project": _("The task or the line is of another project"),
    "time.day_is_full": _("More than 24 hours on one day: %(on)s"),
    "time.row_closed": _("No more time is entered here: enter it on another row"),
    "time.locked": _("This time is in an invoice and does not change any more"),
    "time.not_approved": _("Not approved yet: %(count)s entries, the first of %(on)s"),
    "time.not_billable": _("Some of this time is not billed to the client"),
    "week.submitted": _("The week is submitted: take it back to change it"),
    "week.approved": _("The week is approved: ask for it to be returned"),
    "week.not_yet": _("This week has not begun"),
    "week.empty": _("Nothing is entered in this week"),
    "week.not_submitted": _("The week does not wait for an answer any more"),
    "week.says_why": _("Say what is to be changed"),
    "cell.changed": _("Changed meanwhile: now %(minutes)s"),
    "cell.unreadable": _("The cells did not come whole: nothing is saved"),
    "cell.several": _("Several entries stand here: open them"),
    "timer.none": _("No timer is running"),
    "timer.forgotten": _("The timer has run for %(hours)s hours: say how long the work took"),
    "row.changed": _("Somebody has changed this meanwhile: look at it again"),
}


def told(refusal: Refused) -> str:
    """The sentence of a refusal; a code that is not listed is a bug and passes on."""
    if refusal.code not in REFUSALS:
        raise refusal
    return str(REFUSALS[refusal.code]) % {k: _said(k, v) for k, v in refusal.values.items()}


def _said(name: str, value: Any) -> object:
    if isinstance(value, date):
        return formats.day(value)
    return hours.write(value) or "0:00" if name == "minutes" else value
