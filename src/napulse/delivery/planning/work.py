"""Open tasks as items of the planning engine: effort, links, dates and promises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from napulse.delivery.models import Project, Task, TaskKind, TaskNeed, TaskState
from napulse.delivery.planning.estimates import Points, mean, spread
from napulse.delivery.planning.ground import HOUSE, SLOT_MINUTES, Ground
from napulse.delivery.planning.keys import date_key, fixed_key, project_key, role_key, task_key
from napulse.delivery.planning.remarks import Remark
from napulse.engines.kernel.money import round_half_up
from napulse.engines.planning.axis import SLOTS_A_DAY, Axis
from napulse.engines.planning.model import Item, Link, Lock, Mode, Need, Person, Skill, Slot
from napulse.engines.planning.model import Project as Promise

Seats = tuple[TaskNeed, ...]


@dataclass
class Case:
    """The ground of a problem and what is made of it so far.

    `seats` names the need of every seat of an item, in order; `skills` are those that only the
    person of a fixed seat has.
    """

    made: Ground
    axis: Axis
    people: Mapping[int, Person]
    items: list[Item] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
    seats: dict[str, Seats] = field(default_factory=dict)
    skills: dict[int, list[Skill]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def needs(self, row: Task) -> list[TaskNeed]:
        return self.made.needs.get(row.pk, [])

    def passed(self, row: Task) -> int:
        """Half-days since started work began; 0 for work not begun."""
        if row.state != TaskState.STARTED or row.started_on is None:
            return 0
        return half_days(self.made, row.started_on, self.made.from_on)


def half_days(made: Ground, start: date, end: date) -> int:
    """Working half-days of the agency from one date up to another, which is not included."""
    if end <= start:
        return 0
    span = Axis.over([made.calendars[HOUSE]], start, end)
    return span.length - (SLOTS_A_DAY if span.days and span.days[-1] == end else 0)


def add_item(case: Case, row: Task, seated: Mapping[int, list[int]]) -> None:
    """Make an item of a task; `seated` are the people of fixed seats by need."""
    needs = case.needs(row)
    if _is_unestimated(row, needs):
        case.remarks.append(Remark("no_estimate", tasks=(row.pk,)))
    project = case.made.projects[row.project_id]
    after, release = _links(case, row)
    key = task_key(row.pk)
    case.seats[key] = tuple(need for need in needs for _ in range(need.count))
    hard = row.due_on if row.due_on and is_hard(case.made, project) else None
    case.items.append(
        Item(
            key=key,
            project=project_key(row.project_id),
            modes=(_mode(case, row, seated),),
            after=after,
            release=release,
            deadline=case.axis.end_of(hard) if hard else None,
            optional=row.optional,
            spread=spread(_points(row, needs)),
        )
    )
    if row.due_on and not hard:
        _add_soft_date(case, row, row.due_on, project.weight)


def _is_unestimated(row: Task, needs: list[TaskNeed]) -> bool:
    """It is planned all the same, as if it took no time: the plan says so."""
    if row.kind == TaskKind.MILESTONE or row.length_high:
        return False
    return not needs or any(not need.high_minutes for need in needs)


def is_hard(made: Ground, project: Project) -> bool:
    """A promise that is broken already must not refute every plan to come."""
    return project.due_is_hard and (project.due_on is None or project.due_on >= made.from_on)


def _links(case: Case, row: Task) -> tuple[tuple[Link, ...], Slot]:
    """What the task waits for; what is done only holds it back until its lag has passed."""
    made, links = case.made, []
    release = case.axis.start_of(row.not_before_on) if row.not_before_on else 0
    for link in made.links.get(row.pk, []):
        done = made.done.get(link.before_id)
        if link.before_id in made.tasks:
            links.append(Link(task_key(link.before_id), link.lag))
        elif done and done.done_on and link.lag > 0:
            release = max(release, _released(case, done.done_on, link.lag))
    return tuple(links), release


def _released(case: Case, ended_on: date, lag: int) -> Slot:
    """The slot so many half-days after the evening of a day that may lie before the axis."""
    if ended_on >= case.made.from_on:
        return case.axis.end_of(ended_on) + lag
    since = half_days(case.made, ended_on + timedelta(days=1), case.made.from_on)
    return max(0, lag - since)


def _points(row: Task, needs: list[TaskNeed]) -> Iterator[Points]:
    if not needs:
        yield row.length_low, row.length_likely, row.length_high
    for need in needs:
        yield points(need)


def points(need: TaskNeed) -> Points:
    return need.low_minutes, need.likely_minutes, need.high_minutes


def _mode(case: Case, row: Task, seated: Mapping[int, list[int]]) -> Mode:
    """What is left of the work: started work has so much less as has passed, but half a day."""
    passed = case.passed(row)
    length = mean((row.length_low, row.length_likely, row.length_high))
    left = max(length - passed, 1) if passed and length else length
    needs: list[Need] = []
    for need in case.needs(row):
        people = seated.get(need.pk, [])
        needs += _needs(case, need, _effort_left(case, need, people, passed), people)
    return Mode(tuple(needs), left)


def _effort_left(case: Case, need: TaskNeed, people: list[int], passed: int) -> int:
    effort = mean(points(need))
    if not passed or not effort:
        return effort
    share = case.people[people[0]].share if people and people[0] in case.people else 100
    return max(effort - passed * SLOT_MINUTES * share // 100, SLOT_MINUTES * share // 100)


def _needs(case: Case, need: TaskNeed, effort: int, people: list[int]) -> Iterator[Need]:
    """The need, its fixed seats apart: each asks for a skill that one person alone has."""
    for person_id in people:
        key = fixed_key(need.pk, person_id)
        own = case.people[person_id].level_of(role_key(need.role_id))
        case.skills.setdefault(person_id, []).append(Skill(key, max(own, need.grade)))
        yield Need(key, need.grade, effort, 1)
    if need.count > len(people):
        yield Need(role_key(need.role_id), need.grade, effort, need.count - len(people))


def _add_soft_date(case: Case, row: Task, due_on: date, weight: int) -> None:
    """The deadline of one task of a project whose promises are soft: lateness, not a refusal."""
    key = date_key(row.pk)
    case.promises.append(Promise(key, due=case.axis.end_of(due_on), weight=weight))
    case.items.append(Item(key, key, (Mode(),), (Link(task_key(row.pk)),)))


def add_promise(case: Case, project: Project, *, currency: str) -> None:
    """The dates, the weight and the budget of a project; done work has taken its part."""
    made, axis = case.made, case.axis
    if project.due_is_hard and not is_hard(made, project):
        case.remarks.append(Remark("deadline_passed", projects=(project.pk,)))
    if project.budget_minor is not None and project.currency != currency:
        case.remarks.append(Remark("budget_currency", projects=(project.pk,)))
    case.promises.append(
        Promise(
            key=project_key(project.pk),
            release=axis.start_of(project.starts_on) if project.starts_on else 0,
            due=axis.end_of(project.due_on) if project.due_on else None,
            hard=is_hard(made, project) and project.due_on is not None,
            weight=project.weight,
            budget=_budget(made, project, currency),
        )
    )


def _budget(made: Ground, project: Project, currency: str) -> int | None:
    if project.budget_minor is None or project.currency != currency:
        return None
    return max(0, project.budget_minor - sum(_cost(made, row) for row in _done(made, project)))


def _done(made: Ground, project: Project) -> Iterator[Task]:
    return (row for row in made.done.values() if row.project_id == project.pk)


def _cost(made: Ground, row: Task) -> int:
    """What done work was estimated to cost, at the rate of the grade that it needed."""
    total = 0
    for need in made.needs.get(row.pk, []):
        cost = mean(points(need)) * made.rate(need.role_id, need.grade)
        total += need.count * round_half_up(cost, 60)
    return total
