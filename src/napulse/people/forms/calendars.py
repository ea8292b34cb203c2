"""What a person says of work calendars."""

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.people.forms.rows import CHANGED
from napulse.people.models import DayKind
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import DateInput


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
