"""The list of time entries, and by what it is narrowed."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.text import whole
from napulse.engines.pricing import hours
from napulse.timesheets.forms.week import read_day
from napulse.timesheets.models import EntryState, ScopeMark, TimeEntry
from napulse.timesheets.queries.entries import totals
from napulse.ui.tables import Column, Listing, View

BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TimeFilter:
    """Days, client, project, person, and what is asked of the scope."""

    first: date
    last: date
    client: int = 0
    project: int = 0
    person: int = 0
    kind: str = ""

    @classmethod
    def read(cls, query: QueryDict, today: date) -> "TimeFilter":
        """The last month unless other days are asked for."""
        last = read_day(query.get("to", "")) or today
        first = read_day(query.get("from", "")) or min(today, last) - BACK
        client, project, person = (
            whole(query.get(name, "")) or 0 for name in ("client", "project", "person")
        )
        return cls(first, last, client, project, person, query.get("kind", ""))

    def narrowed(self, rows: "QuerySet[TimeEntry]") -> "QuerySet[TimeEntry]":
        """The rows that are asked for."""
        found = rows.filter(on__gte=self.first, on__lte=self.last)
        for name in ("client", "project", "person"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        if self.kind == "outside":
            found = found.exclude(scope=ScopeMark.INSIDE)
        elif self.kind == "idle":
            found = found.filter(Q(billable=False) | Q(client=None))
        elif self.kind == "billable":
            found = found.filter(billable=True, client__isnull=False)
        return found


class EntryListing(Listing[TimeEntry]):
    """Entries, the newest first."""

    views: ClassVar = [
        View("all", pgettext_lazy("time entries", "All")),
        View("draft", pgettext_lazy("time entries", "Entered"), Q(state=EntryState.DRAFT)),
        View(
            "submitted", pgettext_lazy("time entries", "Submitted"), Q(state=EntryState.SUBMITTED)
        ),
        View("approved", pgettext_lazy("time entries", "Approved"), Q(state=EntryState.APPROVED)),
        View("locked", pgettext_lazy("time entries", "In an invoice"), Q(state=EntryState.LOCKED)),
    ]
    columns: ClassVar = [
        Column("on", _("Date"), sort="on", kind="date"),
        Column("person", _("Who"), sort="person__user__folded"),
        Column(
            "project",
            _("What for"),
            sort="client__folded",
            main=True,
            cell="timesheets/_entry_cell.html",
            read=lambda row: " · ".join(
                str(part) for part in (row.client, row.project, row.task or row.line) if part
            ),
        ),
        Column("note", _("What was done")),
        Column("role", _("Work role"), sort="role__folded"),
        Column(
            "minutes",
            _("Time"),
            sort="minutes",
            kind="int",
            cell="timesheets/_minutes_cell.html",
        ),
        Column(
            "scope",
            _("Out of scope"),
            sort="outside_minutes",
            kind="int",
            cell="timesheets/_scope_cell.html",
            read=lambda row: row.outside_minutes,
        ),
        Column("get_state_display", _("State"), sort="state", cell="timesheets/_entry_state.html"),
    ]
    search: ClassVar = ("project__folded", "client__folded", "person__user__folded")
    order: ClassVar = ("-on", "-pk")
    label = _("Time entries")

    @cached_property
    def sums(self) -> dict[str, int]:
        """Of all rows of the view, on every page."""
        return totals(self.rows)

    def totals(self) -> list[tuple[Column, int | None]]:
        """The last row of the table; nothing under nothing."""
        if not self.sums["count"]:
            return []
        known = {"minutes": self.sums["minutes"], "scope": self.sums["outside"]}
        return [(column, known.get(column.key)) for column in self.columns]


def written(minutes: int) -> str:
    """A length of time as the pages write it."""
    return hours.write(minutes) or "0:00"
