"""What a person asks of the planner: a plan, a fixed task, an answer before a promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.clients.models import Client
from napulse.delivery.models import PlanKind, ProjectTemplate
from napulse.engines.kernel.errors import Refused
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import DateInput, RadioCards

SEAT = "seat"
HALVES = [
    ("0", pgettext_lazy("half of a day", "morning")),
    ("1", pgettext_lazy("half of a day", "afternoon")),
]
REFUSALS: dict[str, StrOrPromise] = {
    "plan.busy": _("A plan is being computed already, for %(name)s. Wait for it or stop it."),
    "plan.seconds": _("Between %(shortest)s and %(longest)s seconds."),
    "plan.not_computing": _("It is computed already."),
    "plan.only_an_answer": _("An answer to “what if” is no plan to accept."),
    "plan.not_proposal": _("It is no proposal any more. Somebody decided about it meanwhile."),
    "plan.other_accepted": _(
        "Another plan was accepted meanwhile (%(name)s). Look at what changes against that one."
    ),
    "plan.not_accepted": _("It is not the accepted plan any more."),
    "plan.tasks_missing": _(
        "Tasks were added since it was computed (%(count)s). Compute the plan again."
    ),
    "plan.changes_not_yours": _(
        "It changes projects that you may not edit. Ask somebody who may to accept it."
    ),
    "plan.dropped_begun": _(
        "“%(name)s” has begun since it was computed, so it cannot be dropped. Compute it again."
    ),
    "plan.unknown_change": _("This change is not known."),
    "row.changed": _("%(name)s was changed by somebody else meanwhile. Look at it once more."),
}


def told(refusal: Refused) -> str:
    """A refusal of the planner in words; one that is not known passes on."""
    if refusal.code not in REFUSALS:
        raise refusal
    return str(REFUSALS[refusal.code]) % refusal.values


LOCK_REFUSALS: dict[str, StrOrPromise] = {
    "task.begun": _("“%(name)s” has begun: it stays where it is anyway."),
    "task.fixed_in_past": _("This day has passed."),
    "task.person_twice": _("One person cannot take two seats of a task."),
    "task.person_gone": _("Somebody chosen here has left."),
}


def told_lock(refusal: Refused) -> str:
    """A refusal to fix a task, in words; one that is not known passes on."""
    if refusal.code not in LOCK_REFUSALS:
        raise refusal
    return str(LOCK_REFUSALS[refusal.code]) % refusal.values


class AskForm(ActionForm):
    """Which plan to compute and for how long."""

    kind = forms.ChoiceField(
        label=_("How"),
        choices=[
            (PlanKind.REPLAN.value, _("Move as little as possible")),
            (PlanKind.PLAN.value, _("The best plan, whatever moves")),
        ],
        widget=RadioCards,
        help_text=_("Work that has begun, and what is fixed, stays where it is in either case."),
    )
    seconds = forms.TypedChoiceField(
        label=_("How long to look"),
        choices=[("5", _("5 seconds")), ("15", _("15 seconds")), ("60", _("a minute"))],
        coerce=int,
        widget=RadioCards,
    )
    with_tentative = forms.BooleanField(
        label=_("With projects that are not won yet"), required=False
    )

    refusals = REFUSALS
    refused_fields = {"plan.seconds": "seconds"}


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a task: its key, its words, who may take it and who is to."""

    key: str
    label: str
    people: list[tuple[str, str]]
    chosen: str = ""


class FixForm(ActionForm):
    """When a task starts and who does it, whatever the next plan would choose."""

    fixed_on = forms.DateField(label=_("Starts on"), required=False, widget=DateInput)
    fixed_half = forms.TypedChoiceField(
        label=_("Half of the day"), choices=HALVES, coerce=int, required=False, empty_value=None
    )

    refusals = LOCK_REFUSALS
    refused_fields = {"task.fixed_in_past": "fixed_on"}

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {f"{SEAT}-{seat.key}": seat for seat in seats}
        for name, seat in self._seats.items():
            self.fields[name] = forms.ChoiceField(
                label=seat.label,
                choices=[("", _("whom the plan chooses")), *seat.people],
                required=False,
                initial=seat.chosen,
                widget=forms.Select(attrs={"class": "input"}),
            )

    @property
    def seats(self) -> Iterator[BoundField]:
        """The fields of the seats, for the template."""
        return (self[name] for name in self._seats)

    @property
    def people(self) -> dict[str, int]:
        """Who is to take which seat, by its key."""
        chosen = {seat.key: self.cleaned_data.get(name) for name, seat in self._seats.items()}
        return {key: int(value) for key, value in chosen.items() if value}


class ShiftForm(forms.Form):
    """A bar that was moved: its task and by how many halves of days."""

    planned = forms.IntegerField()
    shift = forms.IntegerField(min_value=-2000, max_value=2000)


class AcceptForm(ActionForm):
    """Which accepted plan the changes were shown against."""

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = REFUSALS


class WhatIfForm(ActionForm):
    """What would be done, for whom, from when, by when."""

    template: "Choice[ProjectTemplate]" = forms.ModelChoiceField(
        label=_("What kind of work"), queryset=None
    )
    client: "Choice[Client]" = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False
    )
    start_on = forms.DateField(label=_("Can begin on"), widget=DateInput)
    due_on = forms.DateField(label=_("Wanted by"), required=False, widget=DateInput)

    refusals = REFUSALS | {"project.due_before_start": _("The due date is before the start.")}
    refused_fields = {"project.due_before_start": "due_on"}

    def __init__(self, *args: Any, templates: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "template", templates)
        let_choose(self, "client", clients)


class ForWhomForm(ActionForm):
    """For which client an answer becomes a project."""

    client: "Choice[Client]" = forms.ModelChoiceField(label=_("Client"), queryset=None)

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "client", clients)
