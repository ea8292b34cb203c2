"""Forms of a client's card and of how it is served."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.zones import zones_with
from napulse.clients.actions import ClientData, ClientSettings
from napulse.clients.forms.base import ColleagueField, NounForm
from napulse.clients.models import ChaseMode, Client, ClientState, ClockKind
from napulse.clients.queries import calendar_choices
from napulse.ui.forms import let_choose
from napulse.ui.widgets import DateInput

LONGEST_HOURS = 30 * 24


class ClientForm(NounForm):
    """The card. With `with_lead` it also asks who answers for the client."""

    refused_fields: ClassVar = {"client.name_taken": "name"}
    layout: ClassVar = [
        ("name",),
        ("line", "industry"),
        ("city", "website"),
        ("state", "since_on"),
        ("lead",),
        ("note",),
    ]

    name = forms.CharField(
        label=pgettext_lazy("of a client", "Name"),
        max_length=200,
        widget=forms.TextInput({"autofocus": True}),
    )
    line = forms.CharField(
        label=_("Services"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"placeholder": _("Branding, outdoor")}),
    )
    industry = forms.CharField(label=_("Industry"), max_length=120, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    website = forms.CharField(label=_("Website"), max_length=200, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=ClientState.choices, initial=ClientState.ACTIVE
    )
    since_on = forms.DateField(label=_("Client since"), required=False, widget=DateInput)
    lead = ColleagueField(label=_("Answers for the client"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 3})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, with_lead: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_lead:
            self.offer_colleagues("lead")
        else:
            del self.fields["lead"], self.fields["submit_key"]

    @classmethod
    def of(cls, client: Client) -> "ClientForm":
        names = (*ClientData.__dataclass_fields__, "version")
        return cls(initial={name: getattr(client, name) for name in names})

    def client_data(self) -> ClientData:
        names = ClientData.__dataclass_fields__
        return ClientData(**{name: self.cleaned_data[name] for name in names})


class ClientSettingsForm(NounForm):
    """Language, time, rhythm, clock, letters, and consent by silence."""

    refused_fields: ClassVar = {
        "client.silence_needs_clause": "silence_clause",
        "client.clock_needs_both": "clock_hours",
    }
    layout: ClassVar = [
        ("language", "zone"),
        ("calendar", "cadence_days"),
        ("clock_kind", "clock_hours"),
        ("chase",),
        ("silence_clause", "silence_hours"),
    ]

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("ru", _("Russian")), ("en", _("English"))],
        help_text=_("Reports and letters to the client are written in it."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    calendar = forms.ChoiceField(label=_("Work calendar"))
    cadence_days = forms.IntegerField(
        label=_("Speak at least every, days"),
        required=False,
        min_value=1,
        max_value=365,
        help_text=_("Empty: as the agency's standard says."),
    )
    clock_kind = forms.ChoiceField(
        label=_("Report clock"),
        required=False,
        choices=[("", _("as the agency's standard says")), *ClockKind.choices],
    )
    clock_hours = forms.IntegerField(
        label=_("Report within, hours"), required=False, min_value=1, max_value=LONGEST_HOURS
    )
    chase = forms.ChoiceField(
        label=_("Letters about the client's overdue actions"), choices=ChaseMode.choices
    )
    silence_clause = forms.CharField(
        label=_("Clause about silence"),
        help_text=_("Silence is consent only if the contract says so."),
        required=False,
        max_length=300,
        widget=forms.TextInput({"placeholder": _("contract 12/26, item 4.2")}),
    )
    silence_hours = forms.IntegerField(
        label=_("Working hours of silence"), required=False, min_value=1, max_value=400
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stored: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = zones_with(stored.zone, at=timezone.now())
        let_choose(self, "zone", [("", _("as the agency")), *zones])
        known = calendar_choices()
        if stored.calendar not in dict(known):
            known = [*known, (stored.calendar, stored.calendar)]
        let_choose(self, "calendar", known)

    @classmethod
    def of(cls, client: Client) -> "ClientSettingsForm":
        names = (*ClientSettings.__dataclass_fields__, "version")
        initial = {name: getattr(client, name) for name in names}
        initial["clock_hours"] = -(-client.clock_minutes // 60) if client.clock_minutes else None
        return cls(initial=initial, stored=client)

    def settings(self) -> ClientSettings:
        values = dict(self.cleaned_data)
        hours = values.pop("clock_hours")
        values.pop("version")
        return ClientSettings(**values, clock_minutes=hours * 60 if hours else None)
