"""What a person says of a project or a deliverable."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.clients.models import Brand, Client
from napulse.delivery.actions import DeliverableData, ProjectData
from napulse.delivery.models import DeliverableState, WaitsFor
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput

CHANGED = _("%(name)s was changed by somebody else meanwhile. Their version is shown below.")

SENT_BEFORE = _("This form was already sent. Open a new one.")


class ProjectForm(ActionForm):
    client: "Choice[Client]" = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    brand: "Choice[Brand]" = forms.ModelChoiceField(label=_("Brand"), queryset=None, required=False)
    lead: "Choice[User]" = forms.ModelChoiceField(label=_("Leads"), queryset=None, required=False)
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=DateInput)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DateInput)
    brief = forms.CharField(label=_("Brief"), required=False, widget=forms.Textarea)
    risk = forms.CharField(
        label=_("Risks for the client to know"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Goes into the status report as it stands."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals = {
        "project.due_before_start": _("The due date is before the start."),
        "row.changed": CHANGED,
        "form.sent_before": SENT_BEFORE,
    }
    refused_fields = {"project.due_before_start": "due_on"}

    def __init__(self, *args: Any, clients: Any, people: Any, brands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("client", clients), ("lead", people), ("brand", brands)):
            let_choose(self, name, choices)
        if clients is None:
            del self.fields["client"]
        else:
            self.fields["client"].required = True

    @property
    def data_of_project(self) -> ProjectData:
        cleaned = self.cleaned_data
        return ProjectData(
            name=cleaned["name"],
            brief=cleaned["brief"],
            brand=cleaned["brand"],
            lead=cleaned["lead"],
            starts_on=cleaned["starts_on"],
            due_on=cleaned["due_on"],
            risk=cleaned["risk"],
            submit_key=cleaned["submit_key"],
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        client, brand = cleaned.get("client"), cleaned.get("brand")
        if isinstance(client, Client) and isinstance(brand, Brand) and brand.client_id != client.pk:
            self.add_error("brand", _("This brand belongs to another client."))
        return cleaned


class DeliverableForm(ActionForm):
    name = forms.CharField(label=_("Result"), max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=DeliverableState.choices)
    owner: "Choice[User]" = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DateInput)
    percent = forms.IntegerField(label=_("Done, %"), min_value=0, max_value=100, required=False)
    waits_for = forms.ChoiceField(label=_("Waits for"), choices=WaitsFor.choices, required=False)
    waits_what = forms.CharField(label=_("What it waits for"), max_length=200, required=False)
    waits_since = forms.DateField(label=_("Since"), required=False, widget=DateInput)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals = {"row.changed": CHANGED, "form.sent_before": SENT_BEFORE}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "owner", people)

    @property
    def data_of_deliverable(self) -> DeliverableData:
        cleaned = dict(self.cleaned_data)
        cleaned.pop("version")
        cleaned["percent"] = cleaned["percent"] or 0
        return DeliverableData(**cleaned)


class StateForm(ActionForm):
    state = forms.CharField(max_length=9)
    refusals = {
        "project.deliverables_open": _(
            "%(count)s results are still open. Finish or cancel them first."
        ),
    }
