"""Imports of time in words: what is wrong with a file, what with a row of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from napulse.engines.exchange.timetrackers import TimeFault
from napulse.engines.kernel.errors import Refused
from napulse.timesheets.actions.imports import Undone
from napulse.ui import formats
from napulse.ui.table_words import TABLES
from napulse.ui.text import StrOrPromise

MEGABYTE = 1_000_000

FILES: dict[str, StrOrPromise] = {
    **TABLES,
    "table.too_large": _("The file has %(size_mb)s MB, at most %(limit_mb)s MB are read."),
    "times.no_date": _("There is no column with the date. Export the detailed report."),
    "times.no_duration": _("There is no column with the duration. Export the detailed report."),
    "times.no_person": _("There is no column that says whose time it is."),
    "times.no_tracker": _("Say which tracker the file comes from: its headings do not tell."),
    "import.not_now": _("This import is already past this step."),
    "import.nothing_to_do": _("There is nothing to write: every row is skipped, here or wrong."),
    "import.needs_a_person": _("Only a person can import."),
    "import.used": _("Some of this time is approved or in an invoice: it stays."),
    "week.submitted": _("Some of it is in a week that was submitted: it stays."),
    "week.approved": _("Some of it is in a week that was approved: it stays."),
}

ROWS: Mapping[str, StrOrPromise] = {
    "times.row_without_person": _("nobody is named"),
    "times.bad_date": _("“%(value)s” is no date"),
    "times.bad_duration": _("“%(value)s” is no length of time"),
    "times.nothing": _("no time at all"),
    "times.more_than_a_day": _("more than 24 hours: %(value)s"),
    "times.unknown_person": _("say who “%(value)s” is"),
    "times.unknown_project": _("say what “%(value)s” is"),
    "times.too_far_ahead": _("too far ahead: %(value)s"),
    "times.not_your_client": _("“%(value)s” belongs to another team"),
    "times.week_is_told": _("the week of %(value)s is submitted or approved"),
    "times.day_is_full": _("%(value)s has more than 24 hours already"),
}

OF_DAYS = ("times.too_far_ahead", "times.week_is_told", "times.day_is_full")


def told_refusal(refusal: Refused) -> str:
    """What is wrong with the file, in one sentence; a code without one is a bug and passes on."""
    if refusal.code not in FILES:
        raise refusal
    values: dict[str, Any] = dict(refusal.values)
    if refusal.code == "table.too_large":
        values["size_mb"] = -(-int(values["size"]) // MEGABYTE)
        values["limit_mb"] = int(values["limit"]) // MEGABYTE
    return str(FILES[refusal.code]) % values


def told_fault(fault: TimeFault) -> str:
    """What is wrong with a row, in a few words."""
    value = _day(fault.value) if fault.code in OF_DAYS else fault.value
    return str(ROWS[fault.code]) % {"value": value}


def _day(text: str) -> str:
    """A day as the pages write it; a file may have told something else."""
    try:
        return formats.day(date.fromisoformat(text))
    except ValueError:
        return text


def told_undone(undone: Undone) -> str:
    """What went when an import was taken back, and what stays of it."""
    n, projects, staying = undone.entries, undone.projects, len(undone.staying)
    said = [ngettext("%(n)s entry taken back", "%(n)s entries taken back", n) % {"n": n}]
    if projects:
        words = ngettext("%(n)s project removed", "%(n)s projects removed", projects)
        said.append(words % {"n": projects})
    if staying:
        words = ngettext("%(n)s used project stays", "%(n)s used projects stay", staying)
        said.append(words % {"n": staying})
    return ", ".join(said)
