"""What the figures are narrowed to: a period, a person, a client, a team."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.service.queries.figure_facts import FigureFilter
from napulse.ui.widgets import DateInput

PERIODS = [
    ("month", _("This month")),
    ("last_month", _("Last month")),
    ("quarter", _("This quarter")),
    ("last_quarter", _("Last quarter")),
    ("custom", pgettext_lazy("period", "Other dates")),
]
LONGEST = timedelta(days=3 * 366)
Choices = Iterable[tuple[int, str]]


def _month(day: date, months: int = 0) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _quarter(day: date, quarters: int = 0) -> date:
    return _month(day, -((day.month - 1) % 3) + 3 * quarters)


def period_of(name: str, today: date) -> tuple[date, date]:
    """From, and the first day after."""
    return {
        "month": (_month(today), _month(today, 1)),
        "last_month": (_month(today, -1), _month(today)),
        "quarter": (_quarter(today), _quarter(today, 1)),
        "last_quarter": (_quarter(today, -1), _quarter(today)),
    }[name]


class FiguresForm(forms.Form):
    """Filters of the figures; what makes no sense falls back to this month."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("To, inclusive"), required=False, widget=DateInput())
    who = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    client = forms.TypedChoiceField(label=_("Client"), required=False, coerce=int, empty_value=None)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    team_only = forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput()
    )

    def __init__(self, data: Any, *, people: Choices, clients: Choices, teams: Choices) -> None:
        super().__init__(data)
        for name, every, choices in (
            ("who", _("Everybody"), people),
            ("client", pgettext_lazy("filter", "Every client"), clients),
            ("team", _("Every team"), teams),
        ):
            field: Any = self.fields[name]
            field.choices = [("", every), *choices]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def wanted(self, today: date) -> FigureFilter:
        self.is_valid()
        values = self.cleaned_data
        start, end = self._period(today)
        return FigureFilter(
            start,
            end,
            values.get("who"),
            values.get("client"),
            values.get("team"),
            values.get("team_only"),
        )

    def _period(self, today: date) -> tuple[date, date]:
        values = self.cleaned_data
        name = values.get("period") or "month"
        if name != "custom":
            return period_of(name, today)
        start, last = values.get("since"), values.get("until")
        if start is None or last is None or last < start or last - start > LONGEST:
            return period_of("month", today)
        return start, last + timedelta(days=1)

    @property
    def is_custom(self) -> bool:
        return bool(self.cleaned_data.get("period") == "custom")
