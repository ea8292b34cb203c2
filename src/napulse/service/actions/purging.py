"""What was deleted more than thirty days ago goes for good; what was issued or sent stays."""

from datetime import datetime, timedelta

from napulse.access.actor import Actor, action
from napulse.audit.recording import recording
from napulse.clients.actions import KEPT_DAYS, remove_for_good
from napulse.service.models import (
    Clock,
    ContactReport,
    DistributionEntry,
    Interaction,
    StatusReport,
    StatusState,
)
from napulse.service.permissions import EDIT_INTERACTIONS


@action(EDIT_INTERACTIONS)
def purge_deleted(actor: Actor, *, now: datetime) -> int:
    """Remove contacts with clients and drafts that were put away; says how many rows went.

    A contact goes with its clock and its draft. Addresses taken off distribution lists go too.
    """
    before, gone = now - timedelta(days=KEPT_DAYS), 0
    for row in Interaction.objects.filter(deleted_at__lt=before):
        parts = [
            ContactReport.objects.filter(interaction=row, issued_version=0),
            Clock.objects.filter(interaction=row, deleted_at__isnull=False),
        ]
        gone += remove_for_good(actor, row, "interaction.purged", parts=parts)
    for draft in StatusReport.objects.filter(state=StatusState.DRAFT, deleted_at__lt=before):
        gone += remove_for_good(actor, draft, "status.purged")
    with recording(DistributionEntry):
        DistributionEntry.objects.filter(deleted_at__lt=before).delete()
    return gone
