"""An estimate from another one, from a plan, and a plan or a project from an estimate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Max

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.delivery.actions import save_work
from napulse.delivery.breakdown import PHASE, WORK, NeedRow, WorkRow
from napulse.delivery.models import Project, Task
from napulse.delivery.queries.work import last_number, rows_of_project, work_rows
from napulse.engines.kernel.errors import Refused
from napulse.estimates.actions.budgets import write_budget
from napulse.estimates.actions.writing import (
    TERMS,
    Contents,
    EstimateData,
    known_by_key,
    open_draft,
)
from napulse.estimates.lines import LineData, PaymentData, data_of, minutes_of
from napulse.estimates.models import Estimate, EstimateLine, EstimateState, LineKind, PaymentStep
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.estimates.queries.pricing import Cards, cards_of
from napulse.people.queries import agency_today

LOW, HIGH = 4, 3  # a fifth less at best, half as much again at worst
HALF_HOUR = 30


@action(EDIT_ESTIMATES)
def duplicate_estimate(
    actor: Actor, estimate: Estimate, *, now: datetime, submit_key: str | None = None
) -> Estimate:
    """A new draft of the same client with the same lines, at the prices of today.

    The same key again is the same copy.
    """
    client = fresh(estimate.client)
    if known := known_by_key(client, submit_key):
        return known
    data = replace(terms_of_copy(estimate, now), project=estimate.project, submit_key=submit_key)
    cards = cards_of(estimate, agency_today(now))
    lines = [_repriced(replace(line, task_id=None), cards) for line in copied_lines(estimate)]
    return open_draft(actor, client, data, Contents(lines, copied_payments(estimate)), now=now)


def terms_of_copy(estimate: Estimate, now: datetime) -> EstimateData:
    """The terms for another piece of work: its dates are not known yet."""
    values = {name: getattr(estimate, name) for name in TERMS}
    fresh_days = {"valid_until": None, "works_from": None, "works_to": None, "project": None}
    values |= {**fresh_days, "priced_on": agency_today(now)}
    return EstimateData(**values, entity=estimate.entity)


def copied_lines(estimate: Estimate) -> list[LineData]:
    """The lines of an estimate as new ones."""
    rows = EstimateLine.objects.filter(estimate=estimate).order_by("position", "id")
    return [data_of(row, keep_key=False) for row in rows]


def _repriced(line: LineData, cards: Cards) -> LineData:
    """Hours take the price of the rate card; what no card prices keeps what it had."""
    by_card = cards.price(line) if line.is_labour and line.role_id else None
    return line if by_card is None else replace(line, price_minor=by_card)


def copied_payments(estimate: Estimate, *, dates: bool = False) -> list[PaymentData]:
    rows = PaymentStep.objects.filter(estimate=estimate).order_by("position", "id")
    return [
        PaymentData(row.title, row.percent_bp, row.trigger, row.due_on if dates else None)
        for row in rows
    ]


@action(EDIT_ESTIMATES)
def make_edition(actor: Actor, estimate: Estimate, *, reason: str, now: datetime) -> Estimate:
    """The next version of an estimate that went out, with the reason why there is one.

    What it replaces stays as it is until the new one is sent or accepted.
    """
    estimate = fresh(estimate)
    if not estimate.content_hash:
        raise Refused("estimate.still_free", name=str(estimate))
    if Estimate.objects.filter(previous=estimate, deleted_at=None).exists():
        raise Refused("estimate.has_next", name=str(estimate))
    if not reason.strip():
        raise Refused("estimate.edition_why")
    client = fresh(estimate.client)
    values = {name: getattr(estimate, name) for name in TERMS}
    more = {
        "kind": estimate.kind,
        "number": estimate.number,
        "edition": _next_edition(estimate),
        "previous": _free_place(actor, estimate),
        "base": estimate.base,
        "reason": reason.strip()[:300],
        "at_risk_minor": estimate.at_risk_minor,
    }
    data = EstimateData(**values, entity=estimate.entity, more=more)
    lines = copied_lines(estimate)
    contents = Contents(lines, copied_payments(estimate, dates=True))
    return open_draft(actor, client, data, contents, now=now)


def _next_edition(estimate: Estimate) -> int:
    same = Estimate.objects.filter(
        client_id=estimate.client_id, kind=estimate.kind, number=estimate.number
    )
    return int(same.aggregate(last=Max("edition"))["last"]) + 1


def _free_place(actor: Actor, estimate: Estimate) -> Estimate:
    """A deleted draft gives up its place after this version."""
    gone = Estimate.objects.filter(previous=estimate).exclude(deleted_at=None).first()
    if gone is not None:
        with change(actor, gone, "estimate.changed"):
            gone.previous = None
            gone.save()
    return estimate


# ---- estimate and plan ----


def lines_of_plan(actor: Actor, project: Project) -> list[LineData]:
    """Hours by task and role at the likeliest, linked to the tasks they come from."""
    ids = dict(Task.objects.filter(project=project, deleted_at=None).values_list("number", "pk"))
    lines, phase = [], ""
    for row in work_rows(actor, project):
        if not row.is_task:
            phase = row.name
            continue
        lines += [_line_of(row, need, phase, ids.get(row.number)) for need in row.needs]
    return [line for line in lines if line.quantity_milli]


def _line_of(row: WorkRow, need: NeedRow, phase: str, task_id: int | None) -> LineData:
    minutes = need.minutes[1] * need.count
    return LineData(
        kind=LineKind.LABOUR,
        title=row.name if len(row.needs) == 1 else f"{row.name}: {need.role}",
        phase=phase,
        role_id=need.role_id,
        grade=need.grade,
        quantity_milli=minutes * 1000 // 60,
        optional=row.optional,
        task_id=task_id,
    )


@action(EDIT_ESTIMATES)
def plan_from_estimate(actor: Actor, estimate: Estimate, *, project: Project, now: datetime) -> int:
    """Add the hours of an estimate to the breakdown of its project, phase by phase; says how many
    tasks were made. Lines that have a task already are left alone.
    """
    lines = [
        row
        for row in EstimateLine.objects.filter(estimate=estimate, task=None).order_by("position")
        if minutes_of(row) > 0 and row.role_id and data_of(row).taken
    ]
    if not lines:
        raise Refused("estimate.nothing_to_plan")
    rows, numbers = _work_of(project, lines)
    save_work(actor, project, rows=rows, version=project.version, now=now)
    ids = dict(Task.objects.filter(project=project).values_list("number", "pk"))
    with change(actor, estimate, "estimate.planned", note={"tasks": len(numbers)}):
        for line in lines:
            line.task_id = ids[numbers[line.pk]]
            line.save()
        estimate.save()
    return len(numbers)


def _work_of(
    project: Project, lines: Sequence[EstimateLine]
) -> tuple[list[WorkRow], dict[int, int]]:
    """The breakdown with new tasks at the end, and the number of each line's task."""
    rows, number, numbers, phase = rows_of_project(project), last_number(project), {}, None
    for line in lines:
        if line.phase != phase:
            phase = line.phase
            rows.append(WorkRow(PHASE, phase or line.title[:120]))
        number += 1
        numbers[line.pk] = number
        rows.append(WorkRow(WORK, line.title[:200], number, needs=(_need(line),)))
    return rows, numbers


def _need(line: EstimateLine) -> NeedRow:
    likely = minutes_of(line)
    low = max(likely * LOW // 5 // HALF_HOUR * HALF_HOUR, 0)
    high = -(-likely * HIGH // 2 // HALF_HOUR) * HALF_HOUR
    role = line.role
    assert role is not None  # noqa: S101 - asked for by whoever chose the lines
    return NeedRow(role.pk, role.name, line.grade or 1, 1, (min(low, likely), likely, high))


@action(EDIT_ESTIMATES)
def attach_project(
    actor: Actor, estimate: Estimate, *, project: Project, now: datetime
) -> Estimate:
    """Say which project an estimate is of; what was accepted becomes that project's budget."""
    estimate = fresh(estimate)
    if project.client_id != estimate.client_id:
        raise Refused("estimate.other_client")
    if estimate.project_id is not None:
        raise Refused("estimate.has_project", name=str(estimate))
    with change(actor, estimate, "estimate.changed"):
        estimate.project = project
        estimate.save()
        if estimate.state == EstimateState.ACCEPTED:
            write_budget(estimate, now=now)
    return estimate
