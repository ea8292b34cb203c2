"""The one estimate that a link opens."""

from datetime import datetime

from napulse.access.queries import guest_link
from napulse.engines.kernel.errors import Missing
from napulse.estimates.models import Estimate, EstimateState

GUEST_KIND = "estimates.estimate"
SHOWN = (
    EstimateState.SENT,
    EstimateState.RETURNED,
    EstimateState.ACCEPTED,
    EstimateState.DECLINED,
)


def by_guest_key(key: str, *, now: datetime) -> Estimate:
    """The sent estimate behind a key; anything else is missing, whatever the cause."""
    link = guest_link(key, kind=GUEST_KIND, now=now)
    if link is None:
        raise Missing("link")
    row: Estimate | None = (
        Estimate.objects.filter(
            pk=link.object_id,
            client_id=link.client_id,
            state__in=SHOWN,
            deleted_at=None,
            client__deleted_at=None,
        )
        .exclude(content_hash="")
        .select_related("client", "entity", "owner", "project")
        .first()
    )
    if row is None:
        raise Missing("link")
    return row


def addressee(estimate: Estimate) -> tuple[str, str]:
    """Name and address of whom it was sent to."""
    name, bracket, rest = estimate.sent_to.rpartition(" <")
    return (name, rest.rstrip(">")) if bracket else ("", estimate.sent_to)
