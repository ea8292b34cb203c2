"""What the forms of contracts share: words of refusals, money, percent and hours as people type."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.contracts.wording import REFUSALS
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money, round_half_up
from napulse.ui.formats import typed, work_hours
from napulse.ui.forms import VersionedForm

CURRENCIES = [(code, code) for code in ("RUB", "USD", "EUR", "GBP", "KZT", "CNY")]
BP = 100
HOUR = 60


class NumberField(forms.DecimalField):
    """A number as people write it: "1 200 000,50"."""

    def __init__(self, *, min_value: int | None = 0, unit: str = "", **kwargs: Any) -> None:
        control = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        self.unit = unit
        super().__init__(
            max_digits=14, decimal_places=2, min_value=min_value, widget=control, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".").replace("\u2212", "-")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Without needless zeros, as people of the page's language write it."""
        return typed(value) if isinstance(value, Decimal) else value


def to_bp(value: Decimal | None) -> int | None:
    return None if value is None else round_half_up(int(value * BP * BP), BP)


def from_bp(bp: int | None) -> Decimal | None:
    return None if bp is None else Decimal(bp) / BP


def to_minor(value: Decimal | None, currency: str) -> int | None:
    return None if value is None else Money.of(value, currency).minor


def from_minor(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else Money(minor, currency).amount


def to_minutes(value: Decimal | None) -> int | None:
    return None if value is None else round_half_up(int(value * HOUR * BP), BP)


def from_minutes(minutes: int | None) -> Decimal | None:
    return None if minutes is None else (Decimal(minutes) / HOUR).quantize(Decimal("0.01"))


class NounForm(VersionedForm):
    """A form about contracts, in the words of this app."""

    refusals: ClassVar = REFUSALS

    def retold(self, refusal: Refused) -> Refused:
        """What is left of a retainer in hours is said in hours."""
        if refusal.code == "move.not_left" and refusal.values.get("unit") == "hours":
            return Refused(refusal.code, left=work_hours(int(str(refusal.values["left"]))))
        return refusal


def version_field() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


PERIODS_CARRIED = [
    ("0", _("nothing is carried over")),
    ("1", _("for one period")),
    ("2", _("for two periods")),
    ("3", _("for three periods")),
    ("6", _("for six periods")),
    ("12", _("for twelve periods")),
    ("", _("without end")),
]
