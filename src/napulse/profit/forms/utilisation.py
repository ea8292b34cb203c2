"""Bands of utilisation: from so many to so many per cent, by work role."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.people.models import WorkRole
from napulse.profit.actions.utilisation import Band
from napulse.profit.queries.utilisation import USUAL
from napulse.ui.forms import ActionForm

EVERYBODY = 0
LOW, HIGH = pgettext_lazy("bound of a band", "from"), pgettext_lazy("bound of a band", "to")


class TargetsForm(ActionForm):
    """A row for everybody and one for each role; `seen_…` is what stood in it."""

    refusals: ClassVar = {
        "target.changed": _("Somebody changed the band of %(role)s meanwhile. Look again."),
        "target.order": _("From is not above to, and neither is above 150."),
    }

    def __init__(
        self,
        *args: Any,
        work_roles: Sequence[WorkRole],
        bands: Mapping[int, tuple[int, int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.work_roles = list(work_roles)
        usual = bands.get(EVERYBODY, USUAL)
        for key, name in [(EVERYBODY, _("Everybody else")), *((r.pk, r.name) for r in work_roles)]:
            known = bands.get(key)
            for place, part in enumerate(("low", "high")):
                field = forms.IntegerField(min_value=0, max_value=150, required=False)
                bound = LOW if part == "low" else HIGH
                field.label = f"{name}, {bound}"
                field.initial = known[place] // 100 if known else None
                field.widget.attrs |= {"aria-label": str(field.label), "class": "input num"}
                field.widget.attrs["placeholder"] = str(usual[place] // 100)
                self.fields[f"{part}_{key}"] = field
            seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
            seen.initial = f"{known[0]}-{known[1]}" if known else ""
            self.fields[f"seen_{key}"] = seen

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The name with its three fields."""
        named = [(EVERYBODY, _("Everybody else")), *((r.pk, r.name) for r in self.work_roles)]
        return [
            (name, self[f"low_{key}"], self[f"high_{key}"], self[f"seen_{key}"])
            for key, name in named
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for key in [EVERYBODY, *(role.pk for role in self.work_roles)]:
            low, high = cleaned.get(f"low_{key}"), cleaned.get(f"high_{key}")
            if (low is None) != (high is None):
                self.add_error(f"low_{key}", _("Write both, or leave both empty."))
            elif low is not None and high is not None and low > high:
                self.add_error(f"low_{key}", _("From is above to."))
        return cleaned

    def bands(self) -> list[Band]:
        """What is stated, each with what was seen."""
        found = []
        for role in [None, *self.work_roles]:
            key = role.pk if role else EVERYBODY
            low, high = self.cleaned_data[f"low_{key}"], self.cleaned_data[f"high_{key}"]
            limits = None if low is None else (low * 100, high * 100)
            found.append(Band(role, limits, _seen(self.cleaned_data[f"seen_{key}"])))
        return found


def _seen(text: str) -> tuple[int, int] | None:
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    low, high = (int(part[:6]) for part in parts)
    return low, high
