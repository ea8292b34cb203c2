"""Tells the app that keeps history what changed about an account's own security."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from napulse.access.models import User


class Witness(Protocol):
    """Writes the event down; listed in ACCOUNT_WITNESS, given by an app that stands on history."""

    def __call__(self, user: User, event: str, note: dict[str, str], /) -> None: ...


def tell_witness(user: User, event: str, **note: str) -> None:
    """Call inside the transaction of the change; never with a secret."""
    witness: Witness = import_string(settings.ACCOUNT_WITNESS)
    witness(user, event, note)
