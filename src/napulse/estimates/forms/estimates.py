"""What a person says of an estimate: how it opens, its terms, to whom it goes, what was heard."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Client, LegalEntity
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.estimates.actions import EstimateData
from napulse.estimates.actions.answers import AnswerData
from napulse.estimates.actions.sending import SendData
from napulse.estimates.models import EstimateAnswerKind
from napulse.estimates.wording import REFUSALS
from napulse.ledger.models import OwnEntity, TaxCode
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput

CURRENCIES = [(code, code) for code in ("RUB", "USD", "EUR", "GBP", "KZT", "CNY")]
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
STARTS = [("empty", _("Empty")), ("plan", _("Hours of the project's plan"))]


class PercentField(forms.DecimalField):
    """A part as people type it, "17,65 %"; basis points inside."""

    def __init__(self, **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(
            max_digits=7, decimal_places=2, min_value=0, widget=control, required=False, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.removesuffix("%").split()).replace(",", ".")
        return super().to_python(value)


def bp_of(value: Decimal | None) -> int:
    return int((value or Decimal()) * 100)


class EstimateOpenForm(ActionForm):
    client: "Choice[Client]" = forms.ModelChoiceField(label=_("Client"), queryset=None)
    project: "Choice[Project]" = forms.ModelChoiceField(
        label=_("Project"),
        queryset=None,
        required=False,
        help_text=_("May be named later, when the estimate is accepted."),
    )
    title = forms.CharField(label=pgettext_lazy("of a paper", "Subject"), max_length=200)
    start = forms.ChoiceField(label=_("Begin with"), choices=STARTS, required=False)
    submit_key = forms.CharField(max_length=36, widget=forms.HiddenInput, required=False)

    refusals = dict(REFUSALS)
    refused_fields = {"estimate.other_client": "project"}

    def __init__(self, *args: Any, clients: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "client", clients)
        let_choose(self, "project", projects)
        self.fields["project"].label_from_instance = _project_label  # type: ignore[attr-defined]


def _project_label(project: Project) -> str:
    return f"{project.client.name} · {project.name}"


class EstimateForm(ActionForm):
    """The terms of an estimate."""

    title = forms.CharField(label=pgettext_lazy("of a paper", "Subject"), max_length=200)
    project: "Choice[Project]" = forms.ModelChoiceField(
        label=_("Project"), queryset=None, required=False
    )
    contract: "Choice[Contract]" = forms.ModelChoiceField(
        label=_("Contract"), queryset=None, required=False
    )
    entity: "Choice[OwnEntity]" = forms.ModelChoiceField(label=_("Our company"), queryset=None)
    client_entity: "Choice[LegalEntity]" = forms.ModelChoiceField(
        label=_("Company of the client"), queryset=None, required=False
    )
    language = forms.ChoiceField(label=_("Language of the document"), choices=LANGUAGES)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    priced_on = forms.DateField(
        label=_("Priced on"),
        widget=DateInput,
        help_text=_("The rate card of this day fills the prices of hours."),
    )
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput, required=False)
    works_from = forms.DateField(label=_("Work from"), widget=DateInput, required=False)
    works_to = forms.DateField(
        label=_("Work to"),
        widget=DateInput,
        required=False,
        help_text=_("The act is of this day: its rate of VAT holds."),
    )
    tax_code = forms.ChoiceField(label=_("VAT"), choices=TaxCode.choices)
    discount = PercentField(
        label=_("Discount, %"),
        max_value=100,
        help_text=_("On our own lines; money that only passes through is not discounted."),
    )
    contingency = PercentField(label=_("Contingency, %"), max_value=100)
    rounds = forms.IntegerField(label=_("Rounds of revision"), min_value=0, max_value=99)
    variants = forms.IntegerField(label=_("Variants"), min_value=0, max_value=99)
    assumptions = forms.CharField(
        label=_("Assumptions and exclusions"), required=False, max_length=5000,
        widget=forms.Textarea,
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = dict(REFUSALS)
    refused_fields = {"estimate.dates_order": "works_to"}

    def __init__(self, *args: Any, among: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in among.items():
            let_choose(self, name, rows)

    @property
    def data_of_estimate(self) -> EstimateData:
        cleaned = dict(self.cleaned_data)
        cleaned.pop("version")
        discount, contingency = cleaned.pop("discount"), cleaned.pop("contingency")
        return EstimateData(
            **cleaned, discount_bp=bp_of(discount), contingency_bp=bp_of(contingency)
        )


class SendForm(ActionForm):
    """To whom an estimate goes."""

    email = forms.EmailField(label=_("E-mail"), max_length=150)
    name = forms.CharField(label=_("Name of the addressee"), max_length=100, required=False)
    words = forms.CharField(
        label=_("Words in the letter"), required=False, max_length=2000, widget=forms.Textarea
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = dict(REFUSALS)
    refused_fields = {"estimate.not_an_address": "email"}

    @property
    def data_of_sending(self) -> SendData:
        cleaned = self.cleaned_data
        return SendData(cleaned["email"], cleaned["name"], cleaned["words"])


class HeardForm(ActionForm):
    """What the client said elsewhere."""

    answer = forms.ChoiceField(
        label=_("The client"),
        choices=[
            ("accepted", pgettext_lazy("the client", "accepted it")),
            ("returned", pgettext_lazy("the client", "wants changes")),
            ("declined", pgettext_lazy("the client", "declined it")),
        ],
    )
    name = forms.CharField(label=_("Who said so"), max_length=150)
    words = forms.CharField(
        label=_("Where and in which words"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("A letter of such a day, a call, a signed paper."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = dict(REFUSALS)
    refused_fields = {"answer.no_name": "name", "answer.no_note": "words"}

    @property
    def data_of_answer(self) -> AnswerData:
        cleaned = self.cleaned_data
        kind = EstimateAnswerKind(cleaned["answer"])
        return AnswerData(kind, cleaned["name"], cleaned["words"])


class WordsForm(ActionForm):
    """One field of words with the version of what they are about."""

    words = forms.CharField(max_length=300, required=False, widget=forms.Textarea)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = dict(REFUSALS)
    refused_fields = {"estimate.return_why": "words", "estimate.edition_why": "words"}

    def __init__(self, *args: Any, label: Any = "", required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].required = label, required


class AttachForm(ActionForm):
    """Which project an estimate is of."""

    project: "Choice[Project]" = forms.ModelChoiceField(label=_("Project"), queryset=None)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = dict(REFUSALS)

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "project", projects)
