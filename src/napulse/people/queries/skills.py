"""Work roles, who can take them, and what an hour of each costs."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.people.models import Person, PersonSkill, RoleRate, WorkRole
from napulse.people.permissions import VIEW_PEOPLE, VIEW_RATES


def work_roles(actor: Actor, *, with_archived: bool = False) -> "QuerySet[WorkRole]":
    """Work roles in the agency's own order."""
    if not actor.can(VIEW_PEOPLE):
        return WorkRole.objects.none()
    found = WorkRole.objects.all()
    return found if with_archived else found.filter(archived_at=None)


def live_roles(*, also: int | None = None) -> "QuerySet[WorkRole]":
    """What a form offers: roles in use, and the one chosen before even if it was put away."""
    return WorkRole.objects.filter(Q(archived_at=None) | Q(pk=also))


def roles_for(person: Person) -> list[WorkRole]:
    """The roles that a form of this person offers: those in use, and any the person has."""
    own = Q(pk__in=person.skills.values("role_id"))
    return list(WorkRole.objects.filter(Q(archived_at=None) | own))


def who_can(role_id: int) -> "QuerySet[PersonSkill, int]":
    """Ids of the people who can take a role."""
    return (
        PersonSkill.objects.filter(role_id=role_id).order_by().values_list("person_id", flat=True)
    )


def counted_roles(actor: Actor) -> "QuerySet[WorkRole]":
    """All work roles with how many people who work here can take each."""
    here = Q(personskill__person__left_on=None, personskill__person__user__is_active=True)
    usual = here & Q(personskill__position=0)
    return work_roles(actor, with_archived=True).annotate(
        people=Count("personskill", filter=here), usual_people=Count("personskill", filter=usual)
    )


def work_role(actor: Actor, role_id: int) -> WorkRole:
    found = work_roles(actor, with_archived=True).filter(pk=role_id).first()
    if found is None:
        raise Missing("work role")
    return found


def rates(actor: Actor) -> "QuerySet[RoleRate]":
    """What hours cost, now and before: for those who may know."""
    if not actor.can(VIEW_RATES):
        return RoleRate.objects.none()
    return RoleRate.objects.select_related("role").order_by("role", "grade", "-from_on")


def rate(actor: Actor, rate_id: int) -> RoleRate:
    found = rates(actor).filter(pk=rate_id).first()
    if found is None:
        raise Missing("rate")
    return found


@dataclass(frozen=True, slots=True)
class RateTable:
    """The cost of an hour by (work role id, grade) on one day."""

    on: date
    costs: dict[tuple[int, int], Money]

    def of(self, role_id: int, grade: int, currency: str = "") -> Money | None:
        """The exact rate; where none is set, that of the nearest grade above, then below.

        Work of a grade without a rate is never reckoned cheaper than it is, if that can be known.
        Of rates in one currency alone, if one is named.
        """
        grades = sorted(
            grade
            for (role, grade), cost in self.costs.items()
            if role == role_id and currency in ("", cost.currency)
        )
        above = [g for g in grades if g >= grade]
        near = above[:1] or grades[-1:]
        return self.costs[role_id, near[0]] if near else None


def rates_on(day: date) -> RateTable:
    """Every rate in force on a day, in one query: for plans, which reckon in the agency's name."""
    rows = RoleRate.objects.filter(from_on__lte=day).order_by("from_on")
    return RateTable(day, {(r.role_id, r.grade): Money(r.cost_minor, r.currency) for r in rows})


def rate_of(role: WorkRole, grade: int, on: date) -> Money | None:
    """What an hour of the role at the grade costs on a day, see `RateTable.of`."""
    return rates_on(on).of(role.pk, grade)
