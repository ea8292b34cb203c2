"""What a person says of work calendars."""

import re
from datetime import date
from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.forms import ModelMultipleChoiceField as Choices
from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.text import fold
from napulse.people.actions.calendars import DayData
from napulse.people.forms.rows import CHANGED
from napulse.people.models import Calendar, DayKind, Person
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import Checks, DateInput, is_within_reach

MANY_DAYS = 400
KIND_WORDS = {
    DayKind.OFF: ("off", "day off", "holiday", "выходной", "праздник", "нерабочий"),
    DayKind.WORKING: ("working", "work", "рабочий"),
    DayKind.SHORTENED: ("shortened", "short", "сокращённый", "предпраздничный"),
    "": ("usual", "ordinary", "обычный", "как обычно"),
}
KINDS = {fold(word): str(kind) for kind, words in KIND_WORDS.items() for word in words}


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class HoursForm(ActionForm):
    title = forms.CharField(label=_("Name"), max_length=80)
    starts = forms.TimeField(label=_("Working day starts"), widget=TimeInput)
    ends = forms.TimeField(label=_("Working day ends"), widget=TimeInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {
        "calendar.ends_before_start": _("The end is not after the start."),
        "row.changed": CHANGED,
    }
    refused_fields = {"calendar.ends_before_start": "ends"}


class DayForm(ActionForm):
    on = forms.DateField(label=_("Date"), widget=DateInput)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("as the weekday says")), *DayKind.choices], required=False
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)


class CalendarForm(ActionForm):
    title = forms.CharField(label=_("Name"), max_length=80, help_text=_("“Office in Kazan”"))
    source: "Choice[Calendar]" = forms.ModelChoiceField(label=_("Copied from"), queryset=None)
    code = forms.CharField(
        label=_("Code"),
        max_length=8,
        required=False,
        help_text=_("A short sign for lists; empty: made by itself."),
    )

    refusals = {
        "calendar.code_taken": _("There is already a calendar with the code %(taken)s."),
        "calendar.title_taken": _("There is already a calendar called %(taken)s."),
    }
    refused_fields = {"calendar.code_taken": "code", "calendar.title_taken": "title"}

    def __init__(self, *args: Any, calendars: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "source", calendars)


class AssignForm(ActionForm):
    people: "Choices[Person]" = forms.ModelMultipleChoiceField(
        label=_("Who works by it from now on"), queryset=None, widget=Checks
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "people", people)


class PasteForm(ActionForm):
    lines = forms.CharField(
        label=_("Days, one a line"),
        widget=forms.Textarea(attrs={"placeholder": "2026-12-31;off;"}),
        help_text=_(
            "date;kind;name. Kinds: off, working, shortened, usual. Columns of a spreadsheet may"
            " be pasted as they are."
        ),
    )

    def clean_lines(self) -> list[DayData]:
        """Each line a day; whatever is wrong is told by the number of its line."""
        rows = [
            row for row in enumerate(self.cleaned_data["lines"].splitlines(), 1) if row[1].strip()
        ]
        if len(rows) > MANY_DAYS:
            raise forms.ValidationError(_("At most %(n)s lines at once.") % {"n": MANY_DAYS})
        days: dict[date, DayData] = {}
        wrong: list[str] = []
        for number, line in rows:
            day = _day_of(line)
            if isinstance(day, DayData) and day.on not in days:
                days[day.on] = day
            else:
                said = day if isinstance(day, str) else str(_("this date stands above already"))
                wrong.append(
                    str(_("Line %(number)s: %(said)s.") % {"number": number, "said": said})
                )
        if wrong:
            raise forms.ValidationError(wrong)
        return list(days.values())


def _day_of(line: str) -> DayData | str:
    """What a line says, or what is wrong with it."""
    parts = [part.strip() for part in re.split(r"[;\t]", line)]
    on = _date_of(parts[0])
    if on is None:
        return str(_("“%(text)s” is no date")) % {"text": parts[0]}
    kind = KINDS.get(fold(parts[1])) if len(parts) > 1 else None
    if kind is None:
        said = parts[1] if len(parts) > 1 else ""
        return str(_("“%(text)s” is no kind of day")) % {"text": said}
    return DayData(on, kind, (parts[2] if len(parts) > 2 else "")[:120])


def _date_of(text: str) -> date | None:
    """2026-12-31 or 31.12.2026."""
    iso = re.sub(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$", r"\3-\2-\1", text)
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", iso)
    if not found or not is_within_reach(iso):
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
