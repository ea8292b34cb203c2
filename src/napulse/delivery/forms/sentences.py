"""What forbids a row of a breakdown, in words; how its columns and kinds are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.errors import Refused
from napulse.ui.text import StrOrPromise

COLUMNS: dict[str, StrOrPromise] = {
    "number": _("No."),
    "name": _("What is done"),
    "kind": _("Kind"),
    "who": _("Who"),
    "low": pgettext_lazy("three-point estimate", "At best"),
    "likely": pgettext_lazy("three-point estimate", "Likely"),
    "high": pgettext_lazy("three-point estimate", "At worst"),
    "after": pgettext_lazy("column of a breakdown", "After"),
    "not_before": _("Not before"),
    "due": _("Deadline"),
    "optional": _("May be dropped"),
    "deliverable": _("Result"),
    "state": _("State"),
    "note": _("Note"),
}
OF_ROWS = {"not_before_on": "not_before", "due_on": "due"}

FAULTS: dict[str, StrOrPromise] = {
    "work.no_name": _("Say what is done."),
    "work.too_long": _("Too long: at most %(limit)s characters."),
    "work.too_many": _("Too many rows: a breakdown holds at most %(limit)s."),
    "work.not_whole": _("“%(text)s” is no number of a task."),
    "work.number_taken": _("Another row already has number %(number)s."),
    "work.number_too_high": _("A number is at most %(limit)s."),
    "work.unknown_kind": _("“%(text)s” is no kind: write phase, work, review or milestone."),
    "work.unknown_state": _("“%(text)s” is no state: write planned, started or done."),
    "work.unknown_role": _("There is no work role “%(role)s”."),
    "work.unknown_grade": _("There is no grade %(grade)s: grades are 1 to 4."),
    "work.role_twice": _("“%(role)s” is named twice: write how many, “× 2”."),
    "work.people": _("From 1 to %(limit)s people."),
    "work.no_people_here": _("Our people do not work in a review or a milestone. Leave it empty."),
    "work.not_a_number": _("“%(text)s” is no amount: write 8, 1.5h or 2d."),
    "work.negative": _("Work cannot be less than nothing."),
    "work.estimate_order": _("At best, likely, at worst: each no less than the one before."),
    "work.too_much": _("More than %(hours)s hours for one person: split the task."),
    "work.too_long_days": _("Longer than %(days)s working days: split it."),
    "work.hours_of_days": _("The length is in working days: write 3 or 3d."),
    "work.who_or_days": _("Nobody is named. Say who does it, or write days: %(days)sd."),
    "work.no_likely": _("Say what is likely, not only the best and the worst."),
    "work.values": _("One value for all, or one per role: %(roles)s roles, %(values)s values."),
    "work.takes_no_time": _("A milestone takes no time. Leave it empty."),
    "work.phase_is_bare": _("A phase only has a name. Leave it empty."),
    "work.not_numbers": _("“%(text)s”: write numbers of tasks, with days to wait if any: 3, 5+1d."),
    "work.lag_backwards": _("A task cannot begin before the other ends: no minus here."),
    "work.lag": _("Wait from 0 to %(days)s working days."),
    "work.after_itself": _("A task cannot come after itself."),
    "work.unknown_task": _("There is no task %(number)s here."),
    "work.link_twice": _("Task %(number)s is named twice."),
    "work.ring": _("These tasks wait for each other: %(ring)s."),
    "work.not_a_date": _("“%(text)s” is no date: write 20.12.2026 or 2026-12-20."),
    "work.due_before_start": _("The deadline is before the day it may begin."),
    "work.yes_or_no": _("“%(text)s”: write yes or leave it empty."),
    "work.saved_since": _("Somebody has saved the breakdown since; it cannot be taken back."),
    "task.done_before_start": _("It began on %(on)s: it cannot be done before."),
    "template.empty": _("There are no tasks to make a template of."),
    "template.name_taken": _("There is a template of this name already."),
    "template.archived": _("This template was put away. Bring it back first."),
}


def told(refusal: Refused) -> str:
    """What is wrong, in one sentence."""
    return sentence(refusal.code, refusal.values)


def sentence(code: str, values: Mapping[str, Any]) -> str:
    return str(FAULTS[code]) % values


def told_of(number: object, column: str, said: str) -> str:
    """The same with the task and the column it stands at."""
    values = {"number": number, "column": COLUMNS[column], "said": said}
    return gettext("No. %(number)s, %(column)s: %(said)s") % values
