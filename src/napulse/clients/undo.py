"""Signed tickets that take back a bulk change: what the rows held before, and in which version."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse

from napulse.engines.kernel.errors import Missing

SALT = "napulse.clients.undo"
GOOD_FOR_S = 3600


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is put back; `rows` maps a row's id to [its version then, what it held before]."""

    kind: str
    rows: dict[int, list[Any]]


def undo_url(name: str, ticket: Ticket) -> str:
    token = signing.dumps([ticket.kind, ticket.rows], salt=SALT, compress=True)
    return reverse(name, args=[token])


def ticket_of(token: str) -> Ticket:
    """The ticket in an address; Missing when it is forged or older than an hour."""
    try:
        kind, rows = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except signing.BadSignature as bad:
        raise Missing("undo") from bad
    return Ticket(kind, {int(key): value for key, value in rows.items()})
