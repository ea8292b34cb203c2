"""Forms of a contact person, of one value of the card, and of the end of a person's data."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.models import User
from napulse.clients.actions import ContactData
from napulse.clients.forms.base import ColleagueField, NounForm
from napulse.clients.models import Attitude, Contact, ContactRole
from napulse.ui.widgets import DateInput

INFLUENCE = [
    (5, _("5 · decides alone")),
    (4, _("4 · strong")),
    (3, _("3 · has a say")),
    (2, _("2 · little")),
    (1, _("1 · none")),
]


class ContactForm(NounForm):
    """The card of a person at the client."""

    refused_fields: ClassVar = {"contact.email_taken": "email"}
    layout: ClassVar = [
        ("name", "title"),
        ("email", "phone"),
        ("role", "keeper"),
        ("influence", "attitude"),
        ("cadence_days", "language"),
        ("note",),
        ("consent",),
    ]

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=120,
        widget=forms.TextInput({"autofocus": True}),
    )
    title = forms.CharField(label=_("Position"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput({"type": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"type": "tel"})
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=ContactRole.choices, initial=ContactRole.WORKS
    )
    keeper = ColleagueField(label=_("Keeps the relation"))
    influence = forms.TypedChoiceField(
        label=_("Influence"), coerce=int, choices=INFLUENCE, initial=3
    )
    attitude = forms.ChoiceField(
        label=_("Attitude to us"), choices=Attitude.choices, initial=Attitude.NEUTRAL
    )
    cadence_days = forms.IntegerField(
        label=_("Speak at least every, days"), required=False, min_value=1, max_value=365
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("as the client")), ("ru", _("Russian")), ("en", _("English"))],
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 2})
    )
    consent = forms.CharField(
        label=_("Ground for keeping personal data"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"placeholder": _("contract, consent of 01.03.2026…")}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_colleagues("keeper")

    @classmethod
    def of(cls, contact: Contact) -> "ContactForm":
        return cls(initial=_card(contact))

    def contact_data(self) -> ContactData:
        names = ContactData.__dataclass_fields__
        return ContactData(**{name: self.cleaned_data[name] for name in names})


def _card(contact: Contact) -> dict[str, Any]:
    names = (*ContactData.__dataclass_fields__, "version")
    return {name: getattr(contact, name) for name in names} | {"keeper": contact.keeper_id or ""}


class ValueForm(ContactForm):
    """One value of the card, edited where it stands."""

    def __init__(self, field: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field_name = field
        self.fields = {field: self.fields[field]}
        self.fields[field].widget.attrs["autofocus"] = True

    @classmethod
    def about(cls, contact: Contact, field: str) -> "ValueForm":
        return cls(field, initial=_card(contact))

    def value(self) -> Any:
        return self.cleaned_data[self.field_name]

    @property
    def bound_field(self) -> forms.BoundField:
        return self[self.field_name]


class KeeperForm(NounForm):
    """Who keeps the relation with the chosen people."""

    keeper = ColleagueField(label=_("Keeps the relation"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_colleagues("keeper")

    def keeper_chosen(self) -> User | None:
        found: User | None = self.cleaned_data["keeper"]
        return found


class LeftForm(NounForm):
    """Since when the person no longer works there."""

    left_on = forms.DateField(label=_("Last day there"), widget=DateInput)

    def left(self) -> date:
        found: date = self.cleaned_data["left_on"]
        return found


class EraseForm(NounForm):
    """Erasure is typed, because there is no way back."""

    confirm = forms.CharField(label=_("Type the person's name to confirm"), max_length=120)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = name

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if " ".join(typed.split()) != " ".join(self.expected.split()):
            raise forms.ValidationError(_("This is not the name. Nothing was erased."))
        return typed
