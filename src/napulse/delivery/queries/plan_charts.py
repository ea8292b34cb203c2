"""The door to the charts of plans."""

from collections.abc import Iterator
from datetime import date, timedelta

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.delivery.models import Plan
from napulse.delivery.planning.ground import HOUSE
from napulse.delivery.queries.plan_gantt import Chart, project_rows
from napulse.delivery.queries.plan_people import person_rows
from napulse.delivery.queries.plan_scope import scope_of
from napulse.delivery.queries.plan_shapes import GanttView
from napulse.people.queries import work_calendar


def gantt(
    actor: Actor, row: Plan, *, by: str, today: date, project_id: int | None = None
) -> GanttView:
    """The chart of a plan, by "project" or by "person"; one project alone on its own page."""
    chart = Chart(row, scope_of(actor), today, project_id)
    rows = tuple(person_rows(chart) if by == "person" else project_rows(chart))
    hidden = {one.project_id for one in chart.planned if not chart.scope.sees(one.project_id)}
    return GanttView(
        by=by,
        first_on=chart.first_on,
        last_on=chart.last_on,
        today_on=today,
        today_at=chart.at(today),
        weeks=tuple(_mondays(chart.first_on, chart.last_on)),
        off=tuple(_days_off(chart.first_on, chart.last_on)),
        rows=rows,
        hidden=len(hidden),
    )


def _mondays(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=7)


def _days_off(first: date, last: date) -> Iterator[date]:
    calendar = work_calendar(HOUSE, agency().zone)
    while first <= last:
        if not calendar.is_working(first):
            yield first
        first += timedelta(days=1)
