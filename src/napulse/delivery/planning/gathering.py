"""The whole agency as one problem of the planning engine."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from napulse.delivery.models import Task
from napulse.delivery.planning.ground import SLOT_MINUTES, Ask, Ground, ground
from napulse.delivery.planning.keys import person_key, role_key
from napulse.delivery.planning.locks import add_lock, seated
from napulse.delivery.planning.people import Place, axis_of, places, unnamed, workers
from napulse.delivery.planning.remarks import Remark
from napulse.delivery.planning.work import Case, Seats, add_item, add_promise
from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.axis import Axis
from napulse.engines.planning.model import Person, Problem

PAUSE = 4


@dataclass(frozen=True)
class Gathered:
    """A problem, its axis, and the needs behind the seats of its items."""

    made: Ground
    axis: Axis
    problem: Problem
    seats: dict[str, Seats]
    remarks: tuple[Remark, ...]
    currency: str

    @property
    def from_on(self) -> date:
        return self.made.from_on


def gather(ask: Ask) -> Gathered:
    """Read everything and make the problem; a cycle of tasks is refused with their names."""
    made = ground(ask)
    axis = axis_of(made)
    _refuse_cycle(made)
    planned = {row.project_id for row in made.tasks.values()}
    people = workers(made, axis, planned)
    case = _case(made, axis, people, planned)
    everybody = (*_with_skills(case, people), *places(made, axis), *_unnamed(case))
    problem = Problem(
        items=tuple(case.items),
        people=everybody,
        projects=tuple(case.promises),
        locks=tuple(case.locks),
        horizon=axis.length,
        slot_minutes=SLOT_MINUTES,
        pause=PAUSE,
    )
    remarks = (*case.remarks, *_rate_remarks(case))
    return Gathered(made, axis, problem, case.seats, remarks, made.currency)


def _case(made: Ground, axis: Axis, people: tuple[Person, ...], planned: set[int]) -> Case:
    by_id = {pk: one for pk in made.persons for one in people if one.key == person_key(pk)}
    case = Case(made, axis, by_id)
    busy: set[int] = set()
    for row in sorted(made.tasks.values(), key=_oldest_first):
        seats = seated(case, row)
        add_item(case, row, seats)
        add_lock(case, row, seats, busy)
    for pk in sorted(planned):
        add_promise(case, made.projects[pk], currency=made.currency)
    return case


def _oldest_first(row: Task) -> tuple[date, int, int, int]:
    return row.started_on or date.max, row.project_id, row.position, row.pk


def _with_skills(case: Case, people: Iterable[Person]) -> list[Person]:
    extra = {person_key(pk): tuple(skills) for pk, skills in case.skills.items()}
    return [replace(one, skills=(*one.skills, *extra.get(one.key, ()))) for one in people]


def _unnamed(case: Case) -> list[Person]:
    """Places for those whom the agency does not have: so many as a task needs and nobody is."""
    short: dict[Place, list[int]] = {}
    count: Counter[Place] = Counter()
    for row in case.made.tasks.values():
        for need in case.needs(row):
            able = sum(
                one.level_of(role_key(need.role_id)) >= need.grade for one in case.people.values()
            )
            if able < need.count:
                place = Place(need.role_id, need.grade)
                short.setdefault(place, []).append(row.pk)
                count[place] = max(count[place], need.count - able)
    for place, tasks in short.items():
        told = Remark("nobody_with_role", tuple(tasks), role_id=place.role_id)
        case.remarks.append(replace(told, values={"grade": place.grade}))
    return [unnamed(case.made, place, number) for place in short for number in range(count[place])]


def _rate_remarks(case: Case) -> list[Remark]:
    """People whose work costs nothing in the plan, because their role has no rate."""
    used = {need.role_id for needs in case.seats.values() for need in needs}
    unpriced = (role_id for role_id in sorted(used) if not case.made.rate(role_id, 1))
    return [Remark("no_rate", role_id=role_id) for role_id in unpriced]


def _refuse_cycle(made: Ground) -> None:
    """Tasks that wait for each other can never begin: they are named."""
    waits = {
        pk: {link.before_id for link in made.links.get(pk, []) if link.before_id in made.tasks}
        for pk in made.tasks
    }
    while free := [pk for pk, before in waits.items() if not before]:
        for pk in free:
            del waits[pk]
        for before in waits.values():
            before.difference_update(free)
    if waits:
        raise Refused("plan.cycle", tasks=_ring(waits))


def _ring(waits: dict[int, set[int]]) -> list[int]:
    """The tasks of one ring, each after the one it waits for."""
    path = [min(waits)]
    while (step := min(waits[path[-1]])) not in path:
        path.append(step)
    return path[path.index(step) :][::-1]
