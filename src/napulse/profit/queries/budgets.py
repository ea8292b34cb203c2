"""How budgets stand: used, committed, forecast at completion, and the day the money ends.

Read from the sums that the ledger keeps beside its postings: nothing here adds up entries.
"""

from datetime import date

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.delivery.models import Plan, Project
from napulse.delivery.queries import OPEN, WON
from napulse.engines.kernel.errors import Missing
from napulse.estimates.models import BudgetLine
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.estimates.queries.rates import Rates, rates_on
from napulse.people.models import WorkRole
from napulse.profit.queries.budget_facts import facts_of
from napulse.profit.queries.budget_reckoning import Reckoning, axis_of
from napulse.profit.queries.budget_shapes import Budget


def budgeted(actor: Actor) -> "QuerySet[Project]":
    """Projects of the actor's clients with a budget: with lines that the client agreed to."""
    if not actor.can(VIEW_ESTIMATES):
        return Project.objects.none()
    agreed = BudgetLine.objects.filter(deleted_at=None).order_by().values("project_id")
    seen: QuerySet[Project] = Project.objects.seen_by(actor)
    return seen.filter(pk__in=agreed).select_related("client", "lead")


def open_budgets(actor: Actor) -> "QuerySet[Project]":
    """Those that can still go wrong: of projects that are won and not ended."""
    return budgeted(actor).filter(state__in=OPEN, probability=WON)


def project_of_budget(actor: Actor, project_id: int) -> Project:
    """A project whose budget the actor may see, with or without one."""
    found = None
    if actor.can(VIEW_ESTIMATES):
        rows = Project.objects.seen_by(actor).select_related("client", "lead", "brand")
        found = rows.filter(pk=project_id).first()
    if found is None:
        raise Missing("project")
    project: Project = found
    return project


def budgets(
    projects: "QuerySet[Project]", *, today: date, plan: Plan | None = None
) -> dict[int, Budget]:
    """How the budget of each stands, by project: a fixed number of queries for all of them.

    Hand in projects that the actor may see. With `plan` as if that one were accepted.
    """
    rows = list(projects)
    facts = facts_of(projects, today, plan=plan)
    rates = rates_on(today, facts.base) if facts.seats else Rates({})
    axis = axis_of(rows, facts)
    return {row.pk: Reckoning(row, facts, rates, axis).budget() for row in rows}


def budget_of(actor: Actor, project_id: int, *, today: date) -> Budget:
    """The budget of one project."""
    project = project_of_budget(actor, project_id)
    rows = Project.objects.filter(pk=project.pk).select_related("client", "lead", "brand")
    return budgets(rows, today=today)[project.pk]


def role_names() -> dict[int, str]:
    """Work roles by id, in the agency's own order."""
    return dict(WorkRole.objects.values_list("pk", "name"))
