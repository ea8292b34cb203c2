"""Forms of own companies, accounts, taxes, rates and rules."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.exchange.bank.values import read_day
from napulse.engines.kernel.money import round_half_up
from napulse.ledger.actions.entities import AccountData, EntityData
from napulse.ledger.actions.taxes import ExchangeData, TaxData
from napulse.ledger.models import (
    BankAccount,
    MoneyRules,
    OwnEntity,
    TaxCode,
    TaxRate,
    TaxRegime,
    VatRounding,
)
from napulse.ledger.wording import REFUSALS
from napulse.ui.forms import LaidOutForm
from napulse.ui.widgets import DateInput, RadioCards

BP = 100
E6 = Decimal(1_000_000)
MOST_LINES = 2000
CODE = {"pattern": "[A-Za-z]{3}", "class": "input code", "autocapitalize": "characters"}
WEEKDAYS = (
    (1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
)  # fmt: skip


class CurrencyField(forms.CharField):
    """A code of three letters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Currency"))
        super().__init__(max_length=3, min_length=3, widget=forms.TextInput(attrs=CODE), **kwargs)

    def clean(self, value: Any) -> Any:
        found = str(super().clean(value)).upper()
        if found and not (found.isascii() and found.isalpha()):
            raise ValidationError(__("A currency is three Latin letters, such as EUR."))
        return found


class NumberField(forms.DecimalField):
    """A number as people type it: "1 500,50"."""

    def __init__(self, **kwargs: Any) -> None:
        shown = forms.TextInput(attrs={"inputmode": "decimal", "class": "input right"})
        super().__init__(widget=shown, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".").rstrip("%")
        return super().to_python(value)


class PercentField(NumberField):
    """A share that people type in percent and we keep in basis points."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=0, max_value=100, **kwargs)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else int(found * BP)

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(value) / BP:f}" if isinstance(value, int) else value


class SetupForm(LaidOutForm):
    """A form of the settings of money, in the words of this app."""

    refusals: ClassVar = REFUSALS


class EntityForm(SetupForm):
    """A company of ours."""

    layout: ClassVar = (
        ("name",), ("name_en",), ("inn", "kpp", "ogrn"), ("address",), ("address_en",),
        ("director_title", "director_name"), ("accountant_name",),
        ("prefix", "currency", "country"), ("is_main",),
    )  # fmt: skip
    refused_fields: ClassVar = {
        "own_entity.no_name": "name",
        "own_entity.name_taken": "name",
        "own_entity.bad_inn": "inn",
    }

    name = forms.CharField(label=pgettext_lazy("of a company", "Full name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    inn = forms.CharField(label=_("INN"), max_length=20, required=False)
    kpp = forms.CharField(label=_("KPP"), max_length=9, required=False)
    ogrn = forms.CharField(label=_("OGRN"), max_length=15, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    address_en = forms.CharField(label=_("Address in English"), max_length=300, required=False)
    director_title = forms.CharField(label=_("Head: position"), max_length=120, required=False)
    director_name = forms.CharField(label=_("Head: name"), max_length=120, required=False)
    accountant_name = forms.CharField(label=_("Chief accountant"), max_length=120, required=False)
    prefix = forms.CharField(  # type: ignore[assignment] # a field: the form takes it off its class
        label=_("Prefix of numbers"), max_length=8, required=False,
        help_text=_("Stands before the number of every document: С-47."),
    )  # fmt: skip
    currency = CurrencyField(initial="RUB")
    country = forms.CharField(
        label=_("Country"), max_length=2, min_length=2, initial="RU",
        help_text=_("Two letters: its tax rates apply."),
    )  # fmt: skip
    is_main = forms.BooleanField(label=_("The usual one: offered first"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: OwnEntity) -> "EntityForm":
        return cls(initial={name: getattr(row, name) for name in cls.base_fields})

    @property
    def entity_data(self) -> EntityData:
        kept = self.cleaned_data
        told = {name: kept[name] for name in EntityData.__slots__}
        return EntityData(**told | {"country": str(kept["country"]).upper()})

    def clean_inn(self) -> str:
        bare = "".join(str(self.cleaned_data["inn"]).split())
        if len(bare) > 12:
            raise ValidationError(str(REFUSALS["own_entity.bad_inn"]))
        return bare


class AccountForm(SetupForm):
    """An account of a company of ours."""

    layout: ClassVar = (("bank",), ("bik", "correspondent"), ("number", "currency"), ("is_main",))
    refused_fields: ClassVar = {"account.taken": "number", "account.bad_bik": "bik"}

    bank = forms.CharField(label=_("Bank"), max_length=120)
    bik = forms.CharField(label=_("BIK or SWIFT"), max_length=11)
    correspondent = forms.CharField(label=_("Correspondent account"), max_length=20, required=False)
    number = forms.CharField(label=_("Account number or IBAN"), max_length=34)
    currency = CurrencyField(initial="RUB")
    is_main = forms.BooleanField(label=_("Printed on invoices"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: BankAccount) -> "AccountForm":
        return cls(initial={name: getattr(row, name) for name in cls.base_fields})

    @property
    def account_data(self) -> AccountData:
        return AccountData(**{name: self.cleaned_data[name] for name in AccountData.__slots__})


class RegimeForm(SetupForm):
    """How a company is taxed from a day on."""

    regime = forms.ChoiceField(label=_("Tax regime"), choices=TaxRegime)
    from_on = forms.DateField(label=_("From"), widget=DateInput)


class TaxForm(SetupForm):
    """A rate of VAT with its days and its source."""

    layout: ClassVar = (
        ("country", "regime", "code"), ("percent", "from_on", "to_on"), ("source",),
        ("checked_on",),
    )  # fmt: skip
    refused_fields: ClassVar = {
        "tax_rate.ends_before_start": "to_on",
        "tax_rate.day_taken": "from_on",
        "tax_rate.overlaps": "from_on",
    }

    country = forms.CharField(label=_("Country"), max_length=2, min_length=2, initial="RU")
    regime = forms.ChoiceField(label=_("Tax regime"), choices=TaxRegime)
    code = forms.ChoiceField(label=_("Kind of rate"), choices=TaxCode)
    percent = PercentField(label=_("Rate, %"))
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To, inclusive"), widget=DateInput, required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300,
        help_text=_("The law, or the page where it is written: whoever doubts must find it."),
    )  # fmt: skip
    checked_on = forms.DateField(label=_("Checked on"), widget=DateInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: TaxRate) -> "TaxForm":
        names = (name for name in cls.base_fields if name != "percent")
        values = {name: getattr(row, name) for name in names}
        return cls(initial=values | {"percent": row.percent_bp})

    @property
    def tax_data(self) -> TaxData:
        kept = {name: self.cleaned_data[name] for name in TaxData.__slots__ if name != "percent_bp"}
        return TaxData(
            **kept | {"country": str(kept["country"]).upper()},
            percent_bp=self.cleaned_data["percent"],
        )


class ExchangeForm(SetupForm):
    """One rate of one day."""

    layout: ClassVar = (("currency", "on"), ("rate",), ("source",))
    refused_fields: ClassVar = {"exchange.is_base": "currency", "exchange.not_positive": "rate"}

    currency = CurrencyField()
    on = forms.DateField(label=_("Date"), widget=DateInput)
    rate = NumberField(label=_("One unit is worth"), max_digits=16, decimal_places=6, min_value=0)
    source = forms.CharField(label=_("Source"), max_length=120, required=False)

    @property
    def rates(self) -> list[ExchangeData]:
        kept = self.cleaned_data
        return [ExchangeData(kept["currency"], kept["on"], int(kept["rate"] * E6), kept["source"])]


class ExchangePasteForm(SetupForm):
    """Rates of many days: a currency, a day and a rate in each line, as a table has them."""

    lines = forms.CharField(
        label=_("Rates"),
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "EUR;02.11.2026;95,4210"}),
        help_text=_("Currency; date; rate: one to a line, with ; , or tabs between them."),
    )
    rates: list[ExchangeData]

    def clean_lines(self) -> str:
        text = str(self.cleaned_data["lines"])
        found, wrong = [], []
        for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
            if not line.strip():
                continue
            rate = _read_rate(line)
            if rate is None:
                wrong.append(str(number))
            else:
                found.append(rate)
        if wrong:
            told = ", ".join(wrong[:10])
            raise ValidationError(__("Not understood: lines %(lines)s") % {"lines": told})
        self.rates = found
        return text


def _read_rate(line: str) -> ExchangeData | None:
    parts = [part.strip() for part in line.split(";" if ";" in line else "\t")]
    if len(parts) < 3 and ";" not in line and "\t" not in line:
        parts = [part.strip() for part in line.split(",", 2)]
    if len(parts) < 3:
        return None
    code, day = parts[0].upper(), read_day(parts[1])
    number = "".join(parts[2].split()).replace(",", ".")
    if not (len(code) == 3 and code.isascii() and code.isalpha() and day):
        return None
    try:
        rate = Decimal(number)
    except ArithmeticError:
        return None
    numerator, denominator = (rate * E6).as_integer_ratio() if rate.is_finite() else (0, 1)
    minor = round_half_up(numerator, denominator)
    source = parts[3][:120] if len(parts) > 3 else ""
    return ExchangeData(code, day, minor, source) if 0 < minor < 10**15 else None


class RulesForm(SetupForm):
    """The rules of the house for money."""

    layout: ClassVar = (
        ("base_currency", "vat_rounding"), ("margin_floor", "hard_floor"), ("warn_at",),
        ("step_minutes", "submit_weekday"), ("overhead_by",), ("pack_day",),
    )  # fmt: skip
    refused_fields: ClassVar = {
        "rules.base_in_use": "base_currency",
        "rules.floors_crossed": "hard_floor",
    }
    PERCENTS: ClassVar = ("margin_floor", "hard_floor", "warn_at")

    base_currency = CurrencyField(label=_("Base currency"))
    vat_rounding = forms.ChoiceField(label=_("VAT is rounded"), choices=VatRounding)
    margin_floor = PercentField(
        label=_("Margin floor, %"), help_text=_("An estimate below it asks for approval.")
    )
    hard_floor = PercentField(
        label=_("Floor that only the head lowers, %"),
        help_text=_("Below it the client service director is asked."),
    )
    warn_at = PercentField(label=_("Warn when so much of a budget is used, %"))
    step_minutes = forms.TypedChoiceField(
        label=_("Time is entered in steps of"),
        coerce=int,
        choices=[
            (n, format_lazy("{} {}", n, pgettext_lazy("unit", "min")))
            for n in (5, 6, 10, 15, 30, 60)
        ],
    )
    submit_weekday = forms.TypedChoiceField(
        label=_("A week is submitted by"), coerce=int, choices=WEEKDAYS
    )
    overhead_by = forms.ChoiceField(
        label=_("Overhead is shared by"),
        choices=[
            ("agi", pgettext_lazy("overhead is shared by", "gross income")),
            ("hours", pgettext_lazy("overhead is shared by", "hours")),
        ],
        widget=RadioCards,
    )
    pack_day = forms.IntegerField(
        label=_("Day of the monthly pack"), min_value=1, max_value=28,
        help_text=_("The month before is put together on this day."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: MoneyRules) -> "RulesForm":
        values = {
            name: getattr(row, f"{name}_bp" if name in cls.PERCENTS else name)
            for name in cls.base_fields
        }
        return cls(initial=values)

    @property
    def values(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {f"{name}_bp" if name in self.PERCENTS else name: v for name, v in kept.items()}
