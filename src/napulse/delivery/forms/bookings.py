"""What a person says of bookings and of requests for people."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.delivery.actions.bookings import BookingData
from napulse.delivery.actions.people_requests import RequestData
from napulse.delivery.models import BookingState, Project
from napulse.people.models import Grade, Person, WorkRole
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import DateInput

CHANGED = _("%(name)s was changed by somebody else meanwhile. Look again and repeat.")
SENT_BEFORE = _("This form was already sent. Open a new one.")
BACKWARDS = _("The last day is before the first.")
ENDED = _("%(name)s has ended: nobody is booked for it.")
LEAVES = _("%(name)s works here until %(on)s.")
OVER = _(
    "%(name)s has %(held)s%% booked from %(from_on)s to %(to_on)s already: with this, %(percent)s%%"
    " of the time. Tick below to book anyway."
)
GRADES = [("", _("any")), *Grade.choices]


class PeopleForm(ActionForm):
    """What bookings and requests have in common: role, grade, part of the time, days."""

    role: "Choice[WorkRole]" = forms.ModelChoiceField(
        label=_("Work role"), queryset=None, required=False
    )
    grade = forms.TypedChoiceField(
        label=_("Grade, at least"),
        choices=GRADES,
        required=False,
        coerce=int,
        empty_value=None,
    )
    percent = forms.IntegerField(
        label=_("Part of the time, %"), min_value=10, max_value=100, initial=100
    )
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To, inclusive"), widget=DateInput)
    submit_key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    refusals = {
        "booking.ends_before_start": BACKWARDS,
        "booking.project_ended": ENDED,
        "booking.person_leaves": LEAVES,
        "booking.over": OVER,
        "row.changed": CHANGED,
        "form.sent_before": SENT_BEFORE,
        "people_request.answered": _("The request was answered meanwhile: %(state)s."),
        "people_request.no_offer": _("The offer was taken back meanwhile."),
        "people_request.says_why": _("Say in a sentence why not."),
        "people_request.needs_person": _("Choose whom you give."),
    }
    refused_fields = {
        "booking.ends_before_start": "to_on",
        "booking.project_ended": "project",
        "booking.person_leaves": "to_on",
        "booking.over": "person",
        "people_request.says_why": "answer",
        "people_request.needs_person": "person",
    }

    def __init__(self, *args: Any, work_roles: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "role", work_roles)
        for name in ("person", "wished"):
            if name in self.fields:
                let_choose(self, name, people)


class BookingForm(PeopleForm):
    project: "Choice[Project]" = forms.ModelChoiceField(
        label=_("Project"), queryset=None, required=False
    )
    person: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Who"),
        queryset=None,
        required=False,
        help_text=_("Empty: somebody of the role, not named yet."),
    )
    state = forms.ChoiceField(
        label=_("How sure"), choices=[], initial=BookingState.TENTATIVE, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    anyway = forms.BooleanField(label=_("Book anyway, over the whole time"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, projects: Any, may_firm: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [BookingState.TENTATIVE, *([BookingState.FIRM] if may_firm else [])]
        let_choose(self, "state", [(state.value, state.label) for state in states])
        if projects is None:
            del self.fields["project"]
        else:
            let_choose(self, "project", projects)
            self.fields["project"].required = True

    def clean(self) -> dict[str, Any]:
        """A named person is booked in the usual role unless another one is said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person, role = cleaned.get("person"), cleaned.get("role")
        skills = list(person.skills.select_related("role")) if person else []
        if role is None and skills:
            cleaned["role"] = role = skills[0].role
        if role is None and "role" not in self.errors:
            self.add_error("role", _("Choose a role, or a person who has one."))
        if person and not self.data.get("grade"):
            own = [skill.grade for skill in skills if skill.role == role]
            cleaned["grade"] = own[0] if own else int(Grade.JUNIOR)
        cleaned["grade"] = cleaned.get("grade") or int(Grade.JUNIOR)
        return cleaned

    @property
    def booking_data(self) -> BookingData:
        cleaned = self.cleaned_data
        names = ("role", "from_on", "to_on", "person", "grade", "percent", "note", "anyway")
        return BookingData(
            **{name: cleaned[name] for name in names},
            state=cleaned["state"] or BookingState.TENTATIVE,
            submit_key=cleaned["submit_key"],
        )


class RequestForm(PeopleForm):
    project: "Choice[Project]" = forms.ModelChoiceField(label=_("Project"), queryset=None)
    wished: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Preferably"), queryset=None, required=False
    )
    note = forms.CharField(
        label=pgettext_lazy("of a request", "What for"), max_length=300, required=False
    )

    def __init__(self, *args: Any, projects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "project", projects)
        self.fields["role"].required = True

    @property
    def request_data(self) -> RequestData:
        cleaned = self.cleaned_data
        names = ("role", "from_on", "to_on", "wished", "percent", "note", "submit_key")
        grade = cleaned["grade"] or int(Grade.JUNIOR)
        return RequestData(**{name: cleaned[name] for name in names}, grade=grade)


class AnswerForm(PeopleForm):
    """The resource manager's answer: somebody, how much and when; or why not."""

    person: "Choice[Person]" = forms.ModelChoiceField(label=_("Who"), queryset=None, required=False)
    answer = forms.CharField(
        label=pgettext_lazy("to a request", "Answer"),
        max_length=300,
        required=False,
        help_text=_("Needed when you decline."),
    )
    anyway = forms.BooleanField(label=_("Book anyway, over the whole time"), required=False)

    def data_for(self, role: WorkRole) -> BookingData:
        cleaned = self.cleaned_data
        person: Person | None = cleaned["person"]
        skill = person.skills.filter(role=role).first() if person else None
        return BookingData(
            role=role,
            grade=skill.grade if skill else int(Grade.JUNIOR),
            **{n: cleaned[n] for n in ("from_on", "to_on", "person", "percent", "anyway")},
        )


class DoneForm(ActionForm):
    """Says what a rule refuses to a button without fields."""

    refusals = {
        "booking.over": OVER,
        "booking.project_ended": ENDED,
        "people_request.answered": PeopleForm.refusals["people_request.answered"],
        "people_request.no_offer": PeopleForm.refusals["people_request.no_offer"],
    }
