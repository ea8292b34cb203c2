"""The rate card as a grid of roles × grades, and of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.estimates.actions.rates import SellRateData
from napulse.estimates.forms.cells import number_text
from napulse.estimates.queries.cards import Card
from napulse.estimates.wording import REFUSALS
from napulse.people.models import Grade, Person, WorkRole
from napulse.ui.formats import day
from napulse.ui.forms import ActionForm
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import DateInput

ANY: StrOrPromise = pgettext_lazy("any grade", "any")
GRADES: list[tuple[int, StrOrPromise]] = [(0, ANY), *Grade.choices]


class PriceField(forms.DecimalField):
    """A price as people type it: "1 500,50"."""

    def __init__(self, label: str) -> None:
        control = forms.TextInput(attrs={"inputmode": "decimal", "class": "right"})
        control.attrs["aria-label"] = label
        super().__init__(
            label=label, max_digits=12, decimal_places=2, min_value=0, required=False,
            widget=control,
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)


@dataclass(frozen=True, slots=True)
class Place:
    """One cell: whose price it is, what is stored for it and until when, what holds otherwise."""

    name: str
    label: str
    own: int | None
    otherwise: int | None
    role: WorkRole | None = None
    grade: int | None = None
    person: Person | None = None
    ends_on: date | None = None


class CardForm(ActionForm):
    """A grid of prices; `seen_…` is what stood in a cell when the page was made."""

    from_on = forms.DateField(label=_("Valid from"), widget=DateInput)
    to_on = forms.DateField(
        label=_("Valid to, if it ends"),
        widget=DateInput,
        required=False,
        help_text=_("After its last day the price holds that held without it."),
    )
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)
    client = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    refusals = dict(REFUSALS)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        point: str,
        of_client: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        if not of_client:
            del self.fields["to_on"]
        for place in places:
            cell = PriceField(place.label)
            cell.initial = self._text(place.own, point)
            if place.otherwise is not None:
                cell.widget.attrs["placeholder"] = self._text(place.otherwise, point)
            if place.ends_on:
                cell.help_text = _("to %(day)s") % {"day": day(place.ends_on)}
            self.fields[f"price_{place.name}"] = cell
            seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
            seen.initial = place.own
            self.fields[f"seen_{place.name}"] = seen
            cell.widget.attrs["class"] = "input right"

    @staticmethod
    def _text(minor: int | None, point: str) -> str | None:
        return None if minor is None else number_text(minor, 2, point)

    def cells(self, names: Sequence[str]) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"price_{name}"], self[f"seen_{name}"]) for name in names]

    @property
    def from_day(self) -> date:
        begins: date = self.cleaned_data["from_on"]
        return begins

    @property
    def last_day(self) -> date | None:
        ends: date | None = self.cleaned_data.get("to_on")
        return ends

    def rates(self, currency: str) -> list[SellRateData]:
        """The cells that differ from what they showed; an emptied cell changes nothing."""
        found = []
        for place in self.places:
            price = self.cleaned_data.get(f"price_{place.name}")
            seen = self.cleaned_data.get(f"seen_{place.name}")
            if price is None or (minor := Money.of(price, currency).minor) == seen:
                continue
            found.append(SellRateData(place.role, place.grade, minor, seen, place.person, currency))
        return found


def role_places(roles: Sequence[WorkRole], card: Card) -> list[Place]:
    return [
        Place(
            name=f"{role.pk}_{grade}",
            label=f"{role.name}, {title}",
            own=card.own.get((role.pk, grade)),
            otherwise=_fallback(card, role.pk, grade),
            role=role,
            grade=grade or None,
            ends_on=card.ends.get((role.pk, grade)),
        )
        for role in roles
        for grade, title in GRADES
    ]


def _fallback(card: Card, role_id: int, grade: int) -> int | None:
    """What holds where nothing is stored for the cell, narrowest first."""
    among: list[Mapping[tuple[int, int], int]] = [card.own, card.house]
    keys = [(role_id, grade), (role_id, 0)] if grade else [(role_id, 0)]
    for rates in among:
        for key in keys:
            if key in rates and not (rates is card.own and key == (role_id, grade)):
                return rates[key]
    return None


def person_places(people: Sequence[Person], card: Card) -> list[Place]:
    return [
        Place(
            name=f"p{person.pk}",
            label=person.user.name,
            own=card.people.get(person.pk),
            otherwise=card.house_people.get(person.pk),
            person=person,
            ends_on=card.ends.get(person.pk),
        )
        for person in people
    ]


class EndForm(ActionForm):
    """The last day of a client's price; empty when it goes on."""

    to_on = forms.DateField(label=_("Valid to"), widget=DateInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = dict(REFUSALS)
    refused_fields: ClassVar = {
        "sell_rate.ends_before_it_begins": "to_on",
        "sell_rate.house_goes_on": "to_on",
    }
