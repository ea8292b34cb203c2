"""Forms of the books: a write-off, the overhead of a year."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.profit import wording
from napulse.profit.actions.overheads import OverheadData
from napulse.profit.actions.write_offs import WriteOffData
from napulse.profit.models import WriteOffReason
from napulse.profit.queries.overheads import OverheadYear
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import DateInput

if TYPE_CHECKING:
    from napulse.delivery.models import Project

NEW_ROWS = 3
MOST = 10**13


class AmountField(forms.DecimalField):
    """An amount as people type it: "1 500,50"."""

    def __init__(self, **kwargs: Any) -> None:
        field = forms.TextInput(attrs={"inputmode": "decimal", "class": "input right"})
        super().__init__(max_digits=14, decimal_places=2, widget=field, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)


class WriteOffForm(ActionForm):
    """How much of a project's unbilled worth is written off, and why."""

    project: "forms.ModelChoiceField[Project]" = forms.ModelChoiceField(
        label=_("Project"), queryset=None
    )
    amount = AmountField(
        label=pgettext_lazy("of time at sell rates", "Worth"), min_value=Decimal("0.01")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=WriteOffReason.choices)
    words = forms.CharField(
        label=_("In words"), required=False, max_length=300, widget=forms.Textarea({"rows": 2})
    )
    on = forms.DateField(label=_("Counts on"), widget=DateInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals = {
        "write_off.too_much": _("Only %(left)s of this project's work is not billed yet."),
        "write_off.nothing": _("Write an amount above nothing."),
    }
    refused_fields = {"write_off.too_much": "amount", "write_off.nothing": "amount"}

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def refuse(self, refusal: Any) -> None:
        """Money in a refusal is written as money."""
        if isinstance(refusal.values.get("left"), int):
            refusal.values["left"] = wording.full(refusal.values["left"], self.currency)
        super().refuse(refusal)

    @property
    def data_of(self) -> WriteOffData:
        values = self.cleaned_data
        amount = Money.of(values["amount"], self.currency).minor
        return WriteOffData(values["on"], amount, values["reason"], values["words"].strip())


class OverheadForm(ActionForm):
    """A year as a grid: what for × month; `seen_…` is what stood in a cell when it was made."""

    refusals = {
        "overhead.changed": _(
            "%(title)s was changed by somebody else meanwhile. Look again and repeat."
        )
    }

    def __init__(self, *args: Any, year: OverheadYear, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.currency = year, currency
        for place, title in enumerate([*year.titles, *[""] * NEW_ROWS]):
            self._add_row(place, title, year.amounts)

    def _add_row(self, place: int, title: str, amounts: Mapping[tuple[str, date], int]) -> None:
        name = forms.CharField(label=_("What for"), max_length=120, required=False)
        name.initial = title
        name.widget.attrs |= {"class": "input what", "aria-label": _("What for")}
        if title:
            name.widget.attrs["readonly"] = True
        self.fields[f"title_{place}"] = name
        for number, month in enumerate(self.year.months):
            known = amounts.get((title, month))
            cell = AmountField(label=wording.month(month), required=False)
            cell.initial = None if known is None else wording.typed(known, self.currency)
            cell.widget.attrs["aria-label"] = f"{title} {wording.month(month)}".strip()
            self.fields[f"cost_{place}_{number}"] = cell
            seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
            seen.initial = known
            self.fields[f"seen_{place}_{number}"] = seen

    def grid(self) -> list[tuple[forms.BoundField, list[tuple[forms.BoundField, ...]]]]:
        return [
            (
                self[f"title_{place}"],
                [
                    (self[f"cost_{place}_{n}"], self[f"seen_{place}_{n}"])
                    for n in range(len(self.year.months))
                ],
            )
            for place in range(len(self.year.titles) + NEW_ROWS)
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        titles = [self._title(place) for place in self._places()]
        named = [title for title in titles if title]
        for place, title in enumerate(titles):
            filled = any(self._cost(place, n) is not None for n in range(len(self.year.months)))
            if filled and not title:
                self.add_error(f"title_{place}", _("Say what this is for."))
            elif title and named.count(title) > 1:
                self.add_error(f"title_{place}", _("This stands twice in the table."))
        return values

    def _places(self) -> range:
        return range(len(self.year.titles) + NEW_ROWS)

    def _title(self, place: int) -> str:
        """A row that is there keeps its name: the field only shows it."""
        if place < len(self.year.titles):
            return self.year.titles[place]
        return str(self.cleaned_data.get(f"title_{place}") or "").strip()

    def _cost(self, place: int, number: int) -> Decimal | None:
        found: Decimal | None = self.cleaned_data.get(f"cost_{place}_{number}")
        return found

    @property
    def rows(self) -> Sequence[OverheadData]:
        """The cells that differ from what they showed; an emptied cell removes its row."""
        found = []
        for place in self._places():
            title = self._title(place)
            for number, month in enumerate(self.year.months):
                cost = self._cost(place, number)
                minor = None if cost is None else Money.of(cost, self.currency).minor
                seen = self.cleaned_data.get(f"seen_{place}_{number}")
                if title and minor != seen:
                    found.append(OverheadData(title, month, minor, seen))
        return found
