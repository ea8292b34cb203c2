"""A plan of the engine as rows: where tasks stand, who does them, when projects end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from napulse.delivery.models import Plan as Row
from napulse.delivery.models import PlanForecast, PlannedPerson, PlannedTask
from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import PERSON, PROJECT, TASK, id_of, project_key
from napulse.engines.planning.axis import SLOTS_A_DAY, Axis
from napulse.engines.planning.mix import Mix, mix
from napulse.engines.planning.model import (
    Item,
    Minutes,
    Need,
    Person,
    Placed,
    Plan,
    Problem,
    Slot,
)

if TYPE_CHECKING:
    from napulse.engines.planning.simulate import Forecast

CURVE_POINTS = 40
BATCH = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """A half of a day."""

    on: date
    half: int


def begins(axis: Axis, start: Slot, end: Slot) -> Moment:
    """Where a span is shown to begin: one without length stands at what has just ended."""
    slot = start - 1 if end <= start and start > 0 else start
    return Moment(axis.day_of(slot), slot % SLOTS_A_DAY)


def ends(axis: Axis, start: Slot, end: Slot) -> Moment:
    """The last half-day of a span."""
    slot = max(end - 1, 0) if end > start else max(start - 1, 0)
    return Moment(axis.day_of(slot), slot % SLOTS_A_DAY)


def seats_of(item: Item, placed: Placed) -> Iterator[tuple[Need, str]]:
    """The need and the person of every seat."""
    wanted = [need for need in item.modes[placed.mode].needs for _ in range(need.count)]
    return zip(wanted, placed.people, strict=True)


def own_end(problem: Problem, person: Person, start: Slot, effort: Minutes) -> Slot:
    """When one of the people has done the own part: closed half-days pass without work."""
    closed = {slot for one in person.closed for slot in range(one.start, one.end)}
    left, slot = effort * 100, start
    while left > 0:
        left -= 0 if slot in closed else problem.slot_minutes * person.share
        slot += 1
    return slot


@dataclass(frozen=True)
class Sheet:
    """A plan's row, what it was computed from, and the problem in which it was found."""

    row: Row
    gathered: Gathered
    problem: Problem

    @cached_property
    def items(self) -> dict[str, Item]:
        return {one.key: one for one in self.problem.items}

    @cached_property
    def people(self) -> dict[str, Person]:
        return {one.key: one for one in self.problem.people}


def write_tasks(sheet: Sheet, plan: Plan) -> None:
    """Replace the tasks of a plan's row; call inside a transaction."""
    PlannedTask.objects.filter(plan=sheet.row).delete()
    made = [(planned, one) for one in plan.placed if (planned := _task(sheet, one)) is not None]
    dropped = [one for key in plan.dropped if (one := _dropped(sheet, key))]
    PlannedTask.objects.bulk_create([one for one, _ in made] + dropped, batch_size=BATCH)
    seats = [seat for planned, placed in made for seat in _seats(sheet, planned, placed)]
    PlannedPerson.objects.bulk_create(seats, batch_size=BATCH)


def _task(sheet: Sheet, placed: Placed) -> PlannedTask | None:
    pk = id_of(placed.item, TASK)
    if pk is None:
        return None
    axis, task = sheet.gathered.axis, sheet.gathered.made.tasks[pk]
    first, last = (end(axis, placed.start, placed.end) for end in (begins, ends))
    was = task.started_on if task.started_on and task.started_on < first.on else None
    return PlannedTask(
        plan=sheet.row,
        task_id=pk,
        project_id=task.project_id,
        start_slot=placed.start,
        end_slot=placed.end,
        starts_on=was or first.on,
        starts_half=0 if was else first.half,
        ends_on=last.on,
        ends_half=last.half,
    )


def _dropped(sheet: Sheet, key: str) -> PlannedTask | None:
    pk = id_of(key, TASK)
    if pk is None:
        return None
    day = sheet.gathered.from_on
    return PlannedTask(
        plan=sheet.row,
        task_id=pk,
        project_id=sheet.gathered.made.tasks[pk].project_id,
        start_slot=0,
        end_slot=0,
        starts_on=day,
        ends_on=day,
        dropped=True,
    )


def _seats(sheet: Sheet, planned: PlannedTask, placed: Placed) -> Iterator[PlannedPerson]:
    needs = sheet.gathered.seats[placed.item]
    taken = seats_of(sheet.items[placed.item], placed)
    for row, (need, key) in zip(needs, taken, strict=True):
        person = sheet.people[key]
        end = own_end(sheet.problem, person, placed.start, need.effort)
        yield PlannedPerson(
            planned=planned,
            need=row,
            person_id=id_of(key, PERSON),
            ends_on=ends(sheet.gathered.axis, placed.start, end).on,
            minutes=need.effort,
            grade=person.level_of(need.skill),
        )


def write_forecasts(sheet: Sheet, plan: Plan, forecasts: "Iterable[Forecast]") -> None:
    """Replace what is known of the ends of projects; call inside a transaction."""
    PlanForecast.objects.filter(plan=sheet.row).delete()
    costs = cost_by_project(sheet.problem, plan)
    levels = {one.project: one for one in mix(sheet.problem, plan)}
    made = [
        _forecast(sheet, one, levels.get(one.project, Mix(one.project)))
        for one in forecasts
        if id_of(one.project, PROJECT) in sheet.gathered.made.projects
    ]
    for one in made:
        one.cost_minor = costs.get(project_key(one.project_id), 0)
    PlanForecast.objects.bulk_create(made, batch_size=BATCH)


def _forecast(sheet: Sheet, told: "Forecast", levels: Mix) -> PlanForecast:
    pk = id_of(told.project, PROJECT)
    project, axis = sheet.gathered.made.projects[pk or 0], sheet.gathered.axis
    day = ended_on(axis, told.planned)
    late = (day - project.due_on).days if project.due_on else 0
    return PlanForecast(
        plan=sheet.row,
        project=project,
        ends_on=day,
        p50_on=ended_on(axis, told.p50),
        p80_on=ended_on(axis, told.p80),
        due_on=project.due_on,
        chance_bp=told.chance,
        late_days=max(0, late),
        at_minutes=levels.at,
        above_minutes=levels.above,
        below_minutes=levels.below,
        curve=curve_of(axis, told),
    )


def ended_on(axis: Axis, slot: Slot) -> date:
    """The date by whose evening something that ends before the slot has ended."""
    return axis.day_of(max(slot - 1, 0))


def curve_of(axis: Axis, told: "Forecast") -> list[list[object]]:
    """The chance by date, as few points as a picture needs."""
    step = max(1, len(told.curve) // CURVE_POINTS)
    points = [*told.curve[:-1:step], *told.curve[-1:]]
    by_day = {ended_on(axis, slot): chance for slot, chance in points}
    return [[day.isoformat(), chance] for day, chance in by_day.items()]


def cost_by_project(problem: Problem, plan: Plan) -> dict[str, int]:
    """What the people of each project cost, in minor units, each seat rounded half up."""
    items = {one.key: one for one in problem.items}
    rates = {one.key: one.rate for one in problem.people}
    total: dict[str, int] = {}
    for placed in plan.placed:
        item = items[placed.item]
        for need, key in seats_of(item, placed):
            minor, rest = divmod(need.effort * rates[key], 60)
            total[item.project] = total.get(item.project, 0) + minor + (rest >= 30)
    return total
