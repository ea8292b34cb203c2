"""What a person says of accounts and of the agency's settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import ModelChoiceField as Choice
from django.forms import ModelMultipleChoiceField as Choices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.models import Role
from napulse.access.queries import agency
from napulse.access.zones import zones_with
from napulse.clients.models import Client
from napulse.people.actions.accounts import InviteData
from napulse.people.actions.settings import AgencyData
from napulse.people.forms.rows import CHANGED, RowsForm
from napulse.people.models import Person
from napulse.people.queries import role_title_of, roles
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import Checks


class RoleChoice(Choice[Role]):
    def label_from_instance(self, obj: Any) -> str:
        return role_title_of(obj)


class InviteForm(RowsForm):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    role = RoleChoice(label=_("Role"), queryset=None)
    title = forms.CharField(
        label=_("Title"),
        max_length=80,
        required=False,
        help_text=_("When it differs from the role's name."),
    )
    manager: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Reports to"), queryset=None, required=False
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    clients: "Choices[Client]" = forms.ModelMultipleChoiceField(
        label=_("Clients"), queryset=None, required=False, widget=Checks
    )

    refusals = {
        "user.email_taken": _("There is already an account with %(email)s."),
        "user.role_above_own": _("You cannot give a role above your own."),
    }
    refused_fields = {"user.email_taken": "email", "user.role_above_own": "role"}

    def __init__(self, *args: Any, people: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "role", roles())
        let_choose(self, "manager", people)
        let_choose(self, "clients", clients)
        if not clients.exists():  # settings without client data, or no client yet
            del self.fields["clients"]

    @property
    def invite_data(self) -> InviteData:
        return InviteData(**self.cleaned_data)


class RoleForm(ActionForm):
    role = RoleChoice(label=_("Role"), queryset=None)
    title = forms.CharField(label=_("Title"), max_length=80, required=False)
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    refusals = {
        "row.changed": CHANGED,
        "user.role_above_own": _("You cannot give a role above your own."),
        "user.last_one": _("%(name)s is the last one who can manage accounts."),
        "user.not_oneself": _("You cannot close your own account."),
        "user.already_joined": _("%(name)s has already joined."),
    }
    refused_fields = {"user.role_above_own": "role", "user.last_one": "role"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "role", roles())


class AgencyForm(ActionForm):
    name = forms.CharField(label=_("Name of the agency"), max_length=120)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: zones_with(agency().zone, at=timezone.now()),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    mail_from = forms.EmailField(
        label=_("Letters come from"),
        required=False,
        help_text=_("Empty: the address of the mail server's settings."),
    )
    mail_footer = forms.CharField(
        label=_("Footer of letters"), required=False, widget=forms.Textarea
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {"row.changed": CHANGED}

    @property
    def agency_data(self) -> AgencyData:
        return AgencyData(**{k: v for k, v in self.cleaned_data.items() if k != "version"})
