"""What a person says of a template of projects, or of a project made from one."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.clients.models import Client
from napulse.delivery.actions import ProjectData, TemplateData
from napulse.delivery.forms.projects import CHANGED, SENT_BEFORE
from napulse.delivery.forms.sentences import FAULTS
from napulse.delivery.models import WorkKind
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput


class TemplateForm(ActionForm):
    """Name, kind of work, and what it is for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of work"), choices=WorkKind.choices)
    about = forms.CharField(
        label=_("What it is for"), max_length=300, required=False, widget=forms.Textarea
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = {
        "row.changed": CHANGED,
        "template.empty": FAULTS["template.empty"],
        "template.name_taken": FAULTS["template.name_taken"],
    }
    refused_fields = {"template.name_taken": "name"}

    @property
    def data_of_template(self) -> TemplateData:
        cleaned = self.cleaned_data
        return TemplateData(cleaned["name"], cleaned["kind"], cleaned["about"])


class FromTemplateForm(ActionForm):
    """For whom the project is, how it is called, and when it begins."""

    client: "Choice[Client]" = forms.ModelChoiceField(label=_("Client"), queryset=None)
    name = forms.CharField(label=_("Name of the project"), max_length=200)
    starts_on = forms.DateField(
        label=_("Starts on"),
        widget=DateInput,
        help_text=_("Dates of the template count from this day."),
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DateInput)
    lead: "Choice[User]" = forms.ModelChoiceField(label=_("Leads"), queryset=None, required=False)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals = {
        "project.due_before_start": _("The due date is before the start."),
        "form.sent_before": SENT_BEFORE,
        "template.archived": FAULTS["template.archived"],
        "work.unknown_role": FAULTS["work.unknown_role"],
    }
    refused_fields = {"project.due_before_start": "due_on"}

    def __init__(self, *args: Any, clients: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "client", clients)
        let_choose(self, "lead", people)

    @property
    def data_of_project(self) -> ProjectData:
        cleaned = self.cleaned_data
        return ProjectData(
            name=cleaned["name"],
            lead=cleaned["lead"],
            starts_on=cleaned["starts_on"],
            due_on=cleaned["due_on"],
            submit_key=cleaned["submit_key"],
        )
