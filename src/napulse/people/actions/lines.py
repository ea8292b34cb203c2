"""The place of a person: manager, office, calendar, dates."""

from dataclasses import dataclass
from datetime import date

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.people.models import Person
from napulse.people.permissions import EDIT_PEOPLE
from napulse.people.queries import line_above


@dataclass(frozen=True, slots=True)
class PersonData:
    manager: Person | None
    office: str = ""
    calendar: str = "RU"
    phone: str = ""
    joined_on: date | None = None
    left_on: date | None = None


@action(EDIT_PEOPLE)
def edit_person(actor: Actor, person: Person, *, data: PersonData, version: int) -> Person:
    """Move a person in the line or change what is known of them; a circle is refused."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.version != version:
        raise Refused("row.changed", name=str(person))
    refuse_circle(person, data.manager)
    with change(actor, person, "person.changed"):
        person.manager = data.manager
        person.office = data.office
        person.calendar = data.calendar
        person.phone = data.phone
        person.joined_on = data.joined_on
        person.left_on = data.left_on
        person.save()
    return person


def refuse_circle(person: Person, manager: Person | None) -> None:
    if manager and person.user_id in line_above(manager.user_id):
        raise Refused("person.circle", person=str(person), manager=str(manager))
