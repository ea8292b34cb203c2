"""What the forms of contracts share: layout, versions, money, percent and hours as people type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from napulse.contracts.wording import DASH, REFUSALS, hours
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money, round_half_up
from napulse.ui.forms import ActionForm

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
        """Without needless zeros, with the comma that people here write left to them."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value


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


@dataclass(frozen=True, slots=True)
class Differing:
    """One field that two people wrote differently."""

    label: str
    mine: str
    theirs: str


class NounForm(ActionForm):
    """A form laid out in rows of field names; a row not named stands alone."""

    refusals: ClassVar = REFUSALS
    layout: ClassVar[Sequence[Sequence[str]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differing: list[Differing] = []

    def rows(self) -> list[list[BoundField]]:
        """Visible fields, row by row."""
        placed = {name for row in self.layout for name in row}
        rest = [(name,) for name in self.fields if name not in placed]
        rows = [
            [self[name] for name in row if name in self.fields] for row in (*self.layout, *rest)
        ]
        visible = ([field for field in row if not field.is_hidden] for row in rows)
        return [row for row in visible if row]

    def refuse(self, refusal: Refused) -> None:
        """Say it in words; a lost update also shows both versions and takes the new number."""
        if refusal.code == "row.changed":
            self.differing = list(self._differences(refusal.values))
            renewed = {self.add_prefix("version"): str(refusal.values["version"])}
            self.data = {**self.data.dict(), **renewed}  # type: ignore[attr-defined]
        if refusal.code == "move.not_left" and refusal.values.get("unit") == "hours":
            refusal = Refused(refusal.code, left=hours(int(str(refusal.values["left"]))))
        super().refuse(refusal)

    def _differences(self, values: dict[str, Any]) -> Iterable[Differing]:
        for name, mine in values["mine"].items():
            if name in self.fields:
                theirs = values["theirs"][name]
                label = str(self.fields[name].label)
                yield Differing(label, self._told(name, mine), self._told(name, theirs))

    def _told(self, name: str, value: Any) -> str:
        field: Any = self.fields[name]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            choices: Any = field.choices
            value = dict(choices).get(value, value)
        return str(DASH if value in (None, "") else value)


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
