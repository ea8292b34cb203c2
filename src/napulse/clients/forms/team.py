"""Forms of places in a client's team, and of brands."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.clients.actions import Place
from napulse.clients.forms.base import ColleagueField, NounForm
from napulse.clients.models import TeamMember, TeamRole
from napulse.ui.widgets import DateInput


class PlaceForm(NounForm):
    """Who serves the client, in which role, from when to when."""

    refused_fields: ClassVar = {
        "team.already_serves": "user",
        "team.person_gone": "user",
        "team.ends_before_start": "to_on",
    }
    layout: ClassVar = [("user", "role"), ("from_on", "to_on")]

    user = ColleagueField(label=_("Person"), required=True)
    role = forms.ChoiceField(label=_("Role"), choices=TeamRole.choices, initial=TeamRole.MEMBER)
    from_on = forms.DateField(label=_("From"), required=False, widget=DateInput)
    to_on = forms.DateField(label=_("To, inclusive"), required=False, widget=DateInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, with_user: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_user:
            self.offer_colleagues("user")
        else:
            del self.fields["user"]

    @classmethod
    def of(cls, member: TeamMember) -> "PlaceForm":
        initial = {n: getattr(member, n) for n in ("role", "from_on", "to_on", "version")}
        return cls(initial=initial, with_user=False)

    def place(self) -> Place:
        data = self.cleaned_data
        return Place(role=data["role"], from_on=data["from_on"], to_on=data["to_on"])


class BrandForm(NounForm):
    refused_fields: ClassVar = {"brand.name_taken": "name", "brand.no_name": "name"}

    name = forms.CharField(
        label=_("Brand"), max_length=120, widget=forms.TextInput({"autofocus": True})
    )


class BulkForm(NounForm):
    """What to do with the chosen clients: a state, or a person who answers for them."""

    verb = forms.ChoiceField(choices=[("state", ""), ("lead", "")])
    state = forms.CharField(required=False)
    lead = ColleagueField(label=_("Answers for the client"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_colleagues("lead")
