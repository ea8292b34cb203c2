"""Rate cards: what an hour is sold for, from a day on; the narrowest rate wins."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from napulse.audit.models import AuditedModel
from napulse.clients.models import Client
from napulse.estimates.permissions import VIEW_SELL_RATES
from napulse.people.models import Grade, Person, WorkRole


class SellRate(AuditedModel):
    """An hour of a role, of a role at a grade, or of a person; for everybody or for one client.

    In force on a day is the newest of the narrowest kind: client and person, client with role and
    grade, client and role, person, role and grade, role. A client's price may have a last day;
    after it that holds which held without it.
    """

    reading = VIEW_SELL_RATES

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    role = models.ForeignKey(
        WorkRole, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("work role"),
    )  # fmt: skip
    grade = models.PositiveSmallIntegerField(_("grade"), choices=Grade, null=True, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to, inclusive"), null=True, blank=True)
    rate_minor = models.BigIntegerField(_("price of an hour"))
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["role", "grade", "-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                *(Coalesce(name, 0) for name in ("client", "person", "role", "grade")),
                "currency",
                "from_on",
                name="sell_rate_once",
            ),
            models.CheckConstraint(
                condition=Q(role__isnull=False, person=None) | Q(role=None, person__isnull=False),
                name="sell_rate_of_role_or_person",
            ),
            models.CheckConstraint(condition=Q(rate_minor__gte=0), name="sell_rate_not_negative"),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on"), client__isnull=False),
                name="sell_rate_of_client_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.role}, {self.from_on}"
