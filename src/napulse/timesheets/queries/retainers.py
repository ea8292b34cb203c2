"""What a retainer in force still grants for a piece of work that no budget line holds."""

from datetime import date

from django.db.models import Sum

from napulse.contracts.models import Remuneration, RetainerPeriod, RetainerUnit
from napulse.engines.pricing.scope import Allowance
from napulse.ledger.models import Posting, PostingKind
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.queries.scope import retainers_on

MONTHS = {RetainerPeriod.MONTH: 1, RetainerPeriod.QUARTER: 3, RetainerPeriod.YEAR: 12}
YEAR = 12


def allowance_left(
    entry: TimeEntry, *, but: TimeEntry | None = None, own_only: bool = False
) -> Allowance | None:
    """What is left on the entry's day; None when no retainer holds it.

    `but` is the entry as it was posted, which does not count against itself; `own_only` asks for
    a retainer of the very project.
    """
    if entry.client_id is None:
        return None
    for row in retainers_on(entry.client_id, entry.project_id, entry.on):
        if own_only and row.project_id is None:
            continue
        if row.brand_id and not (entry.project and entry.project.brand_id == row.brand_id):
            continue
        return Allowance(_left(row, entry, but))
    return None


def _left(row: Remuneration, entry: TimeEntry, but: TimeEntry | None) -> int | None:
    """Minutes of the period that are not used; of a retainer in money there is no limit of time."""
    if row.unit != RetainerUnit.HOURS:
        return None
    first, past = period_of(row, entry.on)
    rows = Posting.objects.filter(
        kind=PostingKind.TIME, client_id=row.client_id, on__gte=first, on__lt=past, line_id=0
    )
    if row.project_id:
        rows = rows.filter(project_id=row.project_id)
    if row.brand_id:
        rows = rows.filter(project__brand_id=row.brand_id)
    used = rows.aggregate(sum=Sum("billable_minutes"))["sum"] or 0
    counted = but is not None and but.line_id is None and first <= but.on < past and but.billable
    own = but.minutes if but is not None and counted else 0
    return max(0, (row.granted or 0) + row.debt_limit - used + own)


def period_of(row: Remuneration, on: date) -> tuple[date, date]:
    """First day of the retainer's period that holds the day, and the first day after it."""
    months = MONTHS[RetainerPeriod(row.period)]
    start = (on.month - 1) // months * months
    whole = on.year * YEAR + start + months
    return date(on.year, start + 1, 1), date(whole // YEAR, whole % YEAR + 1, 1)
