"""A project with money in it, as the tests of budgets tell it."""

from datetime import date
from typing import Any

from django_tasks_db.models import DBTaskResult

from napulse.delivery.models import Plan, PlannedPerson, PlannedTask, Project, Task, TaskNeed
from napulse.estimates.models import BudgetLine
from napulse.jobs.queue import JOBS
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.people.models import Person, WorkRole
from napulse.testing import NOW, a_user
from napulse.testing_money import a_budget_line, made

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 27)  # twenty working days, sixteen by TODAY
_sources = iter(range(1_000_000, 2_000_000))


def a_work_line(project: Project, **more: Any) -> BudgetLine:
    """Ten hours of a designer at 4,000, in November."""
    return a_budget_line(project, **{"from_on": FIRST, "to_on": LAST} | more)


def a_bought_line(project: Project, **more: Any) -> BudgetLine:
    """Things for 10,000 sold with a markup of 15 %."""
    own = {
        "kind": "third",
        "title": "Печать",
        "role": None,
        "grade": None,
        "minutes": 0,
        "net_minor": 1_150_000,
        "cost_minor": 1_000_000,
    }
    return a_work_line(project, **own | more)


def worked(line: BudgetLine, minutes: int, **more: Any) -> None:
    """Post billable minutes at the line's price and the standard of 1,500 an hour."""
    own = {
        "on": NOW.date(),
        "client_id": line.client_id,
        "project_id": line.project_id,
        "line_id": line.pk,
        "role_id": line.role_id,
        "minutes": minutes,
        "billable_minutes": minutes,
        "amount_minor": minutes * 400_000 // 60,
        "standard_minor": minutes * 150_000 // 60,
        "actual_minor": minutes * 111_111 // 60,
    }
    post(Source.ENTRY, next(_sources), [Fact(PostingKind.TIME, **own | more)], now=NOW)


def bought(line: BudgetLine, minor: int, **more: Any) -> None:
    own = {
        "on": NOW.date(),
        "client_id": line.client_id,
        "project_id": line.project_id,
        "line_id": line.pk,
        "amount_minor": minor,
    }
    fact = Fact(more.pop("kind", PostingKind.BOUGHT_OWN), **own | more)
    post(Source.EXPENSE, next(_sources), [fact], now=NOW)


def invoiced(line: BudgetLine, minor: int) -> None:
    fact = Fact(
        PostingKind.FEE,
        on=NOW.date(),
        client_id=line.client_id,
        project_id=line.project_id,
        line_id=line.pk,
        amount_minor=minor,
    )
    post(Source.INVOICE, next(_sources), [fact], now=NOW)


def a_plan(state: str = "accepted", **more: Any) -> Plan:
    own = {"from_on": NOW.date(), "asked_by": a_user("delivery"), "asked_at": NOW}
    return made(Plan(state=state, computed_at=NOW, **own | more))  # type: ignore[no-any-return]


def a_seat(
    plan: Plan, task: Task, role: WorkRole, minutes: int, days: tuple[date, date]
) -> PlannedPerson:
    """A place of a task in a plan, at a middle grade."""
    first, last = days
    known = TaskNeed.objects.filter(task=task, role=role).first()
    estimate = dict.fromkeys(("low_minutes", "likely_minutes", "high_minutes"), minutes)
    need = known or made(TaskNeed(task=task, role=role, grade=2, **estimate))
    planned, _ = PlannedTask.objects.get_or_create(
        plan=plan,
        task=task,
        project_id=task.project_id,
        defaults={"start_slot": 0, "end_slot": 1, "starts_on": first, "ends_on": last},
    )
    return PlannedPerson.objects.create(
        planned=planned, need=need, ends_on=last, minutes=minutes, grade=2
    )


def a_task(project: Project, name: str = "Макет", **more: Any) -> Task:
    number = Task.objects.filter(project=project).count() + 1
    return made(Task(project=project, name=name, number=number, **more))  # type: ignore[no-any-return]


def on_line(line: BudgetLine, task: Task) -> BudgetLine:
    """Tie the line's estimate line to a task of the plan."""
    line.source.task = task
    made(line.source)
    return line


def somebody() -> Person:
    return a_user("creative").person


def do_jobs() -> None:
    """Do what was queued, and what that queues."""
    done: set[object] = set()
    while rows := list(DBTaskResult.objects.exclude(pk__in=done).order_by("enqueued_at")):
        for row in rows:
            done.add(row.pk)
            name, ids = row.args_kwargs["args"]
            JOBS[name](**ids)
