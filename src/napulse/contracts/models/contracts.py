"""A contract, its amendments as dated versions, and its terms with the clause each comes from."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import ClientPart, ClientRow, Contact, LegalEntity
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.engines.kernel.text import fold
from napulse.ledger.models import OwnEntity

USER = settings.AUTH_USER_MODEL


class ContractKind(models.TextChoices):
    MASTER = "master", _("master contract")
    ANNEX = "annex", _("annex")
    SINGLE = "single", _("single contract")


class ContractState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a contract", "draft")
    SIGNED = "signed", pgettext_lazy("state of a contract", "signed")
    ENDED = "ended", pgettext_lazy("state of a contract", "ended")


class Contract(ClientRow):
    """An agreement of an own company with a company of the client."""

    reading = VIEW_CONTRACTS

    kind = models.CharField(
        _("kind"), max_length=6, choices=ContractKind, default=ContractKind.SINGLE
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="annexes",
        verbose_name=_("annex to"),
    )  # fmt: skip
    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(pgettext_lazy("of a paper", "subject"), max_length=200, blank=True)
    folded = models.CharField(max_length=261, editable=False, default="")
    entity = models.ForeignKey(
        OwnEntity, models.PROTECT, related_name="+", verbose_name=_("our company")
    )
    client_entity = models.ForeignKey(
        LegalEntity, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("company of the client"),
    )  # fmt: skip
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    from_on = models.DateField(_("in force from"))
    to_on = models.DateField(_("in force to"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=6, choices=ContractState, default=ContractState.DRAFT
    )
    owner = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("answers for it"),
    )  # fmt: skip
    our_signatory = models.CharField(_("signs for us"), max_length=200, blank=True)
    client_signatory = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("signs for the client"),
    )  # fmt: skip
    remind_days = models.PositiveSmallIntegerField(_("remind of the end, days before"), default=60)
    note = models.TextField(_("note"), blank=True)
    submit_key = models.CharField(max_length=36, null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-from_on", "number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="contract_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False),
                name="contract_signed_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.number} {self.title}")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("contracts:contract_detail", args=[self.pk])


class Amendment(ClientPart):
    """A change of terms: signed on a day, in force from a day, known to us since a moment."""

    root = Contract

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="amendments")
    number = models.CharField(_("number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    from_on = models.DateField(_("in force from"))
    to_on = models.DateField(_("prolongs to"), null=True, blank=True)
    about = models.CharField(_("what changes"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["from_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                condition=Q(revoked_at=None),
                name="amendment_number_once",
            )
        ]

    def __str__(self) -> str:
        return self.number


class TermKey(models.TextChoices):
    """What a term settles. The unit of `value` is said with each."""

    RATE_DISCOUNT = "rate_discount", _("discount on rates, basis points")
    CAP = "cap", _("not-to-exceed cap, minor units")
    PAYMENT_DAYS = "payment_days", _("payment within, calendar days")
    NOTICE_DAYS = "notice_days", _("notice of ending, days")
    SILENCE_HOURS = "silence_hours", _("silence is consent after, working hours")
    REVISION_ROUNDS = "revision_rounds", _("rounds of revision")
    VARIANTS = "variants", _("variants")
    DEBT_LIMIT = "debt_limit", _("debt limit, minor units")
    LATE_FEE = "late_fee", _("penalty a day, basis points")
    LATE_FEE_MOST = "late_fee_most", _("penalty at most, basis points")
    PREPAYMENT = "prepayment", _("prepayment, basis points")
    OTHER = "other", pgettext_lazy("term of a contract", "other")


class Term(ClientPart):
    """What a contract or its amendment says of one matter, from a day on, and in which clause."""

    root = Contract

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="terms")
    amendment = models.ForeignKey(
        Amendment, models.CASCADE, null=True, blank=True, related_name="terms"
    )
    key = models.CharField(_("matter"), max_length=15, choices=TermKey)
    value = models.BigIntegerField(_("value"), null=True, blank=True)
    text = models.CharField(pgettext_lazy("of a term", "words"), max_length=500, blank=True)
    clause = models.CharField(_("clause"), max_length=60)
    from_on = models.DateField(_("from"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""), name="term_says_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.clause}"
