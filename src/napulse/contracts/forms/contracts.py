"""What a person says of a contract, of its signing and its end."""

from typing import Any, ClassVar

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.models import User
from napulse.clients.models import Client, Contact, LegalEntity
from napulse.contracts.actions import ContractData
from napulse.contracts.forms.base import CURRENCIES, NounForm, version_field
from napulse.contracts.models import Contract, ContractKind
from napulse.ledger.models import OwnEntity
from napulse.ui.forms import let_choose
from napulse.ui.widgets import DateInput

OF_CLIENT = ("parent", "client_entity", "client_signatory")


def _with_client(row: Contract | LegalEntity | Contact) -> str:
    return f"{row} · {row.client.name}"


class ContractForm(NounForm):
    """A new contract asks whose it is; an existing one belongs to its client for good."""

    layout: ClassVar = (
        ("client",),
        ("number", "title"),
        ("kind", "parent"),
        ("entity", "client_entity"),
        ("our_signatory", "client_signatory"),
        ("from_on", "to_on", "currency"),
        ("owner", "remind_days"),
        ("note",),
    )
    refused_fields: ClassVar = {
        "contract.ends_before_it_begins": "to_on",
        "contract.parent_is_no_master": "parent",
        "contract.annex_has_a_master": "parent",
        "contract.number_taken": "number",
    }

    client: "Choice[Client]" = forms.ModelChoiceField(label=_("Client"), queryset=None)
    number = forms.CharField(label=_("Number"), max_length=60)
    title = forms.CharField(
        label=pgettext_lazy("of a contract", "Subject"), max_length=200, required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ContractKind.choices)
    parent: "Choice[Contract]" = forms.ModelChoiceField(
        label=_("Annex to"), queryset=None, required=False
    )
    entity: "Choice[OwnEntity]" = forms.ModelChoiceField(label=_("Our company"), queryset=None)
    client_entity: "Choice[LegalEntity]" = forms.ModelChoiceField(
        label=_("Company of the client"), queryset=None, required=False
    )
    our_signatory = forms.CharField(label=_("Signs for us"), max_length=200, required=False)
    client_signatory: "Choice[Contact]" = forms.ModelChoiceField(
        label=_("Signs for the client"), queryset=None, required=False
    )
    from_on = forms.DateField(label=_("In force from"), widget=DateInput)
    to_on = forms.DateField(
        label=_("Last day"), required=False, widget=DateInput, help_text=_("Empty: without end.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    owner: "Choice[User]" = forms.ModelChoiceField(
        label=_("Answers for it"), queryset=None, required=False
    )
    remind_days = forms.IntegerField(
        label=_("Remind of the end, days before"), min_value=0, max_value=730, initial=60
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    version = version_field()
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offers: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("parent", "entity", "client_entity", "client_signatory", "owner"):
            let_choose(self, name, offers[name])
        if offers["client"] is None:
            del self.fields["client"]
            return
        let_choose(self, "client", offers["client"])
        for name in OF_CLIENT:  # of several clients: told apart by their client's name
            field: Any = self.fields[name]
            field.label_from_instance = _with_client

    @property
    def data_of_contract(self) -> ContractData:
        left_out = {"client", "version", "submit_key"}
        return ContractData(**{k: v for k, v in self.cleaned_data.items() if k not in left_out})

    def clean(self) -> dict[str, Any]:
        """What belongs to a client belongs to the chosen one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        client = cleaned.get("client")
        for name in OF_CLIENT:
            theirs = cleaned.get(name)
            if client is not None and theirs is not None and theirs.client_id != client.pk:
                self.add_error(name, _("This belongs to another client."))
        return cleaned


class SignForm(NounForm):
    signed_on = forms.DateField(label=pgettext_lazy("of a contract", "Signed on"), widget=DateInput)
    version = version_field()


class EndForm(NounForm):
    layout: ClassVar = (("ended_on",), ("reason",))
    refused_fields: ClassVar = {"contract.ends_before_it_begins": "ended_on"}

    ended_on = forms.DateField(label=_("Last day"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = version_field()
