"""What is typed into the week: cells, words of an answer, a timer that was forgotten, one entry."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import ModelChoiceField as Choice
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.pricing import hours
from napulse.estimates.models import BudgetLine
from napulse.timesheets.queries.grid import RowKey
from napulse.timesheets.queries.weeks import monday
from napulse.timesheets.wording_time import REFUSALS
from napulse.ui.forms import ActionForm

EARLIEST, LATEST = 2000, 2200
MOST_CELLS = 700


def read_day(text: str) -> date | None:
    """A day as addresses and forms write it; None for what is no day of our time."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and EARLIEST <= day.year < LATEST else None


def read_week(text: str, today: date) -> date:
    """The Monday of the asked week, of this one when none is asked for."""
    return monday(read_day(text) or today)


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A cell as it came: what stands in it, and what its writer saw there before."""

    key: RowKey
    on: date
    typed: str
    seen: str

    @property
    def minutes(self) -> int | None:
        """None when it is no length of time; an emptied cell is zero."""
        return hours.read_with_words(self.typed)[0] if self.typed else 0

    @property
    def words(self) -> str:
        """What is written after the time: the note."""
        return hours.read_with_words(self.typed)[1]


def read_cells(data: QueryDict) -> list[TypedCell]:
    """The cells that were sent, each a name, a text and what was seen; refused when they are not.

    Missing when one of them names no place or no day.
    """
    named, typed, seen = (data.getlist(name) for name in ("cell", "value", "seen"))
    if not len(named) == len(typed) == len(seen) <= MOST_CELLS:
        raise Refused("cell.unreadable")
    return [
        TypedCell(*read_ident(ident), text.strip()[:400], known)
        for ident, text, known in zip(named, typed, seen, strict=True)
    ]


def read_ident(text: str) -> tuple[RowKey, date]:
    """The row and the day that a cell's name says."""
    key, _at, day = text.partition("@")
    on = read_day(day)
    if on is None:
        raise Missing("cell")
    return RowKey.read(key), on


class MinutesField(forms.CharField):
    """A length of time as people write it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=30, **more)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "placeholder": "1:30"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        minutes = hours.read(text)
        if not minutes:
            raise forms.ValidationError(str(REFUSALS["time.unreadable"]))
        return minutes


class EntryForm(ActionForm):
    """One entry of a cell, with its words and its line."""

    refusals: ClassVar = dict(REFUSALS)
    refused_fields: ClassVar = {"time.day_is_full": "minutes", "time.not_within_a_day": "minutes"}

    minutes = MinutesField(label=_("Time"))
    note = forms.CharField(label=_("What was done"), max_length=300, required=False)
    line: "Choice[BudgetLine]" = forms.ModelChoiceField(
        label=_("Line of the budget"), queryset=None, required=False
    )
    billable = forms.BooleanField(label=_("Billed to the client"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submit_key = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)

    def __init__(self, *args: Any, lines: Any, for_client: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined] # of rows
        if not for_client:
            del self.fields["line"], self.fields["billable"]


class WordsForm(ActionForm):
    """Why a week is given back."""

    refusals: ClassVar = dict(REFUSALS)
    refused_fields: ClassVar = {"week.says_why": "words"}

    words = forms.CharField(
        label=_("What is to be changed"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is to be changed")},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StopForm(ActionForm):
    """How long a forgotten timer's work really took."""

    refusals: ClassVar = dict(REFUSALS)
    refused_fields: ClassVar = {"timer.forgotten": "minutes", "time.day_is_full": "minutes"}

    minutes = MinutesField(label=_("How long did it take?"), required=False)
    note = forms.CharField(label=_("What was done"), max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
