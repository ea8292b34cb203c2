"""Everything that budgets are reckoned from: the same few queries for one project and for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from napulse.access.queries import agency
from napulse.delivery.models import Plan, PlannedPerson, PlanState, Project, TaskState
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.money import Money
from napulse.estimates.models import BudgetAlert, BudgetLine, EstimateKind, LineKind
from napulse.ledger.models import LineTotal
from napulse.ledger.queries import Costs, costs_on, money_rules
from napulse.people.queries import work_calendars
from napulse.profit.queries.budget_shapes import Figures, Line
from napulse.timesheets.models import Expense, ExpenseState, TimeEntry
from napulse.timesheets.queries.expenses import in_base

HOUSE = "RU"
Keys = Any
"""Ids of projects as a subquery: never listed, however many there are."""
TOTALS = (
    "project_key",
    "line_key",
    "role_key",
    "minutes",
    "uncosted_minutes",
    "worth_minor",
    "standard_minor",
    "bought_pass_minor",
    "bought_own_minor",
    "fee_minor",
    "pass_minor",
)


@dataclass(frozen=True, slots=True)
class Done:
    """What postings say of one line and one role of a project."""

    line_id: int
    role_id: int
    minutes: int
    uncosted: int
    worth: int
    standard: int
    bought: int
    invoiced: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a plan that still has work: minutes of a role, from a day to a day."""

    task_id: int
    role_id: int
    grade: int
    minutes: int
    first: date
    last: date


@dataclass
class Facts:
    """What is known of some projects, by project."""

    today: date
    lines: dict[int, list[Line]]
    done: dict[int, list[Done]]
    committed: dict[int, dict[int, int]]
    seats: dict[int, list[Seat]]
    alerts: dict[int, list[BudgetAlert]]
    logged: dict[int, int]
    plan_from: date | None
    calendar: WorkCalendar
    costs: Costs
    base: str


def facts_of(projects: "QuerySet[Project]", today: date, *, plan: Plan | None = None) -> Facts:
    """Facts of these projects; by the accepted plan unless another one is asked about."""
    plan = plan or Plan.objects.filter(state=PlanState.ACCEPTED).only("pk", "from_on").first()
    keys, base = projects.order_by().values("pk"), money_rules().base_currency
    seats = _seats(keys, plan) if plan else {}
    return Facts(
        today=today,
        lines=_lines(keys),
        done=_done(keys),
        committed=_committed(keys, base),
        seats=seats,
        alerts=_alerts(keys),
        logged=_logged(seats),
        plan_from=plan.from_on if plan else None,
        calendar=house_calendar(),
        costs=costs_on(today),
        base=base,
    )


def house_calendar() -> WorkCalendar:
    """The working days of the agency."""
    zone = agency().zone
    return work_calendars({HOUSE}, zone).get(HOUSE) or WorkCalendar(zone)


def _lines(keys: Keys) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    rows = BudgetLine.objects.filter(project__in=keys, deleted_at=None)
    rows = rows.select_related("estimate", "source", "project")
    for row in rows.order_by("project_id", "estimate_id", "position", "id"):
        found[row.project_id].append(_line(row))
    return found


def _line(row: BudgetLine) -> Line:
    estimate, project = row.estimate, row.project
    return Line(
        pk=row.pk,
        title=row.title,
        phase=row.phase,
        kind=row.kind,
        role_id=row.role_id or 0,
        grade=row.grade or 0,
        is_change=estimate.kind == EstimateKind.CHANGE,
        passes=row.pass_through,
        is_closed=row.closed_at is not None,
        from_on=row.from_on or estimate.works_from or project.starts_on,
        to_on=row.to_on or estimate.works_to or project.due_on,
        task_id=row.source.task_id,
        estimate_id=row.estimate_id,
        figures=_agreed(row),
    )


def _agreed(row: BudgetLine) -> Figures:
    """What was agreed to; nothing of a line that the newest version has no more."""
    if row.closed_at is not None:
        return Figures()
    is_ours = row.minutes > 0 or row.kind == LineKind.FIXED
    return Figures(
        planned_minutes=row.minutes,
        planned=row.net_minor,
        planned_labour=row.cost_minor if is_ours else 0,
        planned_bought=0 if is_ours else row.cost_minor,
    )


def _done(keys: Keys) -> dict[int, list[Done]]:
    found: dict[int, list[Done]] = defaultdict(list)
    for row in LineTotal.objects.filter(project_key__in=keys).values_list(*TOTALS):
        project, line, role, minutes, uncosted, worth, standard, passed, own, fee, through = row
        found[project].append(
            Done(line, role, minutes, uncosted, worth, standard, passed + own, fee + through)
        )
    return found


def _committed(keys: Keys, base: str) -> dict[int, dict[int, int]]:
    """What is ordered and not yet approved, by project and line, in the base currency."""
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = Expense.objects.filter(project__in=keys, state=ExpenseState.ORDERED, deleted_at=None)
    plain = rows.filter(currency=base).order_by().values_list("project_id", "line_id")
    for project, line, minor in plain.annotate(sum=Sum("net_minor")):
        found[project or 0][line or 0] += minor
    for row in rows.exclude(currency=base):
        amount = in_base(Money(row.net_minor, row.currency), row)
        found[row.project_id or 0][row.line_id or 0] += amount.minor if amount else 0
    return found


SEAT = (
    "planned__project_id",
    "planned__task_id",
    "need__role_id",
    "grade",
    "need__grade",
    "minutes",
    "planned__starts_on",
    "ends_on",
)


def _seats(keys: Keys, plan: Plan) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    rows = PlannedPerson.objects.filter(
        planned__plan=plan,
        planned__dropped=False,
        planned__project__in=keys,
        planned__task__deleted_at=None,
    ).exclude(planned__task__state=TaskState.DONE)
    for project, task, role, grade, asked, minutes, first, last in rows.values_list(*SEAT):
        found[project].append(Seat(task, role, grade or asked, minutes, first, max(first, last)))
    return found


def _logged(seats: Mapping[int, Sequence[Seat]]) -> dict[int, int]:
    """Minutes that were entered on the tasks which the plan still holds."""
    tasks = {seat.task_id for rows in seats.values() for seat in rows}
    if not tasks:
        return {}
    found: dict[int, int] = defaultdict(int)
    for some in _chunks(sorted(tasks)):
        rows = TimeEntry.objects.filter(task_id__in=some, deleted_at=None).order_by()
        for task, minutes in rows.values_list("task_id").annotate(sum=Sum("minutes")):
            found[task] += minutes
    return found


def _chunks(ids: Sequence[int], size: int = 5000) -> Iterable[Sequence[int]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _alerts(keys: Keys) -> dict[int, list[BudgetAlert]]:
    found: dict[int, list[BudgetAlert]] = defaultdict(list)
    rows = BudgetAlert.objects.filter(Q(closed_at=None), project__in=keys, deleted_at=None)
    for row in rows.order_by("raised_at", "pk").prefetch_related("answers__by"):
        found[row.project_id].append(row)
    return found
