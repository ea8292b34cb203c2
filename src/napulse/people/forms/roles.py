"""What a person says of work roles and what their hours cost."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.money import Money
from napulse.people.actions.rates import RateData
from napulse.people.forms.rows import CHANGED
from napulse.people.models import Grade, WorkRole
from napulse.ui.formats import typed
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import DateInput

CURRENCY = "RUB"
USUAL_ROLES = (
    pgettext_lazy("work role", "Account manager"),
    pgettext_lazy("work role", "Project manager"),
    pgettext_lazy("work role", "Producer"),
    pgettext_lazy("work role", "Strategist"),
    pgettext_lazy("work role", "Researcher"),
    pgettext_lazy("work role", "Analyst"),
    pgettext_lazy("work role", "Media planner"),
    pgettext_lazy("work role", "Creative director"),
    pgettext_lazy("work role", "Art director"),
    pgettext_lazy("work role", "Designer"),
    pgettext_lazy("work role", "Motion designer"),
    pgettext_lazy("work role", "UX designer"),
    pgettext_lazy("work role", "Copywriter"),
    pgettext_lazy("work role", "Editor"),
    pgettext_lazy("work role", "Social media manager"),
    pgettext_lazy("work role", "Paid media specialist"),
    pgettext_lazy("work role", "Front-end developer"),
    pgettext_lazy("work role", "Back-end developer"),
    pgettext_lazy("work role", "QA engineer"),
    pgettext_lazy("work role", "Prepress specialist"),
)


class WorkRoleForm(ActionForm):
    name = forms.CharField(label=pgettext_lazy("of a work role", "Name"), max_length=80)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = {
        "work_role.name_taken": _("There is already a role called %(name)s."),
        "work_role.archived": _("%(name)s was put away meanwhile."),
        "row.changed": CHANGED,
    }
    refused_fields = {"work_role.name_taken": "name"}


class MoneyField(forms.DecimalField):
    """An amount as people type it: "1 500,50"."""

    def __init__(self, **kwargs: Any) -> None:
        field = forms.TextInput(attrs={"inputmode": "decimal", "class": "input right"})
        super().__init__(max_digits=12, decimal_places=2, min_value=0, widget=field, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)


class RatesForm(ActionForm):
    """A grid of roles × grades; `seen_…` is what stood in a cell when the page was made."""

    from_on = forms.DateField(label=_("Valid from"), widget=DateInput)

    refusals = {
        "rate.changed": _(
            "The cost of %(role)s differs from what you saw: somebody changed it, or another cost"
            " begins before that day. Look again and repeat."
        )
    }

    def __init__(
        self,
        *args: Any,
        work_roles: Sequence[WorkRole],
        costs: Mapping[tuple[int, int], Money],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.work_roles, self.costs = work_roles, costs
        for role in work_roles:
            for grade, title in Grade.choices:
                key = f"{role.pk}_{grade}"
                known = costs.get((role.pk, grade))
                cell = MoneyField(label=f"{role.name}, {title}", required=False)
                cell.initial = typed(known.amount) if known else None
                cell.widget.attrs["aria-label"] = cell.label
                self.fields[f"cost_{key}"] = cell
                seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
                seen.initial = known.minor if known else None
                self.fields[f"seen_{key}"] = seen

    def grid(self) -> list[tuple[WorkRole, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Each role with the cell and the memory of each grade."""
        return [
            (role, [self._cell(f"{role.pk}_{grade}") for grade in Grade.values])
            for role in self.work_roles
        ]

    def _cell(self, key: str) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"cost_{key}"], self[f"seen_{key}"]

    @property
    def from_day(self) -> date:
        day: date = self.cleaned_data["from_on"]
        return day

    @property
    def rates(self) -> list[RateData]:
        """The cells that differ from what they showed; an emptied cell changes nothing."""
        found = []
        for role in self.work_roles:
            for grade in Grade.values:
                cost = self.cleaned_data.get(f"cost_{role.pk}_{grade}")
                seen = self.cleaned_data.get(f"seen_{role.pk}_{grade}")
                if cost is not None and (money := Money.of(cost, CURRENCY)).minor != seen:
                    found.append(RateData(role, grade, money, seen))
        return found
