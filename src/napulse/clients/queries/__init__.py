"""Reads of clients, by noun."""

from napulse.clients.queries.clients import (
    Effective,
    all_clients,
    brand,
    brands,
    calendar_choices,
    chosen_clients,
    client,
    clients,
    clients_by_name,
    effective,
    lead_of,
    team,
    team_member,
    team_roles,
)
from napulse.clients.queries.contacts import (
    KEY_INFLUENCE,
    chosen_contacts,
    contact,
    contact_by_email,
    contacts,
    own_export,
)
from napulse.clients.queries.facts import attention, search
from napulse.clients.queries.history import colleagues, history_of_client, history_of_contact

__all__ = [
    "KEY_INFLUENCE",
    "Effective",
    "all_clients",
    "attention",
    "brand",
    "brands",
    "calendar_choices",
    "chosen_clients",
    "chosen_contacts",
    "client",
    "clients",
    "clients_by_name",
    "colleagues",
    "contact",
    "contact_by_email",
    "contacts",
    "effective",
    "history_of_client",
    "history_of_contact",
    "lead_of",
    "own_export",
    "search",
    "team",
    "team_member",
    "team_roles",
]
