"""What a person says of work beyond the budget, and of the change order made of it."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.delivery.models import Deliverable, Project
from napulse.engines.kernel.text import whole
from napulse.people.models import WorkRole
from napulse.people.queries import live_roles
from napulse.timesheets.actions.risk import Chosen, ExtraData
from napulse.timesheets.models import ExtraKind
from napulse.timesheets.wording_risk import RISKS
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput, RadioCards

HOUR = 60
MOST_HOURS = 2_000


class ExtraForm(ActionForm):
    """Work that was asked for beyond what was agreed to."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[c for c in ExtraKind.choices if c[0] != ExtraKind.ACTION],
        widget=RadioCards,
        initial=ExtraKind.OTHER,
    )
    title = forms.CharField(label=_("What was asked for"), max_length=200)
    on = forms.DateField(label=_("Date"), widget=DateInput)
    deliverable: "Choice[Deliverable]" = forms.ModelChoiceField(
        label=_("Result"), queryset=None, required=False
    )
    role: "Choice[WorkRole]" = forms.ModelChoiceField(
        label=_("Work role"), queryset=None, required=False
    )
    hours = forms.DecimalField(
        label=_("Hours, about"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=6,
        decimal_places=2,
        localize=True,
        help_text=_("Priced at the rate of the role until time is entered."),
    )
    action = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals = RISKS
    refused_fields = {
        "extra.other_project": "deliverable",
        "extra.round_of_what": "deliverable",
    }

    def __init__(self, *args: Any, project: Project, results: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "deliverable", results)
        let_choose(self, "role", live_roles())

    @property
    def extra_data(self) -> ExtraData:
        told = self.cleaned_data
        is_action = told["action"] is not None
        return ExtraData(
            title=told["title"],
            on=told["on"],
            kind=ExtraKind.ACTION if is_action else told["kind"],
            deliverable=told["deliverable"],
            role=told["role"],
            minutes=int((told["hours"] or 0) * HOUR),
            action=told["action"],
            submit_key=told["submit_key"] or None,
        )


class RoundForm(ActionForm):
    """One more round; `seen` is how many the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=1000, widget=forms.HiddenInput)
    refusals = RISKS


class OrderForm(ActionForm):
    """Which entries and extra work go into the change order, and why it is needed."""

    reason = forms.CharField(label=_("Why it is needed"), max_length=300, required=False)
    refusals = RISKS

    @property
    def chosen(self) -> Chosen:
        return Chosen(self._ids("entry"), self._ids("extra"))

    def _ids(self, name: str) -> list[int]:
        values = self.data.getlist(name) if hasattr(self.data, "getlist") else []
        return sorted({found for value in values if (found := whole(value)) is not None})
