"""The burn of one budget: what was used by each day, beside its curve and its forecast."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from napulse.engines.charts.curves import cumulated
from napulse.engines.pricing.pace import planned_by
from napulse.ledger.models import Posting, PostingKind
from napulse.profit.queries.budget_shapes import OUTSIDE, Budget, Line

BOUGHT = (PostingKind.BOUGHT_PASS, PostingKind.BOUGHT_OWN)
USED = (PostingKind.TIME, *BOUGHT)
Points = list[tuple[date, int]]
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Burn:
    """Running sums by day, in minor units; empty curves where nothing is dated."""

    actual: Points
    planned: Points
    forecast: Points
    budget: int

    @property
    def first(self) -> date:
        return min(day for some in (self.actual, self.planned, self.forecast) for day, _ in some)

    @property
    def last(self) -> date:
        return max(day for some in (self.actual, self.planned, self.forecast) for day, _ in some)

    @property
    def most(self) -> int:
        some = (value for each in (self.actual, self.planned, self.forecast) for _, value in each)
        return max([self.budget, *some])


def burn_of(budget: Budget) -> Burn:
    """The curves of a budget, in one query; what was used by today is what the budget says."""
    actual = _actual(budget)
    return Burn(actual, _planned(budget), _forecast(budget), budget.total.planned)


def _actual(budget: Budget) -> Points:
    rows = Posting.objects.filter(project_id=budget.project.pk, kind__in=USED).order_by()
    sums = rows.values_list("on", "line_id", "kind").annotate(sum=Sum("amount_minor"))
    lines = {line.pk: line for line in budget.lines}
    worth, things = [], defaultdict(list)
    for day, line_id, kind, amount in sums:
        line = lines.get(line_id) or lines.get(OUTSIDE) or Line(OUTSIDE)
        if kind in BOUGHT:
            things[line.pk].append((day, amount))
        else:
            worth.append((day, amount))
    for key, by_day in things.items():
        worth += _sold(lines.get(key) or Line(OUTSIDE), by_day)
    points = cumulated(worth)
    if points and points[-1][0] < budget.today:
        points.append((budget.today, points[-1][1]))
    start = [(points[0][0] - timedelta(days=1), 0)] if points else []
    return start + points


def _sold(line: Line, by_day: Points) -> Points:
    """Purchases at the client's price, so that the parts add up to the price of the whole."""
    found, before = [], 0
    for day, reached in cumulated(by_day):
        found.append((day, line.sells(reached) - before))
        before = line.sells(reached)
    return found


def _planned(budget: Budget) -> Points:
    if not budget.curve:
        return []
    first = min(one.first for one in budget.curve)
    last = max(one.last for one in budget.curve)
    days = [first - timedelta(days=1), *_weekly(first, last), last]
    return [(day, planned_by(budget.curve, day, budget.axis)) for day in days]


def _forecast(budget: Budget) -> Points:
    own = budget.total
    if not budget.rest:
        return []
    last = max(one.last for one in budget.rest)
    certain = own.used + own.committed
    days = [*_weekly(budget.today + _WEEK, last), last]
    ahead = [(day, certain + planned_by(budget.rest, day, budget.axis)) for day in days]
    return [(budget.today, own.used), *ahead]


def _weekly(first: date, last: date) -> list[date]:
    found = []
    while first < last:
        found.append(first)
        first += _WEEK
    return found
