"""Own companies with their accounts and tax regimes, tax and exchange rates, the house's rules."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.audit.models import AuditedModel


class OwnEntity(AuditedModel):
    """A company of the agency: who contracts, issues invoices and is paid."""

    name = models.CharField(_("full name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, default="RU")
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    address_en = models.CharField(_("address in English"), max_length=300, blank=True)
    director_title = models.CharField(_("head: position"), max_length=120, blank=True)
    director_name = models.CharField(_("head: name"), max_length=120, blank=True)
    accountant_name = models.CharField(_("chief accountant"), max_length=120, blank=True)
    prefix = models.CharField(_("prefix of numbers"), max_length=8, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    is_main = models.BooleanField(_("the usual one"), default=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-is_main", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_main"], condition=Q(is_main=True), name="own_entity_one_main"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ledger:entity_detail", args=[self.pk])


class BankAccount(AuditedModel):
    """An account of an own company."""

    root = OwnEntity

    entity = models.ForeignKey(OwnEntity, models.PROTECT, related_name="accounts")
    bank = models.CharField(_("bank"), max_length=120)
    bik = models.CharField(_("BIK or SWIFT"), max_length=11)
    correspondent = models.CharField(_("correspondent account"), max_length=20, blank=True)
    number = models.CharField(_("account number or IBAN"), max_length=34)
    currency = models.CharField(_("currency"), max_length=3, default="RUB")
    is_main = models.BooleanField(_("printed on invoices"), default=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-is_main", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "bik"], name="bank_account_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.bank}"


class TaxRegime(models.TextChoices):
    """How a company is taxed; which rate follows stands in the table of tax rates."""

    GENERAL = "general", pgettext_lazy("tax regime", "general")
    SIMPLE_5 = "simple5", _("simplified, VAT 5 %")
    SIMPLE_7 = "simple7", _("simplified, VAT 7 %")
    SIMPLE_NONE = "simple", _("simplified, no VAT")
    FOREIGN = "foreign", _("foreign, no VAT here")


class TaxCode(models.TextChoices):
    STANDARD = "standard", pgettext_lazy("tax", "standard")
    REDUCED = "reduced", pgettext_lazy("tax", "reduced")
    ZERO = "zero", pgettext_lazy("tax", "zero")
    NONE = "none", _("without VAT")


class EntityRegime(AuditedModel):
    """The tax regime of an own company from a day on."""

    root = OwnEntity

    entity = models.ForeignKey(OwnEntity, models.CASCADE, related_name="regimes")
    regime = models.CharField(_("tax regime"), max_length=8, choices=TaxRegime)
    from_on = models.DateField(_("from"))

    class Meta:
        ordering: ClassVar = ["-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "from_on"], name="entity_regime_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity}: {self.regime}, {self.from_on}"


class TaxRate(AuditedModel):
    """A rate of VAT in a country for a regime, from a day to a day, and where it is written."""

    country = models.CharField(_("country"), max_length=2, default="RU")
    regime = models.CharField(_("tax regime"), max_length=8, choices=TaxRegime)
    code = models.CharField(_("kind of rate"), max_length=8, choices=TaxCode)
    percent_bp = models.PositiveIntegerField(_("rate, basis points"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to, inclusive"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        ordering: ClassVar = ["country", "regime", "code", "-from_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "regime", "code", "from_on"], name="tax_rate_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="tax_rate_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.regime} {self.code} {self.percent_bp}"


class ExchangeRate(AuditedModel):
    """What one unit of a currency is worth in the base currency on a day, in millionths."""

    currency = models.CharField(_("currency"), max_length=3)
    on = models.DateField(_("date"))
    rate_e6 = models.BigIntegerField(_("rate"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["currency", "-on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["currency", "on"], name="exchange_rate_once"),
            models.CheckConstraint(condition=Q(rate_e6__gt=0), name="exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.on}"


class VatRounding(models.TextChoices):
    LINE = "line", _("by line, then added")
    TOTAL = "total", _("once, of the total")


class MoneyRules(AuditedModel):
    """The rules of the house for money; one row."""

    base_currency = models.CharField(_("base currency"), max_length=3, default="RUB")
    vat_rounding = models.CharField(
        _("VAT is rounded"), max_length=5, choices=VatRounding, default=VatRounding.LINE
    )
    margin_floor_bp = models.PositiveIntegerField(_("margin floor"), default=4000)
    hard_floor_bp = models.PositiveIntegerField(_("floor that only the head lowers"), default=2500)
    warn_at_bp = models.PositiveIntegerField(
        _("warn when so much of a budget is used"), default=8000
    )
    step_minutes = models.PositiveSmallIntegerField(_("time is entered in steps of"), default=15)
    submit_weekday = models.PositiveSmallIntegerField(_("a week is submitted by"), default=1)
    overhead_by = models.CharField(
        _("overhead is shared by"),
        max_length=5,
        choices=[("agi", _("agency income")), ("hours", _("hours"))],
        default="agi",
    )
    pack_day = models.PositiveSmallIntegerField(_("day of the monthly pack"), default=5)

    def __str__(self) -> str:
        return str(_("Rules of money"))
