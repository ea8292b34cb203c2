"""Forms of what people cost: the grid of a day, and a pasted table."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from napulse.engines.exchange.bank.values import read_day, read_minor
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import fold
from napulse.ledger.forms.setup import NumberField, SetupForm
from napulse.people.actions import CostData, SeenCost
from napulse.people.models import Person
from napulse.people.queries import CostRow
from napulse.ui.formats import typed
from napulse.ui.widgets import DateInput

MOST_LINES = 2000


class CostsForm(SetupForm):
    """One cell for each person; `seen_…` is what stood in it when the page was made."""

    from_on = forms.DateField(label=_("Valid from"), widget=DateInput)

    def __init__(self, *args: Any, people: Sequence[CostRow], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.currency = people, currency
        for row in people:
            key, known = row.person.pk, row.cost
            cell = NumberField(
                label=row.person.user.name,
                required=False,
                max_digits=12,
                decimal_places=2,
                min_value=0,
            )
            if known is not None:
                cell.initial = typed(Money(known.cost_minor, known.currency).amount)
            cell.widget.attrs["aria-label"] = __("Cost of an hour: %s") % row.person.user.name
            self.fields[f"cost_{key}"] = cell
            seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
            seen.initial = known.cost_minor if known else None
            self.fields[f"seen_{key}"] = seen

    def grid(self) -> list[tuple[CostRow, forms.BoundField, forms.BoundField]]:
        """Each person with the cell and its memory."""
        return [
            (row, self[f"cost_{row.person.pk}"], self[f"seen_{row.person.pk}"])
            for row in self.people
        ]

    @property
    def from_day(self) -> date:
        day: date = self.cleaned_data["from_on"]
        return day

    @property
    def costs(self) -> list[SeenCost]:
        """The cells that differ from what they showed; an emptied cell changes nothing."""
        found = []
        for row in self.people:
            cost: Decimal | None = self.cleaned_data.get(f"cost_{row.person.pk}")
            seen = self.cleaned_data.get(f"seen_{row.person.pk}")
            if cost is None:
                continue
            money = Money.of(cost, row.cost.currency if row.cost else self.currency)
            if money.minor != seen:
                found.append(SeenCost(CostData(row.person, money, self.from_day), seen))
        return found


class CostPasteForm(SetupForm):
    """Costs from a spreadsheet: who, how much and, if it is another day, since when."""

    lines = forms.CharField(
        label=_("From a spreadsheet"),
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "anna@agency.example\t1 850,00"}),
        help_text=_("E-mail or name, cost of an hour, and a date if it is another one."),
    )
    paste_from = forms.DateField(label=_("Valid from"), widget=DateInput)
    costs: list[CostData]

    def __init__(self, *args: Any, people: Sequence[CostRow], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.by_name: dict[str, list[Person]] = {}
        for row in people:
            user = row.person.user
            for name in {fold(user.name), user.email.casefold()}:
                self.by_name.setdefault(name, []).append(row.person)

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or self.cleaned_data
        text, day = str(kept.get("lines", "")), kept.get("paste_from")
        if text and day:
            self.costs = self._read(text, day)
        return kept

    def _read(self, text: str, day: date) -> list[CostData]:
        found, wrong = [], []
        for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
            if line.strip():
                one = self._line(line, day)
                if isinstance(one, str):
                    wrong.append(f"{number}: {one}")
                else:
                    found.append(one)
        if wrong:
            self.add_error("lines", ValidationError(wrong[:10]))
        return found

    def _line(self, line: str, day: date) -> CostData | str:
        """A cost, or what is wrong with the line."""
        parts = [part.strip() for part in line.split("\t" if "\t" in line else ";")]
        people = self.by_name.get(fold(parts[0]), [])
        if len(people) != 1:
            return __("several have this name") if people else __("nobody is called so")
        minor = read_minor(parts[1], self.currency) if len(parts) > 1 else None
        if minor is None or minor < 0:
            return __("this is no amount")
        on = read_day(parts[2]) if len(parts) > 2 and parts[2] else day
        if on is None:
            return __("this is no date")
        return CostData(people[0], Money(minor, self.currency), on)
