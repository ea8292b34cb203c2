"""Cost estimates: versions, lines by phase, the client's answers, when money is due."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientPart, ClientRow, LegalEntity
from napulse.contracts.models import CommissionBase, Contract
from napulse.delivery.models import Project, Task
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.ledger.models import OwnEntity, TaxCode
from napulse.people.models import Grade, Person, WorkRole
from napulse.ui.formats import numbered

USER = settings.AUTH_USER_MODEL


class EstimateKind(models.TextChoices):
    ESTIMATE = "estimate", _("estimate")
    CHANGE = "change", _("change order")


class EstimateState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an estimate", "draft")
    APPROVAL = "approval", pgettext_lazy("state of an estimate", "waits for approval")
    APPROVED = "approved", pgettext_lazy("state of an estimate", "approved, not sent")
    SENT = "sent", pgettext_lazy("state of an estimate", "sent")
    RETURNED = "returned", pgettext_lazy("state of an estimate", "returned")
    ACCEPTED = "accepted", pgettext_lazy("state of an estimate", "accepted")
    DECLINED = "declined", pgettext_lazy("state of an estimate", "declined")
    REPLACED = "replaced", pgettext_lazy("state of an estimate", "replaced")


FREE = (EstimateState.DRAFT, EstimateState.RETURNED)


class Estimate(ClientRow):
    """One version of a priced offer. A sent version never changes: the next is a new row.

    `content` is what was sent, frozen with its hash; sums are kept for lists. `at_risk_minor` of a
    change order is the worth of work done before anybody agreed to it.
    """

    reading = VIEW_ESTIMATES
    FROZEN: ClassVar = ("content", "content_hash", "number", "edition")

    kind = models.CharField(max_length=8, choices=EstimateKind, default=EstimateKind.ESTIMATE)
    number = models.PositiveIntegerField(_("number"))
    edition = models.PositiveSmallIntegerField(_("version"), default=1)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next"
    )
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="changes",
        verbose_name=_("changes the estimate"),
    )  # fmt: skip
    reason = models.CharField(_("why a new version"), max_length=300, blank=True)
    title = models.CharField(pgettext_lazy("of a paper", "subject"), max_length=200)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="estimates",
        verbose_name=_("project"),
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="estimates",
        verbose_name=_("contract"),
    )  # fmt: skip
    entity = models.ForeignKey(
        OwnEntity, models.PROTECT, related_name="+", verbose_name=_("our company")
    )
    client_entity = models.ForeignKey(
        LegalEntity, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("company of the client"),
    )  # fmt: skip
    state = models.CharField(max_length=8, choices=EstimateState, default=EstimateState.DRAFT)
    language = models.CharField(_("language"), max_length=2, default="ru")
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    priced_on = models.DateField(_("priced on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    works_from = models.DateField(_("work from"), null=True, blank=True)
    works_to = models.DateField(_("work to"), null=True, blank=True)
    tax_code = models.CharField(_("VAT"), max_length=8, choices=TaxCode, default=TaxCode.STANDARD)
    discount_bp = models.PositiveIntegerField(_("discount"), default=0)
    contingency_bp = models.PositiveIntegerField(_("contingency"), default=0)
    rounds = models.PositiveSmallIntegerField(_("rounds of revision"), default=2)
    variants = models.PositiveSmallIntegerField(_("variants"), default=1)
    assumptions = models.TextField(_("assumptions and exclusions"), blank=True)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("author"))
    net_minor = models.BigIntegerField(default=0)
    vat_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    income_minor = models.BigIntegerField(default=0)  # net less pass-through: agency income
    cost_minor = models.BigIntegerField(default=0)  # at standard cost
    at_risk_minor = models.BigIntegerField(default=0)
    asked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approval_note = models.CharField(_("words of the approver"), max_length=300, blank=True)
    content = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "kind", "number", "edition"],
                condition=Q(deleted_at=None),
                name="estimate_edition_once",
            ),
            models.CheckConstraint(
                condition=Q(discount_bp__lte=10_000), name="estimate_discount_in_bounds"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(content_hash=""),
                name="estimate_accepted_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return numbered(f"{self.number}.{self.edition}")

    def get_absolute_url(self) -> str:
        return reverse("estimates:estimate_detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            stored = type(self).objects.get(pk=self.pk)
            if stored.content_hash and _frozen(self) != _frozen(stored):
                raise FrozenEstimateChanged(str(self))
        super().save(*args, **kwargs)


class FrozenEstimateChanged(AssertionError):
    """Somebody tried to change what was sent to a client."""


def _frozen(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in row.FROZEN)


class LineKind(models.TextChoices):
    LABOUR = "labour", _("hours")
    FIXED = "fixed", _("fixed price")
    THIRD = "third", _("third-party cost")
    PRODUCTION = "production", _("production")
    MEDIA = "media", _("media")


class EstimateLine(ClientPart):
    """A line: hours of a role at a rate, or a bought thing with its markup or commission.

    `quantity_milli` is thousandths of the unit (hours, days, pieces); `price_minor` the price of
    one before discount; `cost_minor` what one costs us; of bought things `percent_bp` is markup on
    net or commission of gross, as `base` says. `pass_through` money only passes to the supplier.
    """

    root = Estimate

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    phase = models.CharField(_("phase"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind, default=LineKind.LABOUR)
    title = models.CharField(_("line"), max_length=300)
    role = models.ForeignKey(WorkRole, models.PROTECT, null=True, related_name="+")
    grade = models.PositiveSmallIntegerField(null=True, choices=Grade)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    quantity_milli = models.BigIntegerField(default=1000)
    unit = models.CharField(max_length=20, blank=True)
    price_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    percent_bp = models.IntegerField(default=0)
    base = models.CharField(max_length=5, choices=CommissionBase, default=CommissionBase.NET)
    pass_through = models.BooleanField(default=False)
    optional = models.BooleanField(default=False)
    chosen = models.BooleanField(default=True)
    supplier = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    net_minor = models.BigIntegerField(default=0)  # the client's price of the whole line
    total_cost_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class DraftPart(models.TextChoices):
    """What of a draft is saved by itself, and goes back by itself."""

    LINES = "lines", _("lines")
    TERMS = "terms", _("terms")
    PAYMENTS = "payments", _("payments")


class DraftBefore(ClientPart):
    """The part of a draft that was saved last, as it stood before, to go back to.

    `after_version` is the version of the estimate that the save left behind: once the estimate has
    another one, there is no way back.
    """

    root = Estimate

    estimate = models.OneToOneField(Estimate, models.CASCADE, related_name="before")
    part = models.CharField(max_length=8, choices=DraftPart, default=DraftPart.LINES)
    after_version = models.PositiveIntegerField()
    content = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.estimate_id}: {self.after_version}"


class EstimateAnswerKind(models.TextChoices):
    SEEN = "seen", pgettext_lazy("answer to an estimate", "seen")
    COMMENT = "comment", pgettext_lazy("answer to an estimate", "comment")
    RETURNED = "returned", pgettext_lazy("answer to an estimate", "returned with comments")
    ACCEPTED = "accepted", pgettext_lazy("answer to an estimate", "accepted")
    DECLINED = "declined", pgettext_lazy("answer to an estimate", "declined")


class EstimateAnswer(ClientPart):
    """What the client said by the link, or what we heard otherwise: kept with name and moment."""

    root = Estimate

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=8, choices=EstimateAnswerKind)
    by_name = models.CharField(max_length=150, blank=True)
    by_user = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    line = models.ForeignKey(EstimateLine, models.CASCADE, null=True, related_name="answers")
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class PaymentTrigger(models.TextChoices):
    DATE = "date", _("on a date")
    ACCEPTED = "accepted", _("when the estimate is accepted")
    DELIVERED = "delivered", _("when the work is handed over")


class PaymentStep(ClientPart):
    """A part of the estimate's total that is invoiced at a moment; parts add up to the whole."""

    root = Estimate

    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="payments")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("payment"), max_length=200)
    percent_bp = models.PositiveIntegerField(_("part"))
    trigger = models.CharField(max_length=9, choices=PaymentTrigger, default=PaymentTrigger.DATE)
    due_on = models.DateField(_("invoice on"), null=True, blank=True)
    reached_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title
