"""What the scope guard stands on: the lines of a budget, what is used of them, and rounds."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Min, OuterRef, Sum

from napulse.db.reading import as_date, places, read, table
from napulse.db.together import Statement
from napulse.engines.pricing.scope import ScopeLine, rounds_above
from napulse.estimates.models import (
    BudgetLine,
    Estimate,
    EstimateKind,
    EstimateLine,
    EstimateState,
    LineKind,
)
from napulse.ledger.models import LineTotal
from napulse.timesheets.models import ExtraKind, ExtraWork

HOLDS_TIME = (LineKind.LABOUR, LineKind.FIXED, LineKind.PRODUCTION)


def scope_lines(project_id: int) -> list[ScopeLine]:
    """The lines of a project's budget that time is entered on, in their order."""
    rows = BudgetLine.objects.filter(
        project_id=project_id, kind__in=HOLDS_TIME, deleted_at=None, closed_at=None
    )
    return [as_scope_line(row) for row in rows.select_related("source")]


def as_scope_line(row: BudgetLine) -> ScopeLine:
    """A line of hours holds its hours; a fixed price without hours holds work without limit."""
    is_hours = row.kind == LineKind.LABOUR or row.minutes > 0
    return ScopeLine(
        key=row.pk,
        minutes=row.minutes if is_hours else None,
        role=row.role_id or 0,
        grade=row.grade or 0,
        task=row.source.task_id or 0,
        first=row.from_on,
        last=row.to_on,
    )


def lines_and_use(project_id: int) -> tuple[list[ScopeLine], dict[int, int]]:
    """The lines of a project that time is entered on, and billable minutes used of each.

    What `scope_lines` and `used_by_line` say, in one plain statement: every saved entry asks.
    """
    lines, used = [], {}
    for key, kind, minutes, role, grade, task, first, last, sum_ in read(
        *lines_statement(project_id)
    ):
        is_hours = kind == LineKind.LABOUR or minutes > 0
        lines.append(
            ScopeLine(
                key=key,
                minutes=minutes if is_hours else None,
                role=role or 0,
                grade=grade or 0,
                task=task or 0,
                first=as_date(first),
                last=as_date(last),
            )
        )
        used[key] = int(sum_ or 0)
    return lines, used


def lines_statement(project_id: int) -> Statement:
    """What `lines_and_use` reads."""
    line, total = table(BudgetLine), table(LineTotal)
    sql = f"""
    SELECT b.id, b.kind, b.minutes, b.role_id, b.grade, s.task_id, b.from_on, b.to_on,
           (SELECT SUM(t.billable_minutes) FROM {total} t
             WHERE t.project_key = b.project_id AND t.client_key = b.client_id
               AND t.line_key = b.id)
      FROM {line} b JOIN {table(EstimateLine)} s ON s.id = b.source_id
     WHERE b.project_id = %s AND b.kind IN ({places(HOLDS_TIME)})
       AND b.deleted_at IS NULL AND b.closed_at IS NULL
     ORDER BY b.position, b.id
    """  # noqa: S608 names come from models
    return sql, (project_id, *HOLDS_TIME)


def used_by_line(project_id: int) -> dict[int, int]:
    """Billable minutes by line of a project: work at our own cost uses up nothing agreed to."""
    rows = LineTotal.objects.filter(project_key=project_id).exclude(line_key=0)
    found = rows.values_list("line_key").annotate(used=Sum("billable_minutes"))
    return {int(key): int(used or 0) for key, used in found}


def has_budget(project_id: int) -> bool:
    found: bool = BudgetLine.objects.filter(project_id=project_id, deleted_at=None).exists()
    return found


def rounds_paid(project_id: int) -> int | None:
    """Rounds of revision that the accepted estimate has; None when nothing was accepted."""
    accepted = Estimate.objects.filter(
        project_id=project_id,
        kind=EstimateKind.ESTIMATE,
        state=EstimateState.ACCEPTED,
        deleted_at=None,
    )
    rounds = list(accepted.values_list("rounds", flat=True))
    return max(rounds) if rounds else None


def rounds_of(deliverable_ids: Collection[int]) -> dict[int, int]:
    """How many rounds of revision each of the deliverables had."""
    rows = ExtraWork.objects.filter(
        kind=ExtraKind.ROUND, deliverable_id__in=deliverable_ids, deleted_at=None
    )
    found: dict[int, int] = {}
    for key in rows.values_list("deliverable_id", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def rounds_at_risk(project_id: int, deliverable_id: int) -> int:
    """How many rounds of a deliverable nobody agreed to pay for."""
    done = rounds_of([deliverable_id]).get(deliverable_id, 0)
    return rounds_above(done, rounds_paid(project_id))


def unpaid_rounds_from(deliverable_ids: Collection[int]) -> dict[int, date]:
    """The first day of an unpaid round of each that no accepted change order took, in one query.

    From that day on work on the deliverable belongs to the round; those without one are left out.
    """
    agreed = Estimate.objects.filter(
        client=OuterRef("change_order__client"),
        kind=OuterRef("change_order__kind"),
        number=OuterRef("change_order__number"),
        state=EstimateState.ACCEPTED,
        deleted_at=None,
    )
    rows = ExtraWork.objects.filter(
        kind=ExtraKind.ROUND, deliverable_id__in=deliverable_ids, outside=True, deleted_at=None
    ).exclude(Exists(agreed))
    first = rows.order_by().values_list("deliverable_id").annotate(first=Min("on"))
    return {int(key): on for key, on in first if key is not None}
