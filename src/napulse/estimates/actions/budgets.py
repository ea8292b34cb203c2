"""The budget that an accepted estimate makes: a line of it for each line that was taken.

A version that replaces an accepted one keeps the budget line of every line that is still there,
so what was worked on it stays on it; lines that are gone are closed.
"""

from collections.abc import Sequence
from datetime import datetime

from napulse.audit.recording import recording
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import fold
from napulse.engines.pricing.vat import spread
from napulse.estimates.lines import data_of, minutes_of
from napulse.estimates.models import BudgetLine, Estimate, EstimateLine
from napulse.ledger.queries import to_base

Key = tuple[str, str, str, int, int]


def write_budget(estimate: Estimate, *, now: datetime) -> int:
    """Make the budget lines of an accepted estimate that has a project; says how many.

    In the base currency at the rate of the day on which it is priced; their sum is the converted
    net of the estimate.
    """
    if estimate.project_id is None:
        return 0
    rows = EstimateLine.objects.filter(estimate=estimate).order_by("position", "id")
    lines = [row for row in rows if data_of(row).taken]
    nets = _in_base(estimate, [line.net_minor for line in lines])
    costs = _in_base(estimate, [line.total_cost_minor for line in lines])
    others = _of_other_editions(estimate)
    with recording(BudgetLine):
        for line, net, cost in zip(lines, nets, costs, strict=True):
            row = _row_for(line, others) or BudgetLine(
                client_id=estimate.client_id, project_id=estimate.project_id
            )
            _fill(row, estimate, line)
            row.net_minor, row.cost_minor = net, cost
            row.save()
        for rest in others:
            rest.closed_at = now
            rest.save()
    return len(lines)


def drop_budget(estimate: Estimate, *, now: datetime) -> None:
    """Put away the lines that still belong to this version."""
    with recording(BudgetLine):
        BudgetLine.objects.filter(estimate=estimate, deleted_at=None).update(deleted_at=now)


def _in_base(estimate: Estimate, minors: Sequence[int]) -> tuple[int, ...]:
    whole = to_base(Money(sum(minors), estimate.currency), estimate.priced_on)
    if whole.currency == estimate.currency:
        return tuple(minors)
    return spread(whole.minor, minors)


def _of_other_editions(estimate: Estimate) -> list[BudgetLine]:
    rows = BudgetLine.objects.filter(
        estimate__client_id=estimate.client_id,
        estimate__kind=estimate.kind,
        estimate__number=estimate.number,
        deleted_at=None,
        closed_at=None,
    )
    return list(rows.exclude(estimate=estimate).order_by("position", "id"))


def _row_for(line: EstimateLine, others: list[BudgetLine]) -> BudgetLine | None:
    """The row that this line had before, or that of the same work in another version."""
    known: BudgetLine | None = BudgetLine.objects.filter(source=line).first()
    if known is not None:
        return known
    same = next((row for row in others if _key(row) == _key(line)), None)
    if same is not None:
        others.remove(same)
    return same


def _key(row: EstimateLine | BudgetLine) -> Key:
    return (fold(row.title), fold(row.phase), row.kind, row.role_id or 0, row.grade or 0)


def _fill(row: BudgetLine, estimate: Estimate, line: EstimateLine) -> None:
    project = estimate.project
    assert project is not None  # noqa: S101 - a budget is made of a project
    row.estimate, row.source, row.position = estimate, line, line.position
    row.project, row.phase, row.title = project, line.phase, line.title
    row.kind, row.role_id, row.grade = line.kind, line.role_id, line.grade
    row.minutes, row.pass_through = minutes_of(line), line.pass_through
    row.from_on, row.to_on = estimate.works_from, estimate.works_to
    row.closed_at = row.deleted_at = None
