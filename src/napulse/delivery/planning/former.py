"""The accepted plan in the slots of a new problem, for a new plan that moves little."""

from collections.abc import Iterator

from napulse.delivery.models import Plan as Row
from napulse.delivery.models import PlannedPerson, PlannedTask, TaskState
from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import (
    UNNAMED,
    id_of,
    person_key,
    role_key,
    role_of,
    task_key,
)
from napulse.engines.planning.axis import SLOTS_A_DAY
from napulse.engines.planning.model import Item, Placed, Plan, Problem, Slot


def former_plan(gathered: Gathered, problem: Problem, row: Row) -> Plan:
    """Tasks of the row that are still open, where they stood; what should have begun stands now.

    A task whose seats have changed since is left out: it is new work.
    """
    seats = _seats(row)
    items = {one.key: one for one in problem.items}
    placed = []
    for planned in PlannedTask.objects.filter(plan=row, dropped=False):
        item = items.get(task_key(planned.task_id))
        people = _people(gathered, problem, item, seats.get(planned.pk, [])) if item else None
        if item is not None and people is not None:
            start, end = _span(gathered, planned)
            placed.append(Placed(item.key, start, end, 0, people))
    return Plan((*placed, *_dates(items, placed)))


def idle_items(gathered: Gathered) -> frozenset[str]:
    """Items that have not begun, whatever an old plan says."""
    return frozenset(
        task_key(pk) for pk, row in gathered.made.tasks.items() if row.state != TaskState.STARTED
    )


def _seats(row: Row) -> dict[int, list[PlannedPerson]]:
    found: dict[int, list[PlannedPerson]] = {}
    rows = PlannedPerson.objects.filter(planned__plan=row).select_related("need")
    for one in rows.order_by("pk"):
        found.setdefault(one.planned_id, []).append(one)
    return found


def _span(gathered: Gathered, planned: PlannedTask) -> tuple[Slot, Slot]:
    axis = gathered.axis
    start = axis.start_of(planned.starts_on)
    if planned.starts_on < gathered.from_on:
        start = 0
    elif axis.day_of(start) == planned.starts_on:
        start += planned.starts_half
    end = axis.end_of(planned.ends_on) - (SLOTS_A_DAY - 1 - planned.ends_half)
    if planned.start_slot == planned.end_slot:
        start = end = max(start + 1, end) if planned.start_slot else 0
    return start, max(start, end)


def _people(
    gathered: Gathered, problem: Problem, item: Item, seats: list[PlannedPerson]
) -> tuple[str, ...] | None:
    """Who sat where, in the order of the new seats; places to fill take any that fit."""
    wanted = [need for need in item.modes[0].needs for _ in range(need.count)]
    needs = gathered.seats.get(item.key, ())
    left = list(seats)
    people: list[str] = []
    for need, row in zip(wanted, needs, strict=False):
        sat = next((one for one in left if one.need_id == row.pk and one.person_id), None)
        if sat is not None:
            left.remove(sat)
            people.append(person_key(sat.person_id or 0))
            continue
        place = next(_free_places(problem, row.role_id, need.level, people), None)
        if place is None:
            return None
        people.append(place)
    return tuple(people) if len(people) == len(wanted) == len(seats) else None


def _free_places(problem: Problem, role_id: int, grade: int, taken: list[str]) -> Iterator[str]:
    for one in problem.people:
        is_place = one.key.startswith((UNNAMED, "+")) and one.key not in taken
        if is_place and one.level_of(role_key(role_id)) >= grade:
            yield one.key


def _dates(items: dict[str, Item], placed: list[Placed]) -> Iterator[Placed]:
    """The items that end soft deadlines stand right after their tasks."""
    ends = {one.item: one.end for one in placed}
    for key, item in items.items():
        before = item.after[0].before if key.startswith("d") and item.after else ""
        if before in ends:
            yield Placed(key, ends[before], ends[before])


def role_of_place(key: str) -> int | None:
    """The role of a place to fill; None for a person who is here."""
    return None if id_of(key, "p") is not None else role_of(key.replace("+", UNNAMED, 1))
