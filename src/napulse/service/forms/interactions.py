"""Forms of interactions: the quick record, the filter of the list, the reason of a waiver."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.service.actions.interactions import AttendeeData, InteractionData
from napulse.service.forms.wording import CLOCKS, INTERACTIONS
from napulse.service.models import Attendee, Interaction, InteractionKind, Mood
from napulse.service.queries.clocks import LABELS
from napulse.service.queries.interactions import CLOCK_STATES, InteractionFilter, People
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import Checks, Combobox, DateInput, MomentInput

LENGTH = timedelta(minutes=30)
MOST_ATTENDEES = 60
CLOCK_CHOICES = [(state.value, label) for state, label in LABELS.items()]


class AttendeesField(forms.MultipleChoiceField):
    """People as `contact:5`, `user:3` or `name:Somebody`, chosen by searching."""

    def valid_value(self, value: str) -> bool:
        kind, _colon, rest = value.partition(":")
        return (kind == "name" and bool(rest)) or (
            kind in ("contact", "user") and bool(whole(rest))
        )

    def clean(self, value: Any) -> tuple[AttendeeData, ...]:
        chosen = super().clean(value)
        return tuple(attendee_of(each) for each in chosen[:MOST_ATTENDEES])


def attendee_of(value: str) -> AttendeeData:
    kind, _colon, rest = value.partition(":")
    if kind == "contact":
        return AttendeeData(contact_id=whole(rest))
    return AttendeeData(user_id=whole(rest)) if kind == "user" else AttendeeData(name=rest[:120])


def value_of(attendee: Attendee) -> str:
    if attendee.contact_id:
        return f"contact:{attendee.contact_id}"
    return f"user:{attendee.user_id}" if attendee.user_id else f"name:{attendee.name}"


class InteractionForm(ActionForm):
    """One contact with a client, in under a minute."""

    refusals: ClassVar = INTERACTIONS
    refused_fields: ClassVar = {
        "interaction.subject_missing": "subject",
        "interaction.ends_before_start": "ends_at",
        "interaction.contact_of_another_client": "attendees",
        "interaction.unknown_colleague": "attendees",
        "interaction.attendee_without_name": "attendees",
        "interaction.project_of_another_client": "projects",
    }

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        widget=forms.TextInput({"placeholder": _("What it was about"), "autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what it was about.")},
    )
    kind = forms.ChoiceField(label=_("Channel"), choices=InteractionKind.choices)
    starts_at = forms.DateTimeField(label=_("Starts"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MomentInput)
    mood = forms.ChoiceField(label=_("Mood"), choices=Mood.choices, required=False)
    attendees = AttendeesField(label=_("Attendees"), required=False)
    projects = forms.TypedMultipleChoiceField(
        label=_("Projects"), coerce=int, required=False, widget=Checks
    )
    place = forms.CharField(label=_("Place or link"), max_length=200, required=False)
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=20_000,
        help_text=_("Each line becomes a topic of the contact report."),
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.differing: list[tuple[str, str, str]] = []
        url = reverse("service:attendee_options", args=[client.pk])
        widget = Combobox(url, placeholder=_("Add…"))
        self.fields["attendees"].widget = widget
        widget.labels = self._labels()
        projects: Any = self.fields["projects"]
        projects.choices = [(each.pk, each.name) for each in people.projects]

    def _labels(self) -> dict[str, str]:
        labels = {f"contact:{one.pk}": one.name for one in self.people.contacts}
        labels |= {f"user:{one.pk}": one.name for one in self.people.colleagues}
        values = self["attendees"].value() or []
        names = [value for value in values if str(value).startswith("name:")]
        return labels | {value: value.partition(":")[2] for value in names}

    def refuse(self, refusal: Refused) -> None:
        """A lost update also shows both versions, and the next try counts as informed."""
        if refusal.code == "row.changed":
            self.differing = list(self._differences(refusal.values))
            data: Any = self.data
            self.data = copied = data.copy()
            copied["version"] = str(refusal.values["version"])
        super().refuse(refusal)

    def _differences(self, values: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
        for name, mine in values["mine"].items():
            label = self.fields[name].label if name in self.fields else name
            yield str(label), _shown(mine), _shown(values["theirs"][name])

    def to_data(self, row: Interaction | None = None) -> InteractionData:
        """Typed values for the action; a contact that is changed keeps the zone it was in."""
        given = self.cleaned_data
        zone = row.zone if row else timezone.get_current_timezone_name()
        return InteractionData(
            kind=given["kind"],
            subject=given["subject"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            zone=zone,
            attendees=self.attendees_of(row),
            project_ids=tuple(given["projects"]),
            notes=given["notes"],
            mood=given["mood"],
            place=given["place"],
            submit_key=given["submit_key"] or None,
        )

    def attendees_of(self, row: Interaction | None) -> tuple[AttendeeData, ...]:
        """Who is chosen; somebody known by name alone keeps the address that stood beside it."""
        known = row.attendees.all() if row else []
        emails = {one.name: one.email for one in known if not (one.contact_id or one.user_id)}
        given: tuple[AttendeeData, ...] = self.cleaned_data["attendees"]
        return tuple(replace(each, email=emails.get(each.name, each.email)) for each in given)


class FactsForm(InteractionForm):
    """When, how and with whom: what the editor of a contact's report changes in place."""

    KEPT: ClassVar = ("kind", "starts_at", "ends_at", "mood", "attendees", "version")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in self.KEPT}

    def onto(self, row: Interaction) -> InteractionData:
        """The contact as it is, with what the form says of it."""
        given = self.cleaned_data
        return InteractionData(
            kind=given["kind"],
            subject=row.subject,
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            zone=row.zone,
            attendees=self.attendees_of(row),
            project_ids=tuple(each.project_id for each in row.touches.all()),
            notes=row.notes,
            mood=given["mood"],
            place=row.place,
        )


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(value) if value not in (None, "") else "–"


def fresh_values(
    attendees: Iterable[Attendee], *, now: datetime, user_id: int | None
) -> dict[str, Any]:
    """What a new record most likely says: the last half hour, the people of the last time."""
    ends_at = timezone.localtime(now).replace(second=0, microsecond=0)
    people = [value_of(each) for each in attendees]
    if user_id and f"user:{user_id}" not in people:
        people.append(f"user:{user_id}")
    return {
        "kind": "meeting",
        "starts_at": ends_at - LENGTH,
        "ends_at": ends_at,
        "attendees": people,
    }


def stored_values(row: Interaction) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "kind": row.kind,
        "starts_at": timezone.localtime(row.starts_at),
        "ends_at": timezone.localtime(row.ends_at),
        "mood": row.mood,
        "attendees": [value_of(each) for each in row.attendees.all()],
        "projects": [each.project_id for each in row.touches.all()],
        "place": row.place,
        "notes": row.notes,
        "version": row.version,
    }


class FilterForm(ActionForm):
    """What the list of interactions is narrowed to."""

    client = forms.TypedChoiceField(label=_("Client"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(
        label=_("Channel"),
        choices=[("", _("Any channel")), *InteractionKind.choices],
        required=False,
    )
    person = forms.ChoiceField(label=_("Person"), required=False)
    clock = forms.ChoiceField(
        label=_("Report clock"), choices=[("", _("Any clock")), *CLOCK_CHOICES], required=False
    )
    since = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=DateInput)
    until = forms.DateField(label=pgettext_lazy("period", "To"), required=False, widget=DateInput)

    def offer(self, clients: Iterable[tuple[int, str]], people: Iterable[tuple[int, str]]) -> None:
        chosen: Any = self.fields["client"]
        chosen.choices = [("", pgettext_lazy("filter", "Every client")), *clients]
        person: Any = self.fields["person"]
        person.choices = [("", _("Everybody")), *((str(key), name) for key, name in people)]

    def wanted(self) -> InteractionFilter:
        """The filter; whatever makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        clock = given.get("clock") or ""
        return InteractionFilter(
            client_id=given.get("client"),
            kind=given.get("kind") or "",
            person=given.get("person") or "",
            clock=clock if clock in CLOCK_STATES else "",
            from_on=given.get("since"),
            to_on=given.get("until"),
        )


class WaiveForm(ActionForm):
    """Why a contact needs no report."""

    refusals: ClassVar = CLOCKS
    refused_fields: ClassVar = {"clock.reason_missing": "reason"}

    reason = forms.CharField(
        label=_("Why no report is needed"),
        max_length=200,
        widget=forms.TextInput({"placeholder": _("Missed call, nobody answered")}),
        error_messages={"required": _("Say why no report is needed.")},
    )
