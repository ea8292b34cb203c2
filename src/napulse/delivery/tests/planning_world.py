"""A small agency with work to plan: plain functions that make one believable row."""

from datetime import date, timedelta
from typing import Any

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery.actions.plans import PlanRequest, accept_plan, compute_plan
from napulse.delivery.jobs import compute_plan as run_job
from napulse.delivery.models import (
    Booking,
    FixedPerson,
    Plan,
    Project,
    Task,
    TaskLink,
    TaskNeed,
)
from napulse.people.models import (
    Absence,
    Grade,
    Person,
    PersonSkill,
    RoleRate,
    WorkRole,
)
from napulse.testing import NOW, TODAY, a_calendar, a_user, the_agency

HOUR = 60
DAY = 480
HALF = 240


def an_agency() -> None:
    the_agency()
    a_calendar()


def a_role(name: str = "Дизайнер", *, rate: int = 0) -> WorkRole:
    """A work role whose hour costs so many roubles at every grade."""
    with recording(WorkRole, RoleRate):
        role, _ = WorkRole.objects.get_or_create(name=name, defaults={"folded": name.lower()})
        for grade in Grade.values if rate else ():
            RoleRate.objects.create(
                role=role, grade=grade, from_on=date(2026, 1, 1), cost_minor=rate * 100 * grade
            )
    return role


def a_worker(
    name: str, *skills: tuple[WorkRole, int], user: User | None = None, **more: Any
) -> Person:
    """A colleague with work roles at grades, the usual one first."""
    person = (user or a_user("creative", name=name)).person
    with recording(Person):
        for column, value in more.items():
            setattr(person, column, value)
        person.save()
    with recording(PersonSkill):
        for place, (role, grade) in enumerate(skills):
            PersonSkill.objects.create(person=person, role=role, grade=grade, position=place)
    return person


def a_task(project: Project, name: str = "Ключевой визуал", **more: Any) -> Task:
    """A task of a project; `after` are the tasks it waits for."""
    after = more.pop("after", ())
    number = Task.objects.filter(project=project).count() + 1
    with recording(Project):
        task = Task.objects.create(
            project=project, name=name, number=number, position=number, **more
        )
        for before in after:
            TaskLink.objects.create(task=task, before=before)
    return task


def a_need(task: Task, role: WorkRole, days: float = 1, **more: Any) -> TaskNeed:
    """So many days of somebody's work, sure unless points are given in days."""
    low, high = more.pop("points", (days, days))
    with recording(Project):
        return TaskNeed.objects.create(
            task=task,
            role=role,
            low_minutes=round(low * DAY),
            likely_minutes=round(days * DAY),
            high_minutes=round(high * DAY),
            **more,
        )


def work(project: Project, name: str, role: WorkRole, days: float = 1, **more: Any) -> Task:
    """A task with one need."""
    need = {key: more.pop(key) for key in ("grade", "count", "points") if key in more}
    task = a_task(project, name, **more)
    a_need(task, role, days, **need)
    return task


def away(person: Person, first: date, last: date) -> Absence:
    with recording(Absence):
        return Absence.objects.create(person=person, from_on=first, to_on=last)


def a_booking(project: Project, role: WorkRole, **more: Any) -> Booking:
    more.setdefault("from_on", TODAY)
    more.setdefault("to_on", TODAY + timedelta(days=60))
    more.setdefault("state", "firm")
    with recording(Booking):
        return Booking.objects.create(
            client_id=project.client_id, project=project, role=role, **more
        )


def fix(task: Task, *people: Person, on: date | None = None) -> None:
    """Lock a task to a start, or its seats to people, in the order of its needs."""
    with recording(Project):
        task.fixed_on = on
        task.save()
        needs = [need for need in task.needs.all() for _ in range(need.count)]
        for need, person in zip(needs, people, strict=False):
            FixedPerson.objects.create(task=task, need=need, person=person)


def computed(actor: Actor, **asked: Any) -> Plan:
    """A plan that was asked for and computed."""
    asked.setdefault("seconds", 2)
    plan = compute_plan(actor, data=PlanRequest(**asked), now=NOW)
    run_job(plan.pk)
    return Plan.objects.get(pk=plan.pk)


def accepted(actor: Actor, **asked: Any) -> Plan:
    return accept_plan(actor, computed(actor, **asked), now=NOW)


def span(plan: Plan, task: Task) -> tuple[date, int, date, int]:
    """From which half of which day to which."""
    one = plan.tasks.get(task=task)
    return one.starts_on, one.starts_half, one.ends_on, one.ends_half


def doers(plan: Plan, task: Task) -> list[str]:
    people = plan.tasks.get(task=task).people.order_by("pk").select_related("person__user")
    return [one.person.user.name if one.person else "" for one in people]
