"""What a person says of colleagues and absences."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import ModelChoiceField as Choice
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.people.actions.absences import AbsenceData
from napulse.people.actions.lines import PersonData, SkillData
from napulse.people.forms.rows import CHANGED, RowsForm
from napulse.people.models import AbsenceKind, Grade, Person, WorkRole
from napulse.people.queries import calendar_choices
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.widgets import Checks, DateInput


class PersonForm(RowsForm):
    manager: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Reports to"), queryset=None, required=False
    )
    office = forms.CharField(label=_("Office"), max_length=80, required=False)
    calendar = forms.ChoiceField(label=_("Work calendar"), choices=calendar_choices)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    joined_on = forms.DateField(label=_("Joined on"), required=False, widget=DateInput)
    left_on = forms.DateField(label=_("Left on"), required=False, widget=DateInput)
    share = forms.IntegerField(
        label=_("Part of the working time, %"),
        min_value=10,
        max_value=150,
        help_text=_("100 is a whole working time; half of it is 50."),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Works on"),
        widget=Checks,
        choices=[(str(n + 1), capfirst(name)) for n, name in WEEKDAYS.items()],
    )
    usual = forms.ChoiceField(
        label=_("Usual work role"),
        required=False,
        help_text=_("A plan counts the person's time under this role."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    refusals = {
        "person.circle": _("%(manager)s reports to %(person)s, so it would be a circle."),
        "row.changed": CHANGED,
    }
    refused_fields = {"person.circle": "manager"}

    def __init__(
        self, *args: Any, people: Any, work_roles: Sequence[WorkRole], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "manager", people)
        self.work_roles = {f"grade_{role.pk}": role for role in work_roles}
        for name, role in self.work_roles.items():
            self.fields[name] = _grade_field(role.name)
        let_choose(self, "usual", [("", "—"), *((str(r.pk), r.name) for r in work_roles)])
        if not work_roles:
            del self.fields["usual"]

    def grades(self) -> list[forms.BoundField]:
        """The grade of each work role, in the order of the agency."""
        return [self[name] for name in self.work_roles]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        usual = cleaned.get("usual")
        if usual and not cleaned.get(f"grade_{usual}"):
            self.add_error("usual", _("Give a grade in this role, or choose another one."))
        return cleaned

    @property
    def person_data(self) -> PersonData:
        cleaned = self.cleaned_data
        names = ("manager", "office", "calendar", "phone", "joined_on", "left_on", "share")
        return PersonData(
            **{name: cleaned[name] for name in names},
            weekdays="".join(sorted(cleaned["weekdays"])),
            skills=self._skills(),
        )

    def _skills(self) -> list[SkillData]:
        """Those with a grade, the usual one first."""
        cleaned, usual = self.cleaned_data, self.cleaned_data.get("usual")
        found = [
            SkillData(role, int(cleaned[name]))
            for name, role in self.work_roles.items()
            if cleaned[name]
        ]
        return sorted(found, key=lambda each: str(each.role.pk) != usual)


def _grade_field(label: str) -> forms.ChoiceField:
    choices = [("", "—"), *((str(value), name) for value, name in Grade.choices)]
    field = forms.ChoiceField(label=label, required=False, choices=choices)
    field.widget.attrs["class"] = "input"
    return field


def initial_of(person: Person) -> dict[str, Any]:
    """What the form shows of a person as stored."""
    kept = [name for name in PersonForm.base_fields if name not in ("usual", "weekdays")]
    skills = list(person.skills.all())
    return {
        **{name: getattr(person, name) for name in kept},
        **{f"grade_{each.role_id}": each.grade for each in skills},
        "usual": skills[0].role_id if skills else "",
        "weekdays": list(person.weekdays),
    }


class AbsenceForm(RowsForm):
    person: "Choice[Person]" = forms.ModelChoiceField(label=_("Who"), queryset=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices)
    from_on = forms.DateField(label=_("From"), widget=DateInput)
    to_on = forms.DateField(label=_("To, inclusive"), widget=DateInput)
    deputy: "Choice[Person]" = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=None,
        required=False,
        help_text=_("Sees and serves the absent person's clients on these days; history says so."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    refusals = {
        "absence.ends_before_start": _("The last day is before the first."),
        "absence.deputy_is_self": _("Somebody else must stand in."),
        "absence.overlaps": _("There is already an absence from %(from_on)s to %(to_on)s."),
        "absence.deputy_away": _("%(name)s is away from %(from_on)s to %(to_on)s."),
        "absence.deputy_is_planner": _(
            "You cannot make yourself the deputy of %(name)s: ask them, or somebody above."
        ),
    }
    refused_fields = {
        "absence.ends_before_start": "to_on",
        "absence.deputy_is_self": "deputy",
        "absence.overlaps": "from_on",
        "absence.deputy_away": "deputy",
        "absence.deputy_is_planner": "deputy",
    }

    def __init__(self, *args: Any, people: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "person", own)
        let_choose(self, "deputy", people)

    @property
    def absence_data(self) -> AbsenceData:
        return AbsenceData(**{k: v for k, v in self.cleaned_data.items() if k != "person"})


class AnswerForm(ActionForm):
    answer = forms.CharField(
        label=pgettext_lazy("to a request", "Answer"),
        max_length=200,
        required=False,
        help_text=_("Needed when you decline."),
    )

    refusals = {
        "absence.answered": _("It was answered meanwhile: %(state)s."),
        "absence.cancelled": _("It was cancelled meanwhile."),
        "absence.says_why": _("Say in a sentence why not."),
        "absence.overlaps": _("There is already an absence from %(from_on)s to %(to_on)s."),
        "absence.deputy_away": _("%(name)s is away from %(from_on)s to %(to_on)s."),
    }
    refused_fields = {"absence.says_why": "answer"}
