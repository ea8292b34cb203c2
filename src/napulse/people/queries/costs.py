"""What people cost, for those alone who may know."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Person, PersonCost
from napulse.people.permissions import VIEW_COSTS


def person_costs(actor: Actor) -> "QuerySet[PersonCost]":
    """Every cost that was ever set; nothing for whoever may not know."""
    if not actor.can(VIEW_COSTS):
        return PersonCost.objects.none()
    found: QuerySet[PersonCost] = PersonCost.objects.select_related("person__user")
    return found.order_by("person__user__folded", "person_id", "-from_on")


def person_cost(actor: Actor, cost_id: int) -> PersonCost:
    found = person_costs(actor).filter(pk=cost_id).first()
    if found is None:
        raise Missing("cost")
    return found


@dataclass(frozen=True, slots=True)
class CostRow:
    """A person with what an hour costs on a day; None where nothing is known."""

    person: Person
    cost: PersonCost | None


def costs_of_people(actor: Actor, on: date) -> list[CostRow]:
    """Everybody who works here on the day, with the newest cost until then: two queries."""
    if not actor.can(VIEW_COSTS):
        return []
    newest: dict[int, PersonCost] = {}
    for row in PersonCost.objects.filter(from_on__lte=on).order_by("from_on", "pk"):
        newest[row.person_id] = row
    people = Person.objects.filter(user__is_active=True).exclude(left_on__lt=on)
    shown = people.select_related("user__role").order_by("user__folded", "pk")
    return [CostRow(person, newest.get(person.pk)) for person in shown]


def costed_person(actor: Actor, person_id: int) -> Person:
    if not actor.can(VIEW_COSTS):
        raise Missing("person")
    found = Person.objects.filter(pk=person_id).select_related("user").first()
    if found is None:
        raise Missing("person")
    return found
