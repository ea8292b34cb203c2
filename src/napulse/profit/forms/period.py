"""What a report is asked for in the address: a period, a day of knowledge, a cost, a cut."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.engines.kernel.text import whole
from napulse.people.queries import agency_today
from napulse.profit.permissions import VIEW_BOOKS
from napulse.profit.queries.wanted import (
    DIMENSIONS,
    Basis,
    Dimension,
    Narrowed,
    Wanted,
    shifted,
)
from napulse.profit.wording import DIMENSION_NAMES
from napulse.ui.widgets import DateInput

PERIODS = [
    ("month", pgettext_lazy("period", "Month")),
    ("quarter", pgettext_lazy("period", "Quarter")),
    ("year", pgettext_lazy("period", "Year")),
    ("three", pgettext_lazy("period", "Three years")),
    ("own", pgettext_lazy("period", "Other months")),
]
LENGTH = {"month": 1, "quarter": 3, "year": 12, "three": 36}
LONGEST = 120
FIRST, LAST = date(1990, 1, 1), date(2200, 1, 1)

NARROWING = ("client", "project", "brand", "service", "team", "entity")


def month_of(text: str) -> date | None:
    """A month written as "2026-11"; None when it is none."""
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no zone
    except ValueError:
        return None
    return found if FIRST <= found < LAST else None


class MonthInput(forms.TextInput):
    input_type = "month"

    def format_value(self, value: Any) -> str | None:
        return value.strftime("%Y-%m") if isinstance(value, date) else super().format_value(value)


class ReportForm(forms.Form):
    """Filters of the reports on money; what makes no sense falls back to this year."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    on = forms.CharField(label=_("Around the month"), required=False, widget=MonthInput())
    since = forms.CharField(label=_("From month"), required=False, widget=MonthInput())
    until = forms.CharField(label=_("To month"), required=False, widget=MonthInput())
    by = forms.ChoiceField(label=_("Cut"), choices=list(DIMENSION_NAMES.items()), required=False)
    basis = forms.ChoiceField(
        label=_("Cost"),
        choices=[("standard", _("Standard cost")), ("actual", _("Actual cost"))],
        required=False,
    )
    known = forms.DateField(label=_("As known on"), required=False, widget=DateInput())


@dataclass(frozen=True)
class Asked:
    """A read address: the form as it is shown, and what it asks for."""

    form: ReportForm
    wanted: Wanted
    period: str
    known_on: date | None
    query: QueryDict

    @property
    def is_own(self) -> bool:
        return self.period == "own"

    @cached_property
    def kept(self) -> dict[str, str]:
        """What the postings behind a figure are narrowed to, and the period."""
        narrowed = {name: str(self.query[name]) for name in NARROWING if self.query.get(name)}
        return narrowed | self.period_query()

    @cached_property
    def postings(self) -> str:
        """The address of the postings of it, to which more words are added: each cell asks."""
        kept = urlencode(self.kept)
        return f"{reverse('profit:posting_list')}?{kept}{'&' if kept else ''}"

    def around(self, steps: int) -> str:
        """The address of the period so many steps later; empty for other months."""
        if self.is_own:
            return ""
        on = shifted(self.wanted.since, LENGTH[self.period] * steps)
        if self.period == "three":
            on = shifted(on, 24)
        return self.with_(on=f"{on:%Y-%m}")

    def with_(self, **changes: object) -> str:
        """The same question with some words changed, as the query of an address."""
        query = self.query.copy()
        for name in ("page", "q", "sort", "what"):
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None and value != "":
                query[name] = str(value)
        return query.urlencode()

    @cached_property
    def of_period(self) -> str:
        """The period as it stands behind the address of a line's own page."""
        kept = urlencode(self.period_query())
        return f"?{kept}" if kept else ""

    def period_query(self) -> dict[str, str]:
        """The period, the cost and the day of knowledge alone, for pages of one client."""
        names = ("period", "on", "since", "until", "basis", "known")
        return {name: str(self.query[name]) for name in names if self.query.get(name)}


def asked(actor: Actor, query: QueryDict, *, now: datetime, by: Dimension = "client") -> Asked:
    """Read the address; actual cost is only for whoever may see the books."""
    today = agency_today(now)
    form = ReportForm(query)
    form.is_valid()
    period = form.cleaned_data.get("period") or "year"
    since, until, period = _months(form, period, today)
    named = query.get("by", "")
    known_on = form.cleaned_data.get("known")
    known_on = known_on if known_on and FIRST <= known_on < today else None
    wanted = Wanted(
        since,
        until,
        by=named if named in DIMENSIONS else by,
        basis=_basis(actor, query),
        narrowed=narrowed_by(query),
        known_at=known_until(known_on) if known_on else None,
    )
    return Asked(_shown(form, wanted, period, known_on), wanted, period, known_on, query)


def _basis(actor: Actor, query: QueryDict) -> Basis:
    return "actual" if query.get("basis") == "actual" and actor.can(VIEW_BOOKS) else "standard"


def _shown(form: ReportForm, wanted: Wanted, period: str, known_on: date | None) -> ReportForm:
    """The form with what was understood, not with what was typed."""
    middle = wanted.since if period != "three" else shifted(wanted.since, 24)
    last = shifted(wanted.until, -1)
    shown = ReportForm(
        initial={
            "period": period,
            "on": middle,
            "since": wanted.since,
            "until": last,
            "by": wanted.by,
            "basis": wanted.basis,
            "known": known_on,
        }
    )
    for field in shown.fields.values():
        field.widget.attrs["class"] = "input"
    return shown


def _months(form: ReportForm, period: str, today: date) -> tuple[date, date, str]:
    values = form.cleaned_data
    if period == "own":
        since, last = month_of(values.get("since", "")), month_of(values.get("until", ""))
        if since and last and since <= last < shifted(since, LONGEST):
            return since, shifted(last, 1), period
        period = "year"
    on = month_of(values.get("on", "")) or today.replace(day=1)
    if period == "month":
        return on, shifted(on, 1), period
    if period == "quarter":
        first = shifted(on, -((on.month - 1) % 3))
        return first, shifted(first, 3), period
    year = on.replace(month=1)
    if period == "three":
        return shifted(year, -24), shifted(year, 12), period
    return year, shifted(year, 12), "year"


def narrowed_by(query: QueryDict) -> Narrowed:
    service = query.get("service")
    return Narrowed(
        client_id=number_in(query, "client"),
        project_id=number_in(query, "project"),
        brand_id=number_in(query, "brand"),
        service=service if service is not None and len(service) <= 20 else None,
        team_id=number_in(query, "team"),
        entity_id=number_in(query, "entity"),
        line_id=number_in(query, "line"),
    )


def number_in(query: QueryDict, name: str) -> int | None:
    return whole(query.get(name, ""))


def known_until(day: date) -> datetime:
    """The first moment after a day in the agency's zone."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(agency().zone))


def for_client(asked_: Asked, client_id: int, by: Dimension = "project") -> Wanted:
    return replace(asked_.wanted, by=by, narrowed=Narrowed(client_id=client_id))
