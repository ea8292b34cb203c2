"""Reads of a client's companies."""

from napulse.access.actor import Actor
from napulse.clients.models import LegalEntity
from napulse.engines.kernel.errors import Missing


def entities(actor: Actor, client_id: int) -> list[LegalEntity]:
    """The companies of one of the actor's clients."""
    return list(LegalEntity.objects.seen_by(actor).filter(client_id=client_id))


def entity(actor: Actor, entity_id: int, *, deleted: bool = False) -> LegalEntity:
    rows = LegalEntity.objects
    seen = rows.with_deleted(actor) if deleted else rows.seen_by(actor)
    found: LegalEntity | None = seen.filter(pk=entity_id).select_related("client").first()
    if found is None:
        raise Missing("entity")
    return found
