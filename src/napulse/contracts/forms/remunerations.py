"""What a person says of a remuneration, by its kind, and of a move on a retainer."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Brand
from napulse.contracts.actions import MoveData, RemunerationData
from napulse.contracts.forms.base import (
    PERIODS_CARRIED,
    NounForm,
    NumberField,
    from_bp,
    from_minor,
    from_minutes,
    to_bp,
    to_minor,
    to_minutes,
    version_field,
)
from napulse.contracts.models import (
    CommissionBase,
    Remuneration,
    RemunerationKind,
    RetainerPeriod,
    RetainerUnit,
)
from napulse.delivery.models import Project
from napulse.ui.forms import let_choose
from napulse.ui.widgets import DateInput

ALWAYS = ("title", "clause", "brand", "project", "from_on", "to_on", "version")
OWN_FIELDS = {
    RemunerationKind.RETAINER: (
        "unit", "period", "granted", "amount", "carry_periods", "carry_cap", "debt_limit",
        "overage_rate", "prorate",
    ),
    RemunerationKind.FIXED: ("amount",),
    RemunerationKind.TIME: ("cap",),
    RemunerationKind.COMMISSION: ("percent", "base"),
    RemunerationKind.BONUS: ("amount", "percent"),
}  # fmt: skip
AMOUNTS = {
    RemunerationKind.RETAINER: _("Fee for a period"),
    RemunerationKind.FIXED: _("Fee for the whole"),
    RemunerationKind.BONUS: _("Paid at most"),
}


class RemunerationForm(NounForm):
    """Only the fields that the kind knows; amounts of a retainer are hours or money by its unit."""

    layout: ClassVar = (
        ("title", "clause"),
        ("brand", "project"),
        ("from_on", "to_on"),
        ("unit", "period"),
        ("granted", "amount"),
        ("carry_periods", "carry_cap"),
        ("debt_limit", "overage_rate"),
        ("percent", "base"),
        ("since",),
    )
    refused_fields: ClassVar = {
        "remuneration.no_granted": "granted",
        "remuneration.no_amount_minor": "amount",
        "remuneration.no_percent_bp": "percent",
        "remuneration.ends_before_it_begins": "to_on",
        "remuneration.before_the_contract": "from_on",
        "remuneration.all_of_gross": "percent",
        "remuneration.money_in_another_currency": "unit",
        "remuneration.since_when": "since",
        "remuneration.not_a_period": "since",
        "remuneration.has_changed": "since",
        "remuneration.another_shape": "unit",
    }

    title = forms.CharField(label=pgettext_lazy("of a remuneration", "What for"), max_length=200)
    clause = forms.CharField(label=_("Clause"), max_length=60, required=False)
    brand: "Choice[Brand]" = forms.ModelChoiceField(label=_("Brand"), queryset=None, required=False)
    project: "Choice[Project]" = forms.ModelChoiceField(
        label=_("Project"), queryset=None, required=False
    )
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: as long as the contract."),
    )
    unit = forms.ChoiceField(label=_("Kept"), choices=RetainerUnit.choices)
    period = forms.ChoiceField(label=_("Granted"), choices=RetainerPeriod.choices)
    granted = NumberField(label=_("Hours or money for a period"), required=False)
    amount = NumberField(label=_("Fee"), required=False)
    carry_periods = forms.ChoiceField(
        label=_("What is left goes on"), choices=PERIODS_CARRIED, required=False
    )
    carry_cap = NumberField(
        label=_("Of it at most"), required=False, help_text=_("Empty: all that is left.")
    )
    debt_limit = NumberField(label=_("May be overdrawn by"), required=False)
    overage_rate = NumberField(
        label=_("Price of an hour above"),
        required=False,
        help_text=_("Of a retainer in money what is above costs itself."),
    )
    prorate = forms.BooleanField(
        label=_("The first and the last period are granted by days"), required=False
    )
    cap = NumberField(
        label=_("Not to exceed"), required=False, help_text=_("Empty: without a cap.")
    )
    percent = NumberField(label=_("Percent"), required=False)
    base = forms.ChoiceField(label=_("Taken"), choices=CommissionBase.choices)
    since = forms.DateField(
        label=_("What changes holds from the period that begins on"),
        required=False,
        widget=DateInput,
        help_text=_("Earlier periods stay as they were. The retainer's first day corrects all."),
    )
    version = version_field()

    def __init__(
        self,
        *args: Any,
        kind: str,
        currency: str,
        offers: dict[str, Any],
        asks_since: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.currency = RemunerationKind(kind), currency
        let_choose(self, "brand", offers["brand"])
        let_choose(self, "project", offers["project"])
        kept = {*ALWAYS, *OWN_FIELDS[self.kind], *(["since"] if asks_since else [])}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        if self.kind in AMOUNTS:
            self.fields["amount"].label = AMOUNTS[self.kind]

    @staticmethod
    def of(row: Remuneration, currency: str) -> dict[str, Any]:
        """What the form of an existing remuneration begins with."""
        names = ("title", "clause", "brand", "project", "from_on", "to_on", "unit", "period")
        shown = from_minutes if row.unit == RetainerUnit.HOURS else _shown_money(currency)
        return {name: getattr(row, name) for name in (*names, "base", "prorate", "version")} | {
            "granted": shown(row.granted),
            "carry_cap": shown(row.carry_cap),
            "debt_limit": shown(row.debt_limit) if row.debt_limit else None,
            "amount": from_minor(row.amount_minor, currency),
            "cap": from_minor(row.cap_minor, currency),
            "percent": from_bp(row.percent_bp),
            "overage_rate": from_minor(row.overage_rate_minor, currency),
            "carry_periods": "" if row.carry_periods is None else str(row.carry_periods),
        }

    @property
    def data_of_remuneration(self) -> RemunerationData:
        kept = self.cleaned_data
        plain = {name: kept[name] for name in ALWAYS if name != "version"}
        return RemunerationData(
            kind=self.kind,
            amount_minor=to_minor(kept.get("amount"), self.currency),
            cap_minor=to_minor(kept.get("cap"), self.currency),
            percent_bp=to_bp(kept.get("percent")),
            base=kept.get("base") or CommissionBase.GROSS,
            **plain,
            **(self._policy if self.kind == RemunerationKind.RETAINER else {}),
        )

    @property
    def _policy(self) -> dict[str, Any]:
        kept = self.cleaned_data
        in_hours = kept["unit"] == RetainerUnit.HOURS
        return {
            "unit": kept["unit"],
            "period": kept["period"],
            "prorate": kept["prorate"],
            "carry_periods": int(kept["carry_periods"]) if kept["carry_periods"] else None,
            "overage_rate_minor": to_minor(kept["overage_rate"], self.currency),
            **{
                name: to_minutes(kept[name]) if in_hours else to_minor(kept[name], self.currency)
                for name in ("granted", "carry_cap")
            },
            "debt_limit": (
                to_minutes(kept["debt_limit"])
                if in_hours
                else to_minor(kept["debt_limit"], self.currency)
            )
            or 0,
        }


def _shown_money(currency: str) -> Any:
    return lambda minor: from_minor(minor, currency)


class CorrectForm(NounForm):
    """A correction: with a minus it takes away."""

    layout: ClassVar[Sequence[Sequence[str]]] = (("amount", "on"), ("reason",))
    refused_fields: ClassVar = {
        "move.nothing": "amount",
        "move.not_left": "amount",
        "move.outside": "on",
        "move.to_itself": "to",
        "move.another_unit": "to",
    }

    amount = NumberField(
        label=_("How much"), min_value=None, help_text=_("With a minus, to take away.")
    )
    on = forms.DateField(label=_("Date"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = version_field()

    def __init__(self, *args: Any, unit: str, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.currency = unit, currency
        in_hours = unit == RetainerUnit.HOURS
        self.fields["amount"].label = _("How many hours") if in_hours else _("How much money")

    @property
    def data_of_move(self) -> MoveData:
        kept = self.cleaned_data
        in_hours = self.unit == RetainerUnit.HOURS
        amount = to_minutes(kept["amount"]) if in_hours else to_minor(kept["amount"], self.currency)
        return MoveData(amount or 0, kept["on"], kept["reason"], kept.get("to"))


class TransferForm(CorrectForm):
    """A transfer to another retainer of the client."""

    layout: ClassVar = (("to",), ("amount", "on"), ("reason",))

    to: "Choice[Remuneration]" = forms.ModelChoiceField(label=_("To the retainer"), queryset=None)
    amount = NumberField(label=_("How much"))

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "to", receivers)
