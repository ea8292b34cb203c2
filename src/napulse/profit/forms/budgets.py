"""An answer to an alert of a budget."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.ui.forms import ActionForm


class AnswerForm(ActionForm):
    words = forms.CharField(
        label=_("What we do about it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A change order, fewer hours, a word with the client: and by when."),
    )
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals: ClassVar = {
        "alert.words_missing": _("Say what we do about it."),
        "alert.closed": _("The alert is closed already: the budget is back."),
        "form.sent_before": _("This form was sent before, about something else."),
    }
    refused_fields: ClassVar = {"alert.words_missing": "words"}
