"""What was deleted more than thirty days ago goes for good, unless something came to lean on it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from napulse.access.actor import Actor, action
from napulse.audit.erasure import erase_payloads
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.models import Brand, Client, Contact, Import, LegalEntity, TeamMember
from napulse.clients.permissions import APPROVE_CLIENTS
from napulse.clients.queries.imports import UNFINISHED

KEPT_DAYS = 30


@action(APPROVE_CLIENTS)
def purge_deleted(actor: Actor, *, now: datetime) -> int:
    """Remove what was put away more than thirty days before; says how many rows went.

    Uploaded tables that nobody took in are forgotten as soon.
    """
    before, gone = now - timedelta(days=KEPT_DAYS), 0
    for model, event in (
        (Contact, "contact.purged"),
        (Brand, "brand.purged"),
        (LegalEntity, "entity.purged"),
        (Client, "client.purged"),
    ):
        for row in model.objects.filter(deleted_at__lt=before):
            gone += _purge(actor, row, event, now=now)
    with recording(TeamMember):
        TeamMember.objects.filter(deleted_at__lt=before).delete()
    Import.objects.filter(state__in=UNFINISHED, created_at__lt=before).delete()
    return gone


def _purge(actor: Actor, row: Any, event: str, *, now: datetime) -> bool:
    pk, label = row.pk, row._meta.label_lower
    team = [TeamMember.objects.filter(client=row)] if isinstance(row, Client) else []
    gone = remove_for_good(actor, row, event, parts=team)
    if gone and isinstance(row, Contact):
        erase_payloads(label, [pk], now=now, actor=actor)
    return gone


def remove_for_good(
    actor: Actor, row: models.Model, event: str, *, parts: Iterable[Any] = ()
) -> bool:
    """Remove a row after its parts (query sets, in order); call inside an action.

    False, and nothing happens, while anything else leans on one of them: it stays put away and
    the next night tries again.
    """
    parts = list(parts)
    kinds = [part.model for part in parts]
    try:
        with transaction.atomic(), change(actor, row, event), recording(*kinds):
            for part in parts:
                part.delete()
            row.delete()
    except ProtectedError:
        return False
    return True
