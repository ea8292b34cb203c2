"""What was deleted more than thirty days ago goes for good, unless something came to lean on it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
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
    try:
        with transaction.atomic(), change(actor, row, event), recording(TeamMember):
            if isinstance(row, Client):
                TeamMember.objects.filter(client=row).delete()
            row.delete()
    except ProtectedError:
        return False
    if isinstance(row, Contact):
        erase_payloads(label, [pk], now=now, actor=actor)
    return True
