"""Forms of escalations: raising one, and the resolution that closes it."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.service.actions.escalations import Handed, HandRaised
from napulse.service.models import Escalation
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import MomentInput

REFUSALS: dict[str, StrOrPromise] = {
    "escalation.title_missing": _("Say in a few words what is wrong."),
    "escalation.due_passed": _("This moment has passed."),
    "escalation.submit_key_taken": _("This form was already sent. Open a new one."),
    "escalation.owner_unknown": _("Choose somebody of us."),
    "escalation.resolution_missing": _("Write how it ended: without it the escalation stays open."),
    "escalation.already_resolved": _("It is resolved already."),
    "escalation.at_the_top": _("There is nobody above: it has reached the top of its line."),
    "escalation.is_open": _("It is open already."),
    "escalation.another_is_open": _("Another escalation about the same action is open."),
    "row.changed": _("Somebody changed it while you were editing: look again at what holds now."),
}


class EscalationForm(ActionForm):
    """What is wrong, who takes it up and by when; the last two have sensible values."""

    refusals: ClassVar = REFUSALS
    refused_fields: ClassVar = {
        "escalation.title_missing": "title",
        "escalation.due_passed": "due_at",
        "escalation.owner_unknown": "owner",
    }
    title = forms.CharField(label=_("What is wrong"), max_length=200)
    detail = forms.CharField(
        label=_("Detail"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(),
        help_text=_("What happened, what was tried, what you need."),
    )
    owner = forms.TypedChoiceField(label=_("Who takes it up"), coerce=int)
    due_at = forms.DateTimeField(
        label=_("To be resolved by"),
        required=False,
        widget=MomentInput(),
        help_text=_("Empty: as the service standard says."),
    )
    submit_key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "owner", people)

    def wanted(self) -> HandRaised:
        values = self.cleaned_data
        return HandRaised(
            title=values["title"],
            detail=values["detail"],
            owner_id=values["owner"],
            due_at=values["due_at"],
            submit_key=str(values["submit_key"]),
        )


def new_key() -> str:
    return str(uuid4())


class HandForm(ActionForm):
    """Another owner or another deadline of an open escalation."""

    refusals: ClassVar = REFUSALS
    refused_fields: ClassVar = {
        "escalation.due_passed": "due_at",
        "escalation.owner_unknown": "owner",
    }
    owner = forms.TypedChoiceField(label=_("Who takes it up"), coerce=int)
    due_at = forms.DateTimeField(label=_("To be resolved by"), widget=MomentInput())
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, escalation: Escalation, people: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        initial = {
            "owner": escalation.owner_id,
            "due_at": escalation.due_at,
            "version": escalation.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        mine = (escalation.owner_id, escalation.owner.name)
        let_choose(self, "owner", people if mine in people else [mine, *people])
        self._was = escalation

    def wanted(self) -> Handed:
        """A deadline left alone stays to the second, though the control shows minutes."""
        values = self.cleaned_data
        is_same = "due_at" not in self.changed_data
        due_at = self._was.due_at if is_same else values["due_at"]
        return Handed(values["owner"], due_at, values["version"])


class ResolveForm(ActionForm):
    refusals: ClassVar = REFUSALS
    refused_fields: ClassVar = {"escalation.resolution_missing": "resolution"}
    resolution = forms.CharField(
        label=_("How it ended"),
        max_length=4000,
        widget=forms.Textarea(),
        error_messages={"required": _("Write how it ended: without it the escalation stays open.")},
    )
