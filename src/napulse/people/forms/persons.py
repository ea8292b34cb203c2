"""What a person says of colleagues, absences, calendars and the agency."""

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
from napulse.people.actions.absences import AbsenceData
from napulse.people.actions.accounts import InviteData
from napulse.people.actions.lines import PersonData
from napulse.people.actions.settings import AgencyData
from napulse.people.models import AbsenceKind, DayKind, Person
from napulse.people.queries import calendar_choices, role_title_of, roles
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import Checks, DateInput

CHANGED = _("%(name)s was changed by somebody else meanwhile. Look again and repeat.")


class RowsForm(ActionForm):
    """A form whose page names the rows of its fields."""

    def bound_rows(self, rows: list[list[str]]) -> list[list[forms.BoundField]]:
        shown = ([self[name] for name in names if name in self.fields] for names in rows)
        return [fields for fields in shown if fields]


class RoleChoice(Choice[Role]):
    def label_from_instance(self, obj: Any) -> str:
        return role_title_of(obj)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PersonForm(RowsForm):
    manager: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Reports to"), queryset=None, required=False
    )
    office = forms.CharField(label=_("Office"), max_length=80, required=False)
    calendar = forms.ChoiceField(label=_("Work calendar"), choices=calendar_choices)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    joined_on = forms.DateField(label=_("Joined on"), required=False, widget=DateInput)
    left_on = forms.DateField(label=_("Left on"), required=False, widget=DateInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {
        "person.circle": _("%(manager)s reports to %(person)s, so it would be a circle."),
        "row.changed": CHANGED,
    }
    refused_fields = {"person.circle": "manager"}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "manager", people)

    @property
    def person_data(self) -> PersonData:
        return PersonData(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class AbsenceForm(RowsForm):
    person: "Choice[Person]" = forms.ModelChoiceField(label=_("Who"), queryset=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices)
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To, inclusive"), widget=DateInput)
    deputy: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=None,
        required=False,
        help_text=_("Sees and serves the absent person's clients on these days; history says so."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    refusals = {
        "absence.ends_before_start": _("The last day is before the first."),
        "absence.deputy_is_self": _("Somebody else must stand in."),
        "absence.overlaps": _("There is already an absence from %(from_on)s to %(to_on)s."),
        "absence.deputy_away": _("%(name)s is away from %(from_on)s to %(to_on)s."),
        "absence.deputy_is_planner": _(
            "You cannot make yourself the deputy of %(name)s: ask them, or somebody above."
        ),
    }
    refused_fields = {
        "absence.ends_before_start": "to_on",
        "absence.deputy_is_self": "deputy",
        "absence.overlaps": "from_on",
        "absence.deputy_away": "deputy",
        "absence.deputy_is_planner": "deputy",
    }

    def __init__(self, *args: Any, people: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "person", own)
        let_choose(self, "deputy", people)

    @property
    def absence_data(self) -> AbsenceData:
        return AbsenceData(**{k: v for k, v in self.cleaned_data.items() if k != "person"})


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


class HoursForm(ActionForm):
    title = forms.CharField(label=_("Name"), max_length=80)
    starts = forms.TimeField(label=_("Working day starts"), widget=TimeInput)
    ends = forms.TimeField(label=_("Working day ends"), widget=TimeInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {
        "calendar.ends_before_start": _("The end is not after the start."),
        "row.changed": CHANGED,
    }
    refused_fields = {"calendar.ends_before_start": "ends"}


class DayForm(ActionForm):
    on = forms.DateField(label=_("Date"), widget=DateInput)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("as the weekday says")), *DayKind.choices], required=False
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)


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
