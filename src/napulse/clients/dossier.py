"""The panels that clients itself puts on the pages of a client and of a contact person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.audit.permissions import VIEW_HISTORY
from napulse.clients import queries
from napulse.clients.facts import ContactMark, ContactMarks
from napulse.clients.forms.clients import ClientSettingsForm
from napulse.clients.models import Attitude, Client, Contact, TeamMember, TeamRole
from napulse.clients.panels import Panel
from napulse.clients.permissions import EDIT_CLIENTS, VIEW_CONTACTS
from napulse.clients.queries.entities import entities

ATTITUDES = [
    Attitude.OPPONENT,
    Attitude.CRITIC,
    Attitude.NEUTRAL,
    Attitude.SUPPORTER,
    Attitude.CHAMPION,
]


def lead_cell(request: ActorRequest, client: Client, now: datetime) -> Panel:
    """Who answers for the client today."""

    def context() -> dict[str, Any]:
        here = [m for m in _team_today(request, client, now) if m.user.is_active]
        return {"lead": next((m for m in here if m.role == TeamRole.LEAD), None)}

    return Panel("lead", _("Answers for it"), "clients/panels/lead.html", context, "strip", 80)


def _team_today(request: ActorRequest, client: Client, now: datetime) -> list[TeamMember]:
    day = now.astimezone(queries.effective(client).zone).date()
    return list(queries.team(request.actor, client.pk, on=day))


def key_contact_cell(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The most influential person there."""
    if not request.actor.can(VIEW_CONTACTS):
        return None

    def context() -> dict[str, Any]:
        return {"contact": queries.contacts(request.actor, client.pk, with_left=False).first()}

    template = "clients/panels/key_contact.html"
    return Panel("contact", _("Main contact"), template, context, "strip", 90)


def edit_button(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(EDIT_CLIENTS):
        return None
    return Panel("edit", _("Edit"), "clients/panels/edit_button.html", {}, "head", 90)


def about_card(request: ActorRequest, client: Client, now: datetime) -> Panel:
    """Industry, site, brands and the note."""

    def context() -> dict[str, Any]:
        return {
            "brands": list(queries.brands(request.actor, client.pk)),
            "effective": queries.effective(client),
        }

    return Panel("about", _("About the client"), "clients/panels/about.html", context, "side", 80)


def entities_card(request: ActorRequest, client: Client, now: datetime) -> Panel:
    """The client's companies and their bank details."""

    def context() -> dict[str, Any]:
        return {"entities": entities(request.actor, client.pk)}

    title = _("Companies and bank details")
    return Panel("entities", title, "clients/panels/entities.html", context, "side", 85)


def contacts_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    """The map of contacts and their list."""
    if not request.actor.can(VIEW_CONTACTS):
        return None
    everybody = list(queries.contacts(request.actor, client.pk))
    there = [contact for contact in everybody if not (contact.left_on or contact.erased_at)]

    def context() -> dict[str, Any]:
        marks = marks_of(request, client, there, now)
        gone = [contact for contact in everybody if contact.left_on or contact.erased_at]
        return {
            "map": contact_map(there, marks),
            "attitudes": ATTITUDES,
            "contacts": [(contact, marks[contact.pk]) for contact in there],
            "gone": gone,
            "colleagues": queries.colleagues(),
        }

    template = "clients/panels/contacts.html"
    return Panel("contacts", _("Contacts"), template, context, "tab", 30, count=len(there))


def marks_of(
    request: ActorRequest, client: Client, people: Iterable[Contact], now: datetime
) -> dict[int, list[ContactMark]]:
    """Marks of every app on these people, our own first."""
    found: dict[int, list[ContactMark]] = defaultdict(list)
    for contact in people:
        kept = contact.keeper is not None and contact.keeper.is_active
        if contact.influence >= queries.KEY_INFLUENCE and not kept:
            found[contact.pk].append(ContactMark(str(_("nobody keeps the relation")), "warn"))
    for path in settings.CONTACT_MARKS:
        tell: ContactMarks = import_string(path)
        for contact_id, marks in tell(request.actor, client_id=client.pk, now=now).items():
            found[contact_id] += marks
    return found


@dataclass(frozen=True, slots=True)
class MapRow:
    """One level of influence: a cell of people for each attitude."""

    influence: int
    cells: list[tuple[str, list[tuple[Contact, list[ContactMark]]]]]


def contact_map(people: Sequence[Contact], marks: dict[int, list[ContactMark]]) -> list[MapRow]:
    """Influence from the top down, attitude from opponent to champion."""
    return [
        MapRow(
            level,
            [
                (
                    str(attitude.label),
                    [
                        (person, marks.get(person.pk, []))
                        for person in people
                        if person.influence == level and person.attitude == attitude
                    ],
                )
                for attitude in ATTITUDES
            ],
        )
        for level in range(5, 0, -1)
    ]


def team_tab(request: ActorRequest, client: Client, now: datetime) -> Panel:
    members = list(queries.team(request.actor, client.pk))
    today = now.astimezone(queries.effective(client).zone).date()
    serving = [m for m in members if m.to_on is None or m.to_on >= today]

    def context() -> dict[str, Any]:
        return {"serving": serving, "former": [m for m in members if m not in serving]}

    template = "clients/panels/team.html"
    return Panel("team", _("Team"), template, context, "tab", 60, count=len(serving))


def settings_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(EDIT_CLIENTS):
        return None

    def context() -> dict[str, Any]:
        return {"form": ClientSettingsForm.of(client)}

    return Panel("settings", _("Settings"), "clients/panels/settings.html", context, "tab", 70)


def history_tab(request: ActorRequest, client: Client, now: datetime) -> Panel | None:
    if not request.actor.can(VIEW_HISTORY):
        return None

    def context() -> dict[str, Any]:
        return {"entries": queries.history_of_client(request.actor, client.pk)}

    return Panel("history", _("History"), "clients/panels/history.html", context, "tab", 80)


def contact_card(request: ActorRequest, contact: Contact, now: datetime) -> Panel:
    """The card, each value edited where it stands."""

    def context() -> dict[str, Any]:
        return {"marks": marks_of(request, contact.client, [contact], now)[contact.pk]}

    return Panel("card", _("Card"), "clients/panels/contact_card.html", context, "side", 10)


def contact_history_tab(request: ActorRequest, contact: Contact, now: datetime) -> Panel | None:
    if not request.actor.can(VIEW_HISTORY):
        return None

    def context() -> dict[str, Any]:
        entries = queries.history_of_contact(request.actor, contact)
        return {"entries": entries}

    return Panel("history", _("History"), "clients/panels/history.html", context, "tab", 80)


def contact_data_card(request: ActorRequest, contact: Contact, now: datetime) -> Panel:
    """Personal data: the ground, a copy, the end."""
    return Panel("data", _("Personal data"), "clients/panels/contact_data.html", {}, "side", 90)
