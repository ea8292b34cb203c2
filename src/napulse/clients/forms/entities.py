"""The form of a client's company and its bank details."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.actions.entities import EntityData
from napulse.clients.forms.base import NounForm
from napulse.clients.models import LegalEntity


class EntityForm(NounForm):
    """Name, INN, BIK and account."""

    layout: ClassVar = (("name",), ("inn", "bik", "account"))
    refused_fields: ClassVar = {
        "entity.no_name": "name",
        "entity.bad_inn": "inn",
        "entity.bad_bik": "bik",
        "entity.bik_missing": "bik",
        "entity.bad_account": "account",
    }

    name = forms.CharField(label=pgettext_lazy("of a company", "Name"), max_length=200, strip=True)
    inn = forms.CharField(label=_("INN"), required=False, max_length=20)
    bik = forms.CharField(label=_("BIK"), required=False, max_length=20)
    account = forms.CharField(label=_("Account number"), required=False, max_length=40)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, entity: LegalEntity) -> "EntityForm":
        names = ("name", "inn", "bik", "account", "version")
        return cls(initial={name: getattr(entity, name) for name in names})

    @property
    def data_of_entity(self) -> EntityData:
        kept = self.cleaned_data
        return EntityData(kept["name"], kept["inn"], kept["bik"], kept["account"])
