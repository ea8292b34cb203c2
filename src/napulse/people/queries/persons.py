"""Colleagues: lists, lines, and the clients each serves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import TeamMember
from napulse.clients.permissions import VIEW_CLIENTS
from napulse.engines.kernel.errors import Missing
from napulse.people.models import AbsenceState, Person, PersonSkill
from napulse.people.permissions import VIEW_PEOPLE
from napulse.people.queries.standing import line_below


def persons(actor: Actor, *, with_left: bool = False) -> "QuerySet[Person]":
    """Everybody of the agency: names and lines are open to every colleague with the level."""
    if not actor.can(VIEW_PEOPLE):
        return Person.objects.none()
    found = Person.objects.select_related("user__role", "manager__user")
    return found if with_left else found.filter(left_on=None, user__is_active=True)


def person(actor: Actor, person_id: int) -> Person:
    found = persons(actor, with_left=True).filter(pk=person_id).first()
    if found is None:
        raise Missing("person")
    return found


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def listed_persons(actor: Actor, *, today: date) -> "QuerySet[Person]":
    """Colleagues with how many clients each serves and until when each is away."""
    serves = Q(user__memberships__deleted_at=None, user__memberships__to_on=None)
    away = Q(
        absences__from_on__lte=today,
        absences__to_on__gte=today,
        absences__cancelled_at=None,
        absences__state=AbsenceState.APPROVED,
    )
    return (
        persons(actor, with_left=True)
        .annotate(
            client_count=Count("user__memberships", filter=serves, distinct=True),
            away_to=Max("absences__to_on", filter=away),
        )
        .prefetch_related(with_skills())
    )


def with_skills() -> "Prefetch[str, QuerySet[PersonSkill], str]":
    """The work roles of each person, the usual one first: one query for all of them."""
    return Prefetch("skills", PersonSkill.objects.select_related("role"))


def choosable(actor: Actor, *, now_chosen: int | None = None) -> "QuerySet[Person]":
    """Who may be a manager or a deputy; whoever is it now stays one, though they may have left."""
    here = Q(left_on=None, user__is_active=True) | Q(pk=now_chosen)
    return persons(actor, with_left=True).filter(here).order_by("user__folded")


def those_below(actor: Actor) -> "QuerySet[Person]":
    """Oneself and the people below: whose absences an actor may plan without more rights."""
    return persons(actor).filter(user_id__in=line_below(actor.own_id)).order_by("user__folded")


def served_clients(actor: Actor, user_id: int) -> list[TeamMember]:
    """The clients that a colleague serves, of those that the actor sees."""
    if not actor.can(VIEW_CLIENTS):
        return []
    found = TeamMember.objects.seen_by(actor).filter(user_id=user_id, to_on=None)
    return list(found.select_related("client").order_by("client__folded"))


@dataclass(frozen=True, slots=True)
class Place:
    """One person of the reporting tree and those below."""

    person: Person
    below: "list[Place]"


def tree(actor: Actor) -> list[Place]:
    """The reporting lines from the top; who reports to nobody who is here stands at the top."""
    people = list(persons(actor).order_by("user__role__rank", "user__folded"))
    known = {person.pk for person in people}
    children: dict[int | None, list[Person]] = {}
    for person in reversed(people):
        children.setdefault(person.manager_id if person.manager_id in known else None, []).append(
            person
        )

    def grow(person: Person, above: frozenset[int]) -> Place:
        path = above | {person.pk}
        return Place(
            person, [grow(p, path) for p in children.get(person.pk, []) if p.pk not in path]
        )

    return [grow(person, frozenset()) for person in children.get(None, [])]
