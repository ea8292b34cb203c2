"""What a person sends from the desk."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.text import whole
from napulse.ui.forms import ActionForm


class AsideForm(ActionForm):
    """Which clients to put aside, and until when."""

    until = forms.ChoiceField(choices=[("tomorrow", ""), ("monday", "")])

    def ids(self) -> list[int]:
        chosen = self.data.getlist("id")  # type: ignore[attr-defined]
        return [found for value in chosen if (found := whole(value)) is not None]

    def until_on(self, today: date) -> date:
        if self.cleaned_data["until"] == "monday":
            return today + timedelta(days=7 - today.weekday())
        return today + timedelta(days=1)


class ViewForm(ActionForm):
    """A name for the filters in use."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    refusals = {"view.too_many": _("There are %(count)s views already. Remove one first.")}
    refused_fields = {"view.too_many": "name"}
