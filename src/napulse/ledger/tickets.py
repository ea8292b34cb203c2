"""Signed tickets that put back a removed row: what stood in it, for an hour."""

from typing import Any

from django.core import signing

from napulse.engines.kernel.errors import Missing

SALT = "napulse.ledger.removed"
GOOD_FOR_S = 3600


def with_ticket(url: str, kind: str, held: list[Any]) -> str:
    """The address with what is put back; only we can make one."""
    token = signing.dumps([kind, held], salt=SALT, compress=True)
    return f"{url}?ticket={token}"


def held_in(token: str, kind: str) -> list[Any]:
    """What the ticket holds; Missing when it is forged, of another kind or older than an hour."""
    try:
        found, held = signing.loads(token, salt=SALT, max_age=GOOD_FOR_S)
    except (signing.BadSignature, ValueError) as bad:
        raise Missing("undo") from bad
    if found != kind:
        raise Missing("undo")
    return list(held)
