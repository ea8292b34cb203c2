"""What a person says of colleagues and absences."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.people.actions.absences import AbsenceData
from napulse.people.actions.lines import PersonData
from napulse.people.forms.rows import CHANGED, RowsForm
from napulse.people.models import AbsenceKind, Person
from napulse.people.queries import calendar_choices
from napulse.ui.forms import let_choose
from napulse.ui.widgets import DateInput


class PersonForm(RowsForm):
    manager: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Reports to"), queryset=None, required=False
    )
    office = forms.CharField(label=_("Office"), max_length=80, required=False)
    calendar = forms.ChoiceField(label=_("Work calendar"), choices=calendar_choices)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    joined_on = forms.DateField(label=_("Joined on"), required=False, widget=DateInput)
    left_on = forms.DateField(label=_("Left on"), required=False, widget=DateInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {
        "person.circle": _("%(manager)s reports to %(person)s, so it would be a circle."),
        "row.changed": CHANGED,
    }
    refused_fields = {"person.circle": "manager"}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "manager", people)

    @property
    def person_data(self) -> PersonData:
        return PersonData(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class AbsenceForm(RowsForm):
    person: "Choice[Person]" = forms.ModelChoiceField(label=_("Who"), queryset=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices)
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To, inclusive"), widget=DateInput)
    deputy: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=None,
        required=False,
        help_text=_("Sees and serves the absent person's clients on these days; history says so."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    refusals = {
        "absence.ends_before_start": _("The last day is before the first."),
        "absence.deputy_is_self": _("Somebody else must stand in."),
        "absence.overlaps": _("There is already an absence from %(from_on)s to %(to_on)s."),
        "absence.deputy_away": _("%(name)s is away from %(from_on)s to %(to_on)s."),
        "absence.deputy_is_planner": _(
            "You cannot make yourself the deputy of %(name)s: ask them, or somebody above."
        ),
    }
    refused_fields = {
        "absence.ends_before_start": "to_on",
        "absence.deputy_is_self": "deputy",
        "absence.overlaps": "from_on",
        "absence.deputy_away": "deputy",
        "absence.deputy_is_planner": "deputy",
    }

    def __init__(self, *args: Any, people: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "person", own)
        let_choose(self, "deputy", people)

    @property
    def absence_data(self) -> AbsenceData:
        return AbsenceData(**{k: v for k, v in self.cleaned_data.items() if k != "person"})
