"""The menu, in one list: what is shown to whom, in which order."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import Actor, ActorRequest
from napulse.access.levels import Need
from napulse.access.permissions import VIEW_SETTINGS, VIEW_USERS
from napulse.audit.permissions import VIEW_HISTORY
from napulse.billing.permissions import VIEW_INVOICES, VIEW_PAYMENTS
from napulse.billing.queries import overdue as overdue_invoices
from napulse.billing.queries.payments import to_match_count
from napulse.clients.permissions import EDIT_CLIENTS, VIEW_CLIENTS
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.delivery.permissions import VIEW_PLANS, VIEW_PROJECTS
from napulse.delivery.queries.bookings import open_requests
from napulse.desk import queries
from napulse.desk.permissions import VIEW_PULSE
from napulse.estimates.permissions import VIEW_ESTIMATES, VIEW_SELL_RATES
from napulse.jobs.permissions import VIEW_LETTERS as VIEW_SENT
from napulse.jobs.permissions import VIEW_WORK
from napulse.ledger.permissions import VIEW_MONEY_SETUP
from napulse.mail.permissions import VIEW_BRANDS, VIEW_LETTERS
from napulse.people.permissions import (
    VIEW_ABSENCES,
    VIEW_CALENDARS,
    VIEW_COSTS,
    VIEW_PEOPLE,
    VIEW_RATES,
)
from napulse.people.queries import agency_today
from napulse.people.queries import waiting_count as absences_waiting
from napulse.profit.permissions import VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries.books import fault_count
from napulse.service.permissions import (
    VIEW_ACTIONS,
    VIEW_ESCALATIONS,
    VIEW_FIGURES,
    VIEW_INTERACTIONS,
    VIEW_STANDARDS,
    VIEW_STATUS,
)
from napulse.service.queries.notices import unread_count
from napulse.timesheets.permissions import VIEW_OWN_TIME
from napulse.timesheets.queries.expenses import waiting_count as expenses_waiting
from napulse.timesheets.queries.weeks import waiting_count as weeks_waiting
from napulse.ui.menu import MenuGroup, MenuItem


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    need: Need
    in_tabs: bool = False
    key: str = ""
    trouble: Callable[[Actor], int] | None = None
    short: str | Promise = ""
    also: tuple[str, ...] = ()  # pages of other addresses that stand under this entry


def _overdue(actor: Actor) -> int:
    return queries.breached_count(actor, now=timezone.now())


def _invoices(actor: Actor) -> int:
    return overdue_invoices(actor, today=agency_today(timezone.now())).count()


def _absences(actor: Actor) -> int:
    return absences_waiting(actor, today=agency_today(timezone.now()))


def _weeks(actor: Actor) -> int:
    return weeks_waiting(actor, now=timezone.now())


MENU: list[tuple[str | Promise, list[Entry]]] = [
    (
        "",
        [
            Entry(_("Pulse"), "desk:pulse", "activity", VIEW_PULSE, True, "g p", _overdue),
            Entry(
                _("Inbox"), "service:notice_list", "inbox", VIEW_PULSE, False, "g i", unread_count
            ),
            Entry(_("Clients"), "clients:client_list", "building-store", VIEW_CLIENTS, True, "g c"),
            Entry(
                _("Projects"), "delivery:project_list", "layout-kanban", VIEW_PROJECTS, False, "g j"
            ),
            Entry(
                _("Capacity"), "delivery:capacity", "users", VIEW_PLANS, False, "g l", open_requests
            ),
            Entry(_("Plan"), "delivery:plan_current", "timeline", VIEW_PLANS),
            Entry(_("Time"), "timesheets:week", "clock", VIEW_OWN_TIME, False, "g t", _weeks),
            Entry(
                _("Actions"),
                "service:action_list",
                "list-check",
                VIEW_ACTIONS,
                True,
                "g a",
                short=pgettext_lazy("phone tab", "To do"),
            ),
        ],
    ),
    (
        _("Client service"),
        [
            Entry(
                _("Interactions"),
                "service:interaction_list",
                "message-report",
                VIEW_INTERACTIONS,
                in_tabs=True,
            ),
            Entry(_("Status reports"), "service:status_list", "send", VIEW_STATUS),
            Entry(_("Letters"), "mail:letter_list", "mail-opened", VIEW_LETTERS),
            Entry(_("Brands"), "mail:policy_list", "shield-lock", VIEW_BRANDS),
            Entry(_("Escalations"), "service:escalation_list", "flag", VIEW_ESCALATIONS),
            Entry(_("Risks and issues"), "delivery:concern_list", "alert-triangle", VIEW_PROJECTS),
            Entry(_("Figures"), "service:figures", "chart-histogram", VIEW_FIGURES),
        ],
    ),
    (
        _("Money"),
        [
            Entry(
                _("Invoices"),
                "billing:invoice_list",
                "file-invoice",
                VIEW_INVOICES,
                in_tabs=True,
                key="g v",
                trouble=_invoices,
            ),
            Entry(
                _("Payments"),
                "billing:payment_list",
                "receipt",
                VIEW_PAYMENTS,
                in_tabs=True,
                trouble=to_match_count,
                also=("billing:statement_list",),
            ),
            Entry(_("Estimates"), "estimates:estimate_list", "file-invoice", VIEW_ESTIMATES),
            Entry(_("Contracts"), "contracts:contract_list", "briefcase", VIEW_CONTRACTS),
            Entry(_("Budgets"), "profit:budget_list", "chart-bar", VIEW_ESTIMATES),
            Entry(_("Utilisation"), "profit:utilisation", "users", VIEW_OWN_TIME),
            Entry(_("Accuracy of estimates"), "profit:accuracy", "target", VIEW_ESTIMATES),
            Entry(
                _("Expenses"),
                "timesheets:expense_list",
                "receipt",
                VIEW_OWN_TIME,
                trouble=expenses_waiting,
            ),
            Entry(_("Money at risk"), "timesheets:risk_list", "alert-triangle", VIEW_ESTIMATES),
            Entry(
                _("Profitability"),
                "profit:profitability",
                "chart-histogram",
                VIEW_MARGINS,
                in_tabs=True,
                trouble=fault_count,
                short=pgettext_lazy("phone tab", "Margins"),
            ),
            Entry(_("Monthly packs"), "profit:pack_list", "files", VIEW_BOOKS),
        ],
    ),
    (
        _("Agency"),
        [
            Entry(_("People"), "people:person_list", "users-group", VIEW_PEOPLE),
            Entry(
                _("Absences"),
                "people:absence_list",
                "calendar-off",
                VIEW_ABSENCES,
                trouble=_absences,
            ),
            Entry(_("Work roles"), "people:work_role_list", "briefcase", VIEW_PEOPLE),
            Entry(_("Cost of roles"), "people:rate_list", "receipt", VIEW_RATES),
            Entry(_("Cost of people"), "ledger:cost_list", "lock", VIEW_COSTS),
            Entry(
                _("Companies and taxes"),
                "ledger:entity_list",
                "building",
                VIEW_MONEY_SETUP,
                also=("ledger:tax_list", "ledger:exchange_list", "ledger:rules"),
            ),
            Entry(_("Rate cards"), "estimates:rate_list", "receipt", VIEW_SELL_RATES),
            Entry(_("Calendars"), "people:calendar_list", "calendar", VIEW_CALENDARS),
            Entry(_("Service standards"), "service:standard", "target", VIEW_STANDARDS),
            Entry(_("Import"), "clients:import_list", "file-import", EDIT_CLIENTS),
            Entry(_("Sent letters"), "jobs:letter_list", "mail", VIEW_SENT),
            Entry(_("History"), "audit:history", "history", VIEW_HISTORY),
            Entry(_("Accounts"), "people:account_list", "user-cog", VIEW_USERS),
            Entry(_("Settings"), "people:agency_settings", "settings", VIEW_SETTINGS),
            Entry(_("Background work"), "jobs:work_list", "clock-cog", VIEW_WORK),
        ],
    ),
]


def menu_for(request: ActorRequest, *, with_counts: bool = True) -> list[MenuGroup]:
    """The groups that this actor may open; empty groups are left out."""
    actor, current = request.actor, _current(request.path)
    groups = [
        MenuGroup(
            title, [_item(actor, e, current, with_counts) for e in entries if actor.can(e.need)]
        )
        for title, entries in MENU
    ]
    return [group for group in groups if group.items]


def tabs_of(menu: list[MenuGroup]) -> list[MenuItem]:
    """At most four tabs of the phone's bar; the fifth, "More", is the page's own."""
    chosen = {reverse(e.url_name): e for _title, entries in MENU for e in entries if e.in_tabs}
    items = [item for group in menu for item in group.items]
    tabs = [
        replace(item, label=chosen[item.url].short or item.label)
        for item in items
        if item.url in chosen
    ]
    return (tabs or items)[:4]


def _current(path: str) -> str:
    """The entry that the page belongs to: of the longest address that it begins with."""
    named = {
        reverse(name): entry.url_name
        for _title, entries in MENU
        for entry in entries
        for name in (entry.url_name, *entry.also)
    }
    address = max((url for url in named if path.startswith(url)), key=len, default="")
    return named.get(address, "")


def _item(actor: Actor, entry: Entry, current: str, with_counts: bool) -> MenuItem:
    url, active = reverse(entry.url_name), entry.url_name == current
    count = entry.trouble(actor) if entry.trouble and with_counts else 0
    return MenuItem(
        entry.label, url, entry.icon, active, count or None, hot=count > 0, key=entry.key
    )
