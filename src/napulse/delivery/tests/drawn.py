"""Plans as rows, for pages that show them: nothing is computed."""

from datetime import date, timedelta
from typing import Any

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery.models import (
    Plan,
    PlanForecast,
    PlannedPerson,
    PlannedTask,
    Task,
)
from napulse.people.models import Person
from napulse.testing import NOW, TODAY, a_user


def a_plan(state: str = "proposal", *, asked_by: User | None = None, **more: Any) -> Plan:
    """A plan that is ready, of today."""
    more.setdefault("computed_at", NOW)
    if state == "accepted":
        more.setdefault("accepted_at", NOW)
    days = [TODAY + timedelta(days=n) for n in range(120)]
    working = [day.isoformat() for day in days if day.weekday() < 5]
    with recording(Plan):
        return Plan.objects.create(
            state=state,
            from_on=TODAY,
            days=working,
            asked_by=asked_by or a_user("resource"),
            asked_at=NOW,
            **more,
        )


def drawn(
    plan: Plan, task: Task, first: date, last: date, *people: Person, **more: Any
) -> PlannedTask:
    """A task in a plan from the morning of a day to the evening of another, and who does it."""
    planned = PlannedTask.objects.create(
        plan=plan,
        task=task,
        project=task.project,
        start_slot=0,
        end_slot=2,
        starts_on=first,
        ends_on=last,
        **more,
    )
    needs = [need for need in task.needs.all() for _ in range(need.count)]
    for need, person in zip(needs, people, strict=False):
        PlannedPerson.objects.create(
            planned=planned, need=need, person=person, ends_on=last, minutes=480, grade=2
        )
    return planned


def foretold(plan: Plan, task: Task, ends_on: date, **more: Any) -> PlanForecast:
    """How the project of a task ends by a plan."""
    return PlanForecast.objects.create(plan=plan, project=task.project, ends_on=ends_on, **more)
