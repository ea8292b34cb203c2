"""The form of the agency's service standard: minutes are shown as hours."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.service.actions.standards import StandardData
from napulse.service.models import ServiceStandard
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import RadioCards

KINDS = [
    ("elapsed", _("Elapsed hours, day and night")),
    ("working", _("Working hours of the client's calendar")),
]


class StandardForm(ActionForm):
    refusals: ClassVar = {
        "standard.changed_meanwhile": _(
            "Somebody saved the standard meanwhile. Saving once more keeps your values."
        ),
        "standard.clock_not_positive": _("A report takes time: at least one hour."),
        "standard.warns_before_start": _("Warn later than the clock starts."),
        "standard.not_positive": _("All of these are at least one."),
    }
    refused_fields: ClassVar = {
        "standard.clock_not_positive": "clock_hours",
        "standard.warns_before_start": "warn_hours",
    }
    clock_kind = forms.ChoiceField(label=_("Which hours count"), choices=KINDS, widget=RadioCards())
    clock_hours = forms.IntegerField(
        label=_("Status report within, hours"), min_value=1, max_value=720
    )
    warn_hours = forms.IntegerField(
        label=_("Warn before the end, hours"), min_value=0, max_value=719
    )
    cadence_days = forms.IntegerField(
        label=_("Speak with a client at least every, days"), min_value=1, max_value=365
    )
    escalation_hours = forms.IntegerField(
        label=_("Resolve an escalation within, hours"), min_value=1, max_value=720
    )
    climb_hours = forms.IntegerField(
        label=_("Climb a step after, working hours"), min_value=1, max_value=200
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def data_wanted(self) -> StandardData:
        values = self.cleaned_data
        return StandardData(
            clock_kind=values["clock_kind"],
            clock_minutes=values["clock_hours"] * 60,
            warn_minutes=values["warn_hours"] * 60,
            cadence_days=values["cadence_days"],
            escalation_hours=values["escalation_hours"],
            climb_hours=values["climb_hours"],
        )

    def differing(self, standard: ServiceStandard) -> list[tuple[str, Any, Any]]:
        """Label, what was typed and what is stored, where they differ."""
        stored = values_of(standard)
        return [
            (str(field.label), self.cleaned_data.get(name), stored[name])
            for name, field in self.fields.items()
            if name != "version" and self.cleaned_data.get(name) != stored[name]
        ]


def values_of(standard: ServiceStandard) -> dict[str, Any]:
    return {
        "clock_kind": standard.clock_kind,
        "clock_hours": standard.clock_minutes // 60,
        "warn_hours": standard.warn_minutes // 60,
        "cadence_days": standard.cadence_days,
        "escalation_hours": standard.escalation_hours,
        "climb_hours": standard.climb_hours,
        "version": standard.version,
    }
