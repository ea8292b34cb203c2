"""The mix of levels in fact: hours of people above or below the level that the work asked for."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum

from napulse.delivery.models import PlanForecast, PlanState, TaskNeed
from napulse.engines.kernel.money import WHOLE_BP, Money
from napulse.timesheets.models import TimeEntry


@dataclass(frozen=True, slots=True)
class Levels:
    """Minutes at, above and below the level asked for; `unknown` is where no level is known."""

    at: int = 0
    above: int = 0
    below: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        return self.at + self.above + self.below

    def percents(self) -> tuple[int, int, int]:
        """At, above, below: whole per cents of what is known, a hundred in all."""
        if not self.known:
            return (0, 0, 0)
        parts = Money(100, "").split([self.at, self.above, self.below])
        return (parts[0].minor, parts[1].minor, parts[2].minor)

    @property
    def is_above_bp(self) -> int:
        return self.above * WHOLE_BP // self.known if self.known else 0


def mix_in_fact(project_ids: Collection[int]) -> dict[int, Levels]:
    """The mix of each project, in two queries: by the line's grade, else by what the task needs."""
    rows = TimeEntry.objects.filter(project_id__in=project_ids, deleted_at=None).order_by()
    sums = rows.values_list("project_id", "grade", "line__grade", "task_id", "role_id").annotate(
        sum=Sum("minutes")
    )
    needs = {
        (task, role): grade
        for task, role, grade in TaskNeed.objects.filter(
            task__project_id__in=project_ids
        ).values_list("task_id", "role_id", "grade")
    }
    found: dict[int, dict[str, int]] = {}
    for project, grade, of_line, task, role, minutes in sums:
        asked = of_line or needs.get((task, role))
        own = found.setdefault(project or 0, {"at": 0, "above": 0, "below": 0, "unknown": 0})
        own[_place(grade, asked)] += minutes
    return {project: Levels(**own) for project, own in found.items()}


def _place(grade: int | None, asked: int | None) -> str:
    if not grade or not asked:
        return "unknown"
    if grade == asked:
        return "at"
    return "above" if grade > asked else "below"


def mix_of_plan(project_id: int) -> Levels | None:
    """The mix that the accepted plan has; None when the project is not in it."""
    found = PlanForecast.objects.filter(plan__state=PlanState.ACCEPTED, project_id=project_id)
    row = found.defer("curve").first()
    return Levels(row.at_minutes, row.above_minutes, row.below_minutes) if row else None
