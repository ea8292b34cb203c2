"""What a person writes of a project's charter, members and duties."""

from typing import Any, ClassVar

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.delivery.actions.team import CharterData
from napulse.delivery.forms.projects import CHANGED
from napulse.delivery.models import Duty
from napulse.ui.forms import ActionForm, let_choose

LONG = forms.Textarea(attrs={"rows": 5})


class CharterForm(ActionForm):
    product = forms.CharField(
        label=_("Product"),
        required=False,
        max_length=4000,
        widget=LONG,
        help_text=_("What the client will have in hand when we are done."),
    )
    goals = forms.CharField(
        label=_("Business goals"),
        required=False,
        max_length=4000,
        widget=LONG,
        help_text=_("What it changes for the client's business, and how that is measured."),
    )
    acceptance = forms.CharField(
        label=_("Acceptance criteria"),
        required=False,
        max_length=4000,
        widget=LONG,
        help_text=_("By what both sides will see that it is done."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals: ClassVar = {"row.changed": CHANGED}

    @property
    def charter_data(self) -> CharterData:
        cleaned = self.cleaned_data
        return CharterData(cleaned["product"], cleaned["goals"], cleaned["acceptance"])


class ReadingForm(ActionForm):
    edition = forms.IntegerField(widget=forms.HiddenInput)

    refusals: ClassVar = {
        "charter.newer": _("The charter has changed meanwhile: read what it says now."),
    }


class MemberForm(ActionForm):
    user: "Choice[User]" = forms.ModelChoiceField(label=_("Colleague"), queryset=None)

    refusals: ClassVar = {"member.is_there": _("%(name)s is in the team already.")}
    refused_fields: ClassVar = {"member.is_there": "user"}

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "user", people)


class DutiesForm(ActionForm):
    """One person for each duty; fields are named by the duties."""

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for duty in Duty:
            self.fields[duty.value] = forms.ModelChoiceField(
                label=duty.label, queryset=people, required=False, empty_label=_("nobody yet")
            )

    @property
    def holders(self) -> dict[str, User | None]:
        return {duty.value: self.cleaned_data[duty.value] for duty in Duty}
