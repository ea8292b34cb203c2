"""History: one append-only table chained by hashes, and the base of every audited row."""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from napulse.audit.recording import require_recording

M = TypeVar("M", bound=models.Model, covariant=True)


class Entry(models.Model):
    """One sentence of history. Written once, never changed.

    `payload` (label and changes) is hashed apart from the entry, so that personal data can be
    erased on request while the chain stays whole.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=150)
    event = models.CharField(max_length=80)
    model = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True, db_index=True)
    label = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)
    request_id = models.CharField(max_length=36, blank=True)
    payload_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["model", "object_id", "-number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


class ChainHead(models.Model):
    """The last link of the chain: locked while the next entry is made."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return str(self.number)


class AuditedQuerySet(models.QuerySet[M]):
    """Writes past `save` are refused unless the kind of row is being recorded."""

    def update(self, **values: Any) -> int:
        require_recording(self.model)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        require_recording(self.model)
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        require_recording(self.model)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        require_recording(self.model)
        return super().bulk_update(objs, *args, **kwargs)


class AuditedModel(models.Model):
    """A row that can only be written while the change is being recorded.

    `version` grows with every save: an edited form carries it back, so a lost update is seen.
    """

    personal: ClassVar[bool] = False
    """Its page opens to one person and who answers for them: history names it without a link."""

    version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        require_recording(type(self))
        self.version += 1
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_recording(type(self))
        return super().delete(*args, **kwargs)
