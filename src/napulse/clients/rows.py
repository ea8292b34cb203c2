"""The base of every row that belongs to a client: seen by that client's team and nobody else."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.audit.models import AuditedModel, AuditedQuerySet
from napulse.db.among import Among

R = TypeVar("R", bound=models.Model, covariant=True)


class SeenQuerySet(AuditedQuerySet[R]):
    """Rows behind two locks: the reader's level in the area, and the reader's clients."""

    def seen_by(self, actor: Actor) -> Self:
        """The living rows that this actor may read; nothing when the level is too low."""
        return self.with_deleted(actor).filter(deleted_at=None)

    def with_deleted(self, actor: Actor) -> Self:
        model: Any = self.model
        if not actor.can(model.reading):
            return self.none()
        if actor.client_ids is None:
            return self
        return self.filter(Among(model.client_path, actor.client_ids))


class SeenModel(AuditedModel):
    """What a query may start from. `reading` names the need; `client_path` leads to the client."""

    reading: ClassVar[Need]
    client_path: ClassVar[str] = "client_id"

    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = SeenQuerySet.as_manager()

    class Meta:
        abstract = True
