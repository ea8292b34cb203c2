"""Brands whose letters are judged, the versions of their policies, and what visitors report."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import Actor
from napulse.audit.models import AuditedModel, AuditedQuerySet
from napulse.clients.models import Client
from napulse.db.among import Among
from napulse.engines.kernel.text import fold
from napulse.mail.models.letters import Judged, LetterBlob
from napulse.mail.permissions import VIEW_BRANDS

USER = settings.AUTH_USER_MODEL


class BrandQuerySet(AuditedQuerySet["Brand"]):
    """Brands of no client are everybody's; a client's brand is its team's."""

    def seen_by(self, actor: Actor) -> "BrandQuerySet":
        return self.with_deleted(actor).filter(deleted_at=None)

    def with_deleted(self, actor: Actor) -> "BrandQuerySet":
        if not actor.can(VIEW_BRANDS):
            return self.none()
        if actor.client_ids is None:
            return self
        return self.filter(Q(client=None) | Q(Among("client_id", actor.client_ids)))


class Brand(AuditedModel):
    """A brand whose policy the agency writes itself. `code` is the id that the policy bears.

    `live` is the number of the version that letters are judged by; a brand without it is a draft.
    In force, it stands instead of the policy of the same brand that ships with the product.
    """

    reading: ClassVar = VIEW_BRANDS

    code = models.CharField(_("id"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    folded = models.CharField(max_length=120, editable=False, db_index=True)
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, related_name="+", verbose_name=_("client")
    )
    live = models.PositiveIntegerField(_("version in force"), null=True, editable=False)
    is_published = models.BooleanField(_("has a public page"), default=False, editable=False)
    public_slug = models.SlugField(_("address of the public page"), max_length=80, unique=True)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = BrandQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["folded"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(live__isnull=False),
                name="brand_published_has_policy",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("mail:policy_detail", args=[self.pk])


class BrandPolicy(models.Model):
    """One version of a brand's policy as it was written: never changed."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "number"], name="brand_policy_once")
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.number}"


class BrandReport(models.Model):
    """A letter that a visitor of the public page chose to report: all that is kept of visits."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="reports")
    blob = models.ForeignKey(LetterBlob, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Judged)
    note = models.TextField(blank=True)
    reply_to = models.EmailField(blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.brand} {self.created_at:%Y-%m-%d}"
