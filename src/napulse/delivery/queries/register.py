"""The register of risks and issues, as the actor may see it."""

from collections.abc import Iterable

from django.db.models import F

from napulse.access.actor import Actor
from napulse.clients.rows import SeenQuerySet
from napulse.delivery.models import Concern, ConcernState
from napulse.engines.kernel.errors import Missing

LIVE = [ConcernState.OPEN, ConcernState.HAPPENED]


def concerns(actor: Actor, *, project_id: int | None = None) -> SeenQuerySet[Concern]:
    """Risks and issues of projects that are there, each with its `size`: probability × impact."""
    found: SeenQuerySet[Concern] = (
        Concern.objects.seen_by(actor)
        .filter(project__deleted_at=None)
        .select_related("project", "client", "owner")
        .annotate(size=F("probability") * F("impact"))
    )
    return found.filter(project_id=project_id) if project_id else found


def gravest_first(rows: Iterable[Concern]) -> list[Concern]:
    return sorted(rows, key=lambda row: (-row.weight, row.pk))


def concern(actor: Actor, concern_id: int) -> Concern:
    found: Concern | None = concerns(actor).filter(pk=concern_id).first()
    if found is None:
        raise Missing("concern")
    return found


def deleted_concern(actor: Actor, concern_id: int) -> Concern:
    found = Concern.objects.with_deleted(actor).select_related("project")
    row: Concern | None = found.filter(pk=concern_id).first()
    if row is None:
        raise Missing("concern")
    return row
