"""The chart of a plan: by project with its tasks, or by role with its people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from napulse.delivery.models import (
    FixedPerson,
    Plan,
    PlanForecast,
    PlannedPerson,
    PlannedTask,
    PlanState,
    Task,
    TaskKind,
    TaskState,
)
from napulse.delivery.queries.plan_scope import Scope, planned_tasks, seats_of
from napulse.delivery.queries.plan_shapes import (
    Bar,
    BarKind,
    GanttRow,
    Mark,
    MarkKind,
    Tone,
)
from napulse.delivery.queries.plans import forecasts

MOST_DAYS = 400
MARGIN = timedelta(days=7)
KINDS = {TaskKind.REVIEW: BarKind.REVIEW, TaskKind.MILESTONE: BarKind.MILESTONE}


@dataclass(frozen=True)
class Chart:
    """A plan with all that its rows are drawn from. `only` narrows it to one project."""

    row: Plan
    scope: Scope
    today: date
    only: int | None = None

    @cached_property
    def planned(self) -> list[PlannedTask]:
        found = planned_tasks(self.row).filter(dropped=False)
        if self.only:
            found = found.filter(project_id=self.only)
        return list(found.select_related("task"))

    @cached_property
    def moved(self) -> set[int]:
        """Tasks of a proposal that stand elsewhere than in the accepted plan."""
        if self.row.state == PlanState.ACCEPTED:
            return set()
        accepted = Plan.objects.filter(state=PlanState.ACCEPTED).first()
        was = dict(_starts(accepted)) if accepted else {}
        return {task for task, place in _starts(self.row) if was.get(task, place) != place}

    @cached_property
    def seats(self) -> dict[int, list[PlannedPerson]]:
        return seats_of(self.row)

    @cached_property
    def forecasts(self) -> dict[int, PlanForecast]:
        return {one.project_id: one for one in forecasts(self.row).defer("curve")}

    @cached_property
    def fixed(self) -> set[int]:
        """Tasks with a fixed person."""
        rows = FixedPerson.objects.filter(task__planned__plan=self.row)
        return set(rows.values_list("task_id", flat=True))

    @cached_property
    def done(self) -> list[Task]:
        """Finished work of the seen projects: facts, not plan."""
        ids = {one.project_id for one in self.planned if self.scope.sees(one.project_id)}
        rows = Task.objects.filter(project_id__in=ids, state=TaskState.DONE, deleted_at=None)
        return [row for row in rows if row.done_on]

    @cached_property
    def first_on(self) -> date:
        starts = [one.starts_on for one in self.planned]
        starts += [row.started_on or row.done_on or self.today for row in self.done]
        first = max(min([self.today, *starts]), self.today - timedelta(days=60))
        return first - timedelta(days=first.weekday())

    @cached_property
    def last_on(self) -> date:
        ends = [one.ends_on for one in self.planned]
        ends += [day for one in self.forecasts.values() for day in (one.p80_on, one.due_on) if day]
        last = min(max([self.today, *ends]) + MARGIN, self.first_on + timedelta(days=MOST_DAYS))
        return last + timedelta(days=6 - last.weekday())

    def at(self, on: date, half: int = 0) -> int:
        """Half-days from the chart's first morning."""
        return 2 * (on - self.first_on).days + half

    def late(self, planned: PlannedTask) -> bool:
        due = planned.task.due_on
        return bool(due and planned.ends_on > due)

    def people(self, planned: PlannedTask) -> tuple[str, ...]:
        seats = self.seats.get(planned.pk, [])
        return tuple(self.scope.person_name(one.person_id) for one in seats)


def _starts(row: Plan) -> Iterator[tuple[int, tuple[date, int]]]:
    places = planned_tasks(row).values_list("task_id", "starts_on", "starts_half")
    return ((task, (on, half)) for task, on, half in places)


def project_rows(chart: Chart) -> Iterator[GanttRow]:
    """Each seen project with its marks, then its tasks in the order of the breakdown."""
    by_project: dict[int, list[PlannedTask]] = {}
    for one in chart.planned:
        if chart.scope.sees(one.project_id):
            by_project.setdefault(one.project_id, []).append(one)
    done: dict[int, list[Task]] = {}
    for row in chart.done:
        done.setdefault(row.project_id, []).append(row)
    ordered = sorted(by_project, key=lambda pk: chart.scope.projects[pk].folded)
    for pk in ordered:
        yield _project_row(chart, pk, by_project[pk])
        lines = [(row.position, _done_row(chart, row)) for row in done.get(pk, [])]
        lines += [(one.task.position, _task_row(chart, one)) for one in by_project[pk]]
        yield from (line for _place, line in sorted(lines, key=lambda line: line[0]))


def _project_row(chart: Chart, pk: int, tasks: list[PlannedTask]) -> GanttRow:
    project, told = chart.scope.projects[pk], chart.forecasts.get(pk)
    late = bool(told and told.late_days)
    return GanttRow(
        key=f"j{pk}",
        kind="project",
        title=project.name,
        note=project.client.name,
        url=project.get_absolute_url(),
        marks=tuple(_marks(chart, told)) if told else (),
        tone=(Tone.RISK if project.due_is_hard else Tone.WARN) if late else Tone.PLAIN,
    )


def _marks(chart: Chart, told: PlanForecast) -> Iterator[Mark]:
    tone = Tone.RISK if told.late_days else Tone.PLAIN
    points = (
        (MarkKind.END, told.ends_on, _("ends by the plan"), Tone.PLAIN),
        (MarkKind.P50, told.p50_on, _("as likely as not by this day"), Tone.PLAIN),
        (MarkKind.P80, told.p80_on, _("four chances of five by this day"), Tone.PLAIN),
        (MarkKind.DUE, told.project.due_on, _("deadline"), tone),
    )
    for kind, on, title, shade in points:
        if on:
            yield Mark(kind, on, chart.at(on, 2), title, shade)


def _task_row(chart: Chart, planned: PlannedTask) -> GanttRow:
    task = planned.task
    due = task.due_on
    return GanttRow(
        key=f"t{task.pk}",
        kind="task",
        title=task.name,
        depth=2,
        note=", ".join(chart.people(planned)),
        bars=(task_bar(chart, planned),),
        marks=(Mark(MarkKind.DUE, due, chart.at(due, 2), _("deadline")),) if due else (),
        tone=Tone.WARN if chart.late(planned) else Tone.PLAIN,
    )


def _done_row(chart: Chart, task: Task) -> GanttRow:
    last = task.done_on or chart.today
    first = min(task.started_on or last, last)
    bar = Bar(
        key=f"t{task.pk}",
        kind=BarKind.DONE,
        title=task.name,
        starts_on=first,
        ends_on=last,
        start=chart.at(first),
        end=chart.at(last, 2),
        task_id=task.pk,
        project_id=task.project_id,
    )
    return GanttRow(key=f"t{task.pk}", kind="task", title=task.name, depth=2, bars=(bar,))


def task_bar(chart: Chart, planned: PlannedTask, seat: PlannedPerson | None = None) -> Bar:
    """A task, or the part of one person in it; without a name for those who do not see it."""
    last = seat.ends_on if seat else planned.ends_on
    half = planned.ends_half if last == planned.ends_on else 1
    place = {
        "key": f"t{planned.task_id}" if seat is None else f"s{seat.pk}",
        "starts_on": planned.starts_on,
        "starts_half": planned.starts_half,
        "ends_on": last,
        "ends_half": half,
        "start": chart.at(planned.starts_on, planned.starts_half),
        "end": chart.at(last, half + 1),
        "percent": 100 if seat else 0,
    }
    if not chart.scope.sees(planned.project_id):
        title = _("another client's work")
        return Bar(kind=BarKind.WORK, title=title, is_hidden=True, **place)  # type: ignore[arg-type] # as below
    task, project = planned.task, chart.scope.projects[planned.project_id]
    return Bar(
        kind=KINDS.get(TaskKind(task.kind), BarKind.WORK),
        title=task.name,
        task_id=task.pk,
        project_id=project.pk,
        project=project.name,
        client=project.client.name,
        people=chart.people(planned),
        url=project.get_absolute_url(),
        is_locked=bool(task.fixed_on) or task.pk in chart.fixed,
        is_moved=task.pk in chart.moved,
        is_started=task.state == TaskState.STARTED,
        is_late=chart.late(planned),
        **place,  # type: ignore[arg-type] # a dict of columns of different types
    )
