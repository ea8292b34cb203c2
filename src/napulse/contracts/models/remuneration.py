"""What a contract pays for: mixtures of fixed fee, retainer, time, commission and bonus."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Brand, ClientPart, ClientRow
from napulse.contracts.models.contracts import Contract
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.delivery.models import Project

USER = settings.AUTH_USER_MODEL


class RemunerationKind(models.TextChoices):
    RETAINER = "retainer", _("retainer")
    FIXED = "fixed", _("fixed fee")
    TIME = "time", _("time and materials")
    COMMISSION = "commission", _("commission")
    BONUS = "bonus", _("performance bonus")


class RetainerUnit(models.TextChoices):
    HOURS = "hours", _("in hours")
    MONEY = "money", _("in money")


class RetainerPeriod(models.TextChoices):
    MONTH = "month", _("a month")
    QUARTER = "quarter", _("a quarter")
    YEAR = "year", _("a year")


class CommissionBase(models.TextChoices):
    GROSS = "gross", _("of gross")
    NET = "net", _("on net")


class Remuneration(ClientRow):
    """One way in which a contract pays, from a day to a day; mixtures are several rows.

    `amount_minor` is the fee of a period, of the whole, or the most a bonus pays; `cap_minor` is
    what time and materials may not exceed; `percent_bp` the commission or the bonus at target.
    A retainer grants `granted` (minutes or minor units) each period and keeps to its policy:
    of what is left `carry_cap` goes on (none is all of it) for `carry_periods` (0 expires at once,
    none never), the oldest is used first, debt up to `debt_limit`, the rest is overage at
    `overage_rate_minor` an hour.
    """

    reading = VIEW_CONTRACTS

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="remunerations")
    kind = models.CharField(_("kind"), max_length=10, choices=RemunerationKind)
    title = models.CharField(_("what for"), max_length=200)
    clause = models.CharField(_("clause"), max_length=60, blank=True)
    brand = models.ForeignKey(
        Brand, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brand")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("project"),
    )  # fmt: skip
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to, inclusive"), null=True, blank=True)
    amount_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    cap_minor = models.BigIntegerField(_("cap"), null=True, blank=True)
    percent_bp = models.PositiveIntegerField(_("percent"), null=True, blank=True)
    base = models.CharField(
        _("percent is taken"), max_length=5, choices=CommissionBase, default=CommissionBase.GROSS
    )
    unit = models.CharField(
        _("retainer"), max_length=5, choices=RetainerUnit, default=RetainerUnit.HOURS
    )
    period = models.CharField(
        _("for"), max_length=7, choices=RetainerPeriod, default=RetainerPeriod.MONTH
    )
    granted = models.BigIntegerField(_("granted for a period"), null=True, blank=True)
    carry_cap = models.BigIntegerField(_("carried over at most"), null=True, blank=True)
    carry_periods = models.PositiveSmallIntegerField(
        _("carried over for, periods"), null=True, blank=True, default=0
    )
    debt_limit = models.BigIntegerField(_("may be overdrawn by"), default=0)
    overage_rate_minor = models.BigIntegerField(_("price of an hour above"), null=True, blank=True)
    prorate = models.BooleanField(_("first and last period by days"), default=True)

    class Meta:
        ordering: ClassVar = ["from_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="remuneration_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind="retainer") | Q(granted__gt=0), name="retainer_grants"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RetainerChange(ClientPart):
    """What a signed retainer grants and pays from a period on; what was before stays as it was."""

    root = Remuneration

    remuneration = models.ForeignKey(Remuneration, models.CASCADE, related_name="changes")
    from_on = models.DateField(_("from"))
    amount_minor = models.BigIntegerField(null=True)
    granted = models.BigIntegerField()
    carry_cap = models.BigIntegerField(null=True)
    carry_periods = models.PositiveSmallIntegerField(null=True, default=0)
    debt_limit = models.BigIntegerField(default=0)
    overage_rate_minor = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["remuneration", "from_on"], name="retainer_changes_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.remuneration} {self.from_on}"


class RetainerMoveKind(models.TextChoices):
    TRANSFER = "transfer", _("transfer to another brand")
    CORRECTION = "correction", pgettext_lazy("move on a retainer", "correction")


class RetainerMove(ClientPart):
    """What a hand moved on a retainer: a transfer between brands, or a correction with a reason.

    Grants and uses are not stored: they follow from the contract and from the ledger.
    """

    root = Contract

    remuneration = models.ForeignKey(Remuneration, models.PROTECT, related_name="moves")
    other = models.ForeignKey(
        Remuneration, models.PROTECT, null=True, blank=True, related_name="incoming"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RetainerMoveKind)
    on = models.DateField(_("date"))
    amount = models.BigIntegerField(_("how much"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="transfer") | Q(other__isnull=False),
                name="retainer_transfer_to_whom",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.amount}"
