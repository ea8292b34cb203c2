"""Reads of clients, by noun."""

from napulse.clients.queries.clients import (
    Effective,
    brand,
    brands,
    calendar_choices,
    chosen_clients,
    client,
    clients,
    clients_by_name,
    deleted_clients,
    effective,
    lead_of,
    team,
    team_member,
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

__all__ = [
    "KEY_INFLUENCE",
    "Effective",
    "attention",
    "brand",
    "brands",
    "calendar_choices",
    "chosen_clients",
    "chosen_contacts",
    "client",
    "clients",
    "clients_by_name",
    "contact",
    "contact_by_email",
    "contacts",
    "deleted_clients",
    "effective",
    "lead_of",
    "own_export",
    "search",
    "team",
    "team_member",
]
