"""What a person says of a risk or an issue."""

from typing import Any, ClassVar

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.delivery.actions.register import ConcernData
from napulse.delivery.forms.projects import CHANGED, SENT_BEFORE
from napulse.delivery.models import ConcernKind, ConcernState, Project, ResponseKind
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput

ONE_TO_FIVE = [(n, str(n)) for n in range(1, 6)]


class ConcernForm(ActionForm):
    project: "Choice[Project]" = forms.ModelChoiceField(label=_("Project"), queryset=None)
    text = forms.CharField(
        label=_("What may happen, or has happened"),
        max_length=300,
        help_text=_("One sentence: because of what, what, and what follows."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ConcernKind.choices)
    probability = forms.TypedChoiceField(
        label=_("Probability, 1–5"), choices=ONE_TO_FIVE, coerce=int, initial=3
    )
    impact = forms.TypedChoiceField(
        label=_("Impact, 1–5"), choices=ONE_TO_FIVE, coerce=int, initial=3
    )
    response_kind = forms.ChoiceField(label=_("Response"), choices=ResponseKind.choices)
    response = forms.CharField(label=_("What we do"), max_length=300, required=False)
    owner: "Choice[User]" = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False)
    due_on = forms.DateField(label=_("By"), required=False, widget=DateInput)
    for_client = forms.BooleanField(
        label=_("Tell the client"),
        required=False,
        help_text=_("Stands in the status report, in these words, while it is open."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals: ClassVar = {"row.changed": CHANGED, "form.sent_before": SENT_BEFORE}

    def __init__(self, *args: Any, people: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "owner", people)
        if projects is None:
            del self.fields["project"]
        else:
            let_choose(self, "project", projects)

    @property
    def concern_data(self) -> ConcernData:
        left_out = {"project", "version"}
        return ConcernData(**{k: v for k, v in self.cleaned_data.items() if k not in left_out})


class ConcernStateForm(ActionForm):
    state = forms.ChoiceField(choices=ConcernState.choices)
