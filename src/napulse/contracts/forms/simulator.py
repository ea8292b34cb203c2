"""What the simulator is asked: whose work, when, the numbers of each model, and what if."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.clients.models import Client
from napulse.contracts.forms.base import NounForm, NumberField
from napulse.delivery.models import Project
from napulse.ui.forms import let_choose
from napulse.ui.widgets import DateInput

LONGEST_DAYS = 1830


class PeriodForm(NounForm):
    """Whose work, and from when to when."""

    layout: ClassVar = (("client", "project"), ("from_on", "to_on"))

    client: "Choice[Client]" = forms.ModelChoiceField(label=_("Client"), queryset=None)
    project: "Choice[Project]" = forms.ModelChoiceField(
        label=_("Project"), queryset=None, required=False, empty_label=_("all of the client")
    )
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To"), widget=DateInput)

    def __init__(self, *args: Any, clients: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "client", clients)
        let_choose(self, "project", projects)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("to_on", _("The last day is before the first."))
            elif (last - first).days > LONGEST_DAYS:
                self.add_error("to_on", _("At most five years at once."))
        client, project = cleaned.get("client"), cleaned.get("project")
        if client is not None and project is not None and project.client_id != client.pk:
            self.add_error("project", _("This belongs to another client."))
        return cleaned


def _money(label: Any, **more: Any) -> NumberField:
    return NumberField(label=label, required=False, **more)


def _share(label: Any, most: int = 1000) -> NumberField:
    return NumberField(label=label, required=False, max_value=most)


class ModelsForm(NounForm):
    """Numbers of the models; what is left empty is reckoned from the contract or the work."""

    layout: ClassVar = (
        ("fee", "discount", "cap"),
        ("retainer_fee", "retainer_hours", "overage_rate"),
        ("spend", "commission", "commission_net"),
        ("overhead", "profit"),
        ("bonus_base", "bonus", "earned"),
    )

    fee = _money(_("Fixed fee"))
    discount = _share(_("Discount on rates, %"), 100)
    cap = _money(_("Cap of time"))
    retainer_fee = _money(_("Retainer, a month"))
    retainer_hours = NumberField(label=_("Hours in it"), required=False)
    overage_rate = _money(_("An hour above"))
    spend = _money(_("Spend through us"))
    commission = _share(_("Commission of gross, %"), 99)
    commission_net = _share(_("Commission on net, %"))
    overhead = _share(_("Overhead on cost, %"))
    profit = _share(_("Profit on it, %"))
    bonus_base = _money(_("Fee under a bonus"))
    bonus = _money(_("Bonus at most"))
    earned = _share(_("Earned of it, %"), 100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # they stand below the answer, outside of their form
            field.widget.attrs["form"] = "simulator"


class WhatIfForm(NounForm):
    """By how many percent hours, scope or spend change before it is agreed."""

    layout: ClassVar = (("hours", "scope", "spending"),)

    hours = forms.IntegerField(
        label=_("Work takes longer by, %"), required=False, min_value=-100, max_value=500
    )
    scope = forms.IntegerField(
        label=_("Scope grows by agreement, %"), required=False, min_value=-100, max_value=500
    )
    spending = forms.IntegerField(
        label=_("Spend changes by, %"), required=False, min_value=-100, max_value=500
    )
