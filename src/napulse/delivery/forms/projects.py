"""What a person says of a project or a deliverable."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.models import User
from napulse.clients.models import Brand, Client
from napulse.delivery.actions import DeliverableData, ProjectData
from napulse.delivery.models import DeliverableState, ProjectFormat, WaitsFor
from napulse.engines.kernel.money import Money
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput

CHANGED = _("%(name)s was changed by somebody else meanwhile. Their version is shown below.")

SENT_BEFORE = _("This form was already sent. Open a new one.")
CURRENCIES = [(code, code) for code in ("RUB", "USD", "EUR", "GBP", "KZT", "CNY")]


class AmountField(forms.DecimalField):
    """Money as people type it: "1 200 000,50"."""

    def __init__(self, **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_digits=14, decimal_places=2, min_value=0, widget=control, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)


PRIORITIES = [
    (5, pgettext_lazy("priority of a project", "5, first of all")),
    (4, pgettext_lazy("priority of a project", "4, before others")),
    (3, pgettext_lazy("priority of a project", "3, above the usual")),
    (2, pgettext_lazy("priority of a project", "2, usual")),
    (1, pgettext_lazy("priority of a project", "1, may wait")),
]


class ProjectForm(ActionForm):
    client: "Choice[Client]" = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    brand: "Choice[Brand]" = forms.ModelChoiceField(label=_("Brand"), queryset=None, required=False)
    lead: "Choice[User]" = forms.ModelChoiceField(label=_("Leads"), queryset=None, required=False)
    format = forms.ChoiceField(
        label=_("Format"), choices=ProjectFormat.choices, required=False, initial="project"
    )
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=DateInput)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DateInput)
    due_is_hard = forms.BooleanField(label=_("The deadline is fixed by contract"), required=False)
    probability = forms.IntegerField(
        label=_("Probability of winning, %"),
        required=False,
        min_value=1,
        max_value=100,
        initial=100,
        help_text=_("100 when it is won; a plan may count the others by their chance."),
    )
    weight = forms.TypedChoiceField(
        label=_("Priority"),
        choices=PRIORITIES,
        coerce=int,
        required=False,
        initial=2,
        help_text=_("Which project gives way when there are too few people."),
    )
    budget = AmountField(
        label=_("Budget for our people"),
        required=False,
        help_text=_("What their hours may cost the agency; the plan keeps within it."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, required=False)
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
        "project.hard_without_due": _("Say the date that the contract fixes."),
        "row.changed": CHANGED,
        "form.sent_before": SENT_BEFORE,
    }
    refused_fields = {
        "project.due_before_start": "due_on",
        "project.hard_without_due": "due_on",
    }

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
            format=cleaned["format"] or ProjectFormat.PROJECT,
            probability=cleaned["probability"] or 100,
            weight=cleaned["weight"] or 2,
            due_is_hard=cleaned["due_is_hard"],
            budget_minor=self._budget_minor,
            currency=cleaned["currency"] or "RUB",
        )

    @property
    def _budget_minor(self) -> int | None:
        budget, currency = self.cleaned_data["budget"], self.cleaned_data["currency"] or "RUB"
        return None if budget is None else Money.of(budget, currency).minor

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
