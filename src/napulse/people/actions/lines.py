"""The place of a person: manager, office, working time, dates, and the work roles taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.people.models import Person, PersonSkill, WorkRole
from napulse.people.permissions import EDIT_PEOPLE
from napulse.people.queries import line_above


@dataclass(frozen=True, slots=True)
class SkillData:
    """A work role and how well it is done."""

    role: WorkRole
    grade: int


@dataclass(frozen=True, slots=True)
class PersonData:
    """What is known of a person; `skills` None leaves them as they are, the first is the usual."""

    manager: Person | None
    office: str = ""
    calendar: str = "RU"
    phone: str = ""
    joined_on: date | None = None
    left_on: date | None = None
    share: int = 100
    weekdays: str = "12345"
    skills: Sequence[SkillData] | None = None


@action(EDIT_PEOPLE)
def edit_person(actor: Actor, person: Person, *, data: PersonData, version: int) -> Person:
    """Move a person in the line or change what is known of them; a circle is refused."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.version != version:
        raise Refused("row.changed", name=str(person))
    refuse_circle(person, data.manager)
    note = _skills_note(person, data)
    with change(actor, person, "person.changed", note=note):
        person.manager = data.manager
        person.office = data.office
        person.calendar = data.calendar
        person.phone = data.phone
        person.joined_on = data.joined_on
        person.left_on = data.left_on
        person.share, person.weekdays = data.share, data.weekdays
        person.save()
        if note:
            _set_skills(person, data.skills or ())
    return person


def _skills_note(person: Person, data: PersonData) -> dict[str, list[str]]:
    """What history says of the work roles; nothing when they stay as they are."""
    if data.skills is None:
        return {}
    before = [(each.role.name, each.grade) for each in person.skills.select_related("role")]
    after = [(each.role.name, each.grade) for each in data.skills]
    return {"skills": [_written(before), _written(after)]} if before != after else {}


def _written(skills: list[tuple[str, int]]) -> str:
    return ", ".join(f"{name} ({grade})" for name, grade in skills)


def _set_skills(person: Person, skills: Sequence[SkillData]) -> None:
    """Rows that stay keep their keys, so that nothing that leans on them is lost."""
    kept = {each.role.pk for each in skills}
    person.skills.exclude(role_id__in=kept).delete()
    for position, each in enumerate(skills):
        PersonSkill.objects.update_or_create(
            person=person,
            role=each.role,
            defaults={"grade": each.grade, "position": position},
        )


def refuse_circle(person: Person, manager: Person | None) -> None:
    if manager and person.user_id in line_above(manager.user_id):
        raise Refused("person.circle", person=str(person), manager=str(manager))
