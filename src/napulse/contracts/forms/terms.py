"""What a person says of a term and of an amendment."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.contracts.actions import AmendmentData, TermData
from napulse.contracts.forms.base import (
    NounForm,
    NumberField,
    from_bp,
    from_minor,
    to_bp,
    to_minor,
    version_field,
)
from napulse.contracts.models import Term
from napulse.contracts.wording import IN_MONEY, IN_PERCENT, TERM_NAMES
from napulse.ui.widgets import DateInput

ROWS = 5


def _matters(*, blank: bool) -> list[tuple[str, Any]]:
    return [*([("", "—")] if blank else []), *((str(k), v) for k, v in TERM_NAMES.items())]


class TermForm(NounForm):
    """One matter: a number in its own unit, or words."""

    layout: ClassVar = (("key", "value", "clause"), ("text",))
    refused_fields: ClassVar = {
        "term.no_value": "value",
        "term.negative": "value",
        "term.above_the_whole": "value",
        "term.no_words": "text",
    }

    key = forms.ChoiceField(label=_("Matter"))
    value = NumberField(
        label=pgettext_lazy("of a term", "Number"),
        required=False,
        help_text=_("Percent, days, working hours, times or money, as the matter has it."),
    )
    clause = forms.CharField(label=_("Clause"), max_length=60)
    text = forms.CharField(label=_("In words"), max_length=500, required=False)
    version = version_field()

    def __init__(self, *args: Any, currency: str, blank: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        field: Any = self.fields["key"]
        field.choices = _matters(blank=blank)

    @staticmethod
    def of(term: Term, version: int, currency: str) -> dict[str, Any]:
        """What the form of an existing term begins with."""
        value: Any = term.value
        if term.key in IN_PERCENT:
            value = from_bp(term.value)
        elif term.key in IN_MONEY:
            value = from_minor(term.value, currency)
        return {
            "key": term.key,
            "value": value,
            "clause": term.clause,
            "text": term.text,
            "version": version,
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        value, key = cleaned.get("value"), cleaned.get("key", "")
        whole = key not in IN_PERCENT and key not in IN_MONEY
        if value is not None and whole and value != int(value):
            self.add_error("value", _("A whole number, please."))
        return cleaned

    @property
    def data_of_term(self) -> TermData:
        kept = self.cleaned_data
        return TermData(kept["key"], kept["clause"], self._stored, kept["text"])

    @property
    def _stored(self) -> int | None:
        value, key = self.cleaned_data["value"], self.cleaned_data["key"]
        if key in IN_PERCENT:
            return to_bp(value)
        if key in IN_MONEY:
            return to_minor(value, self.currency)
        return None if value is None else int(value)


class TermRow(TermForm):
    """A row of an amendment: left empty it says nothing."""

    key = forms.ChoiceField(label=_("Matter"), required=False)
    clause = forms.CharField(label=_("Clause"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("key") and not cleaned.get("clause"):
            self.add_error("clause", _("State the clause."))
        if not cleaned.get("key") and (cleaned.get("value") is not None or cleaned.get("text")):
            self.add_error("key", _("Choose the matter."))
        return cleaned


class AmendmentForm(NounForm):
    """An amendment with up to five terms."""

    layout: ClassVar = (("number", "signed_on", "from_on"), ("to_on", "about"))
    refused_fields: ClassVar = {
        "amendment.before_the_contract": "from_on",
        "amendment.ends_before_it_begins": "to_on",
        "amendment.number_taken": "number",
    }

    number = forms.CharField(label=_("Number"), max_length=60)
    signed_on = forms.DateField(label=_("Signed on"), widget=DateInput)
    from_on = forms.DateField(label=_("In force from"), widget=DateInput)
    to_on = forms.DateField(label=_("Prolongs to"), required=False, widget=DateInput)
    about = forms.CharField(label=_("What changes"), max_length=300, required=False)
    version = version_field()

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound = args[0] if args else kwargs.get("data")
        self.terms = [
            TermRow(bound, prefix=f"t{place}", currency=currency, blank=True)
            for place in range(ROWS)
        ]
        for row in self.terms:
            del row.fields["version"]

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self.terms]
        return super().is_valid() and all(rows)

    @property
    def data_of_amendment(self) -> AmendmentData:
        kept = self.cleaned_data
        said = tuple(row.data_of_term for row in self.terms if row.cleaned_data["key"])
        return AmendmentData(
            kept["number"], kept["signed_on"], kept["from_on"], kept["to_on"], kept["about"], said
        )
