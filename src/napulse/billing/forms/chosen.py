"""What goes into a new draft: payment steps, retainers, time, expenses, advances."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.billing.actions.dunning import StepData
from napulse.billing.actions.sources import Choice, TimeChoice
from napulse.billing.forms.invoices import BillingForm
from napulse.delivery.models import Project
from napulse.ui.widgets import Checks, DateInput

GROUPINGS = [
    ("role", _("work roles")),
    ("person", pgettext_lazy("hours are shown by", "people")),
    ("task", _("tasks")),
    ("line", _("lines of the estimate")),
    ("project", _("projects")),
]


class ChoiceForm(BillingForm):
    """The boxes that were ticked; every one of them is offered by the page."""

    keys = forms.MultipleChoiceField(required=False, widget=Checks)
    expenses = forms.MultipleChoiceField(required=False, widget=Checks)
    with_time = forms.BooleanField(required=False, label=_("Approved time"))
    by = forms.ChoiceField(label=_("Hours are told by"), choices=GROUPINGS, required=False)
    project: "forms.ModelChoiceField[Project]" = forms.ModelChoiceField(
        None, label=_("Of the project"), required=False
    )
    from_on = forms.DateField(label=_("From"), required=False, widget=DateInput)
    to_on = forms.DateField(label=_("To"), required=False, widget=DateInput)
    kind = forms.ChoiceField(
        label=_("Document"),
        choices=[("invoice", _("Invoice")), ("advance", _("Advance invoice"))],
        required=False,
    )
    detailed = forms.BooleanField(required=False, label=_("Every line of the estimate by itself"))
    submit_key = forms.CharField(widget=forms.HiddenInput, max_length=36)

    def __init__(
        self,
        *args: Any,
        offers: Sequence[tuple[str, str]],
        expenses: Sequence[tuple[str, str]],
        projects: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["keys"].choices, fields["expenses"].choices = offers, expenses
        fields["project"].queryset = projects

    @property
    def choice(self) -> Choice:
        kept = self.cleaned_data
        time = TimeChoice(
            by=kept["by"] or "role",
            project_id=kept["project"].pk if kept["project"] else None,
            from_on=kept["from_on"],
            to_on=kept["to_on"],
        )
        return Choice(
            keys=kept["keys"],
            time=time if kept["with_time"] else None,
            expense_ids=[int(value) for value in kept["expenses"]],
            kind=kept["kind"] or "invoice",
            detailed=kept["detailed"],
            submit_key=kept["submit_key"],
        )


class BlankForm(BillingForm):
    """A draft without anything in it."""

    submit_key = forms.CharField(widget=forms.HiddenInput, max_length=36)


class ReminderForm(BillingForm):
    """The words of one reminder as they leave."""

    words = forms.CharField(label=_("Letter"), widget=forms.Textarea, max_length=8000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StepForm(BillingForm):
    """A step of the ladder of reminders, with its words in both languages."""

    days = forms.IntegerField(
        label=_("Days after the due date"),
        min_value=-60,
        max_value=365,
        help_text=_("Below nothing: so many days before it."),
    )
    by_itself = forms.BooleanField(
        label=_("Leaves by itself, without anybody's word"), required=False
    )
    subject_ru = forms.CharField(
        label=pgettext_lazy("of a letter", "Subject in Russian"), max_length=200
    )
    words_ru = forms.CharField(label=_("Words in Russian"), widget=forms.Textarea, max_length=4000)
    subject_en = forms.CharField(
        label=pgettext_lazy("of a letter", "Subject in English"), max_length=200
    )
    words_en = forms.CharField(label=_("Words in English"), widget=forms.Textarea, max_length=4000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def step(self) -> StepData:
        names = ("days", "subject_ru", "subject_en", "words_ru", "words_en", "by_itself")
        return StepData(**{name: self.cleaned_data[name] for name in names})
