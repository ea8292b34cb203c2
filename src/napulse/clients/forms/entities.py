"""The form of a client's company and its bank details."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.actions.entities import EntityData
from napulse.clients.forms.base import NounForm
from napulse.clients.models import LegalEntity


class EntityForm(NounForm):
    """A company as its contract names it: numbers, address, who signs, account."""

    layout: ClassVar = (
        ("name",),
        ("inn", "kpp"),
        ("address",),
        ("signatory", "ground"),
        ("bik", "account"),
    )
    refused_fields: ClassVar = {
        "entity.no_name": "name",
        "entity.bad_inn": "inn",
        "entity.bad_kpp": "kpp",
        "entity.bad_bik": "bik",
        "entity.bik_missing": "bik",
        "entity.bad_account": "account",
    }

    name = forms.CharField(label=pgettext_lazy("of a company", "Name"), max_length=200, strip=True)
    inn = forms.CharField(label=_("INN"), required=False, max_length=20)
    kpp = forms.CharField(label=_("KPP"), required=False, max_length=20)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    signatory = forms.CharField(
        label=_("Who signs: position and name"), required=False, max_length=200
    )
    ground = forms.CharField(
        label=_("Acts on the ground of"),
        required=False,
        max_length=120,
        help_text=_("The charter, or a power of attorney with its number and day."),
    )
    bik = forms.CharField(label=_("BIK"), required=False, max_length=20)
    account = forms.CharField(label=_("Account number"), required=False, max_length=40)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, entity: LegalEntity) -> "EntityForm":
        return cls(initial={name: getattr(entity, name) for name in cls.base_fields})

    @property
    def data_of_entity(self) -> EntityData:
        return EntityData(**{name: self.cleaned_data[name] for name in EntityData.__slots__})
