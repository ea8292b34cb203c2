"""How much of a credit note pays which invoice."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.billing.actions.netting import NettingData
from napulse.billing.forms.payments import AmountField, BankForm
from napulse.billing.models import Invoice
from napulse.engines.kernel.money import Money
from napulse.ui.formats import day, money
from napulse.ui.widgets import DateInput


class OpenInvoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django's is generic in stubs alone
    """Invoices told with what is open of each."""

    def label_from_instance(self, obj: Any) -> str:
        left = money(Money(obj.open_minor, obj.currency))
        return f"{obj}, {day(obj.issued_on)}, {left}"


class NettingForm(BankForm):
    """An open invoice of the same two companies, an amount and a day."""

    invoice = OpenInvoice(None, label=_("Invoice that it pays"))
    amount = AmountField(label=pgettext_lazy("of a netting", "Amount"))
    on = forms.DateField(label=pgettext_lazy("netting", "On"), widget=DateInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    refused_fields: ClassVar = {
        "netting.more_than_open": "amount",
        "netting.day": "on",
        "netting.not_open": "invoice",
    }

    def __init__(
        self, *args: Any, invoices: "QuerySet[Invoice]", currency: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        field: Any = self.fields["invoice"]
        field.queryset = invoices

    @property
    def netting(self) -> NettingData:
        kept = self.cleaned_data
        minor = Money.of(kept["amount"], self.currency).minor
        return NettingData(kept["invoice"].pk, minor, kept["on"], kept["version"])
