"""The menu, in one list: what is shown to whom, in which order."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest
from napulse.access.levels import Need
from napulse.access.permissions import VIEW_SETTINGS, VIEW_USERS
from napulse.audit.permissions import VIEW_HISTORY
from napulse.clients.permissions import EDIT_CLIENTS, VIEW_CLIENTS
from napulse.delivery.permissions import VIEW_PROJECTS
from napulse.desk.permissions import VIEW_PULSE
from napulse.jobs.permissions import VIEW_LETTERS, VIEW_WORK
from napulse.people.permissions import VIEW_ABSENCES, VIEW_CALENDARS, VIEW_PEOPLE
from napulse.service.permissions import (
    VIEW_ACTIONS,
    VIEW_ESCALATIONS,
    VIEW_FIGURES,
    VIEW_INTERACTIONS,
    VIEW_STANDARDS,
    VIEW_STATUS,
)
from napulse.ui.menu import MenuGroup, MenuItem


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    need: Need
    in_tabs: bool = False


MENU: list[tuple[str | Promise, list[Entry]]] = [
    (
        "",
        [
            Entry(_("Pulse"), "desk:pulse", "activity", VIEW_PULSE, in_tabs=True),
            Entry(_("Clients"), "clients:client_list", "building-store", VIEW_CLIENTS, in_tabs=True),
            Entry(_("Projects"), "delivery:project_list", "layout-kanban", VIEW_PROJECTS),
            Entry(_("Actions"), "service:action_list", "list-check", VIEW_ACTIONS, in_tabs=True),
        ],
    ),
    (
        _("Client service"),
        [
            Entry(_("Interactions"), "service:interaction_list", "message-report", VIEW_INTERACTIONS, in_tabs=True),
            Entry(_("Status reports"), "service:status_list", "send", VIEW_STATUS),
            Entry(_("Escalations"), "service:escalation_list", "flag", VIEW_ESCALATIONS),
            Entry(_("Figures"), "service:figures", "chart-histogram", VIEW_FIGURES),
            Entry(_("Sent letters"), "jobs:letter_list", "mail", VIEW_LETTERS),
        ],
    ),
    (
        _("Agency"),
        [
            Entry(_("People"), "people:person_list", "users-group", VIEW_PEOPLE),
            Entry(_("Absences"), "people:absence_list", "calendar-off", VIEW_ABSENCES),
            Entry(_("Calendars"), "people:calendar_list", "calendar", VIEW_CALENDARS),
            Entry(_("Service standards"), "service:standard", "target", VIEW_STANDARDS),
            Entry(_("Import"), "clients:import_list", "file-import", EDIT_CLIENTS),
            Entry(_("History"), "audit:history", "history", VIEW_HISTORY),
            Entry(_("Accounts"), "people:account_list", "user-cog", VIEW_USERS),
            Entry(_("Settings"), "people:agency_settings", "settings", VIEW_SETTINGS),
            Entry(_("Background work"), "jobs:work_list", "clock-cog", VIEW_WORK),
        ],
    ),
]


def menu_for(request: ActorRequest) -> list[MenuGroup]:
    """The groups that this actor may open; empty groups are left out."""
    groups = [
        MenuGroup(title, [_item(request, e) for e in entries if request.actor.can(e.need)])
        for title, entries in MENU
    ]
    return [group for group in groups if group.items]


def tabs_for(request: ActorRequest) -> list[MenuItem]:
    """At most four tabs of the phone's bar; the fifth, "More", is the page's own."""
    entries = [entry for _title, group in MENU for entry in group if request.actor.can(entry.need)]
    chosen = [entry for entry in entries if entry.in_tabs] or entries
    return [_item(request, entry) for entry in chosen[:4]]


def _item(request: ActorRequest, entry: Entry) -> MenuItem:
    url = reverse(entry.url_name)
    active = request.path == url or (url != "/" and request.path.startswith(url))
    return MenuItem(entry.label, url, entry.icon, active)
