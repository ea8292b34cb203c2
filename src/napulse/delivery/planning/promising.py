"""The work of a template as a project on top of everything: what if we promised it?"""

from collections import Counter
from datetime import date

from napulse.delivery.breakdown import REVIEW, WorkRow
from napulse.delivery.planning.estimates import Points, mean, spread
from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.keys import PROMISED, role_key, role_of
from napulse.delivery.planning.people import Place, unnamed
from napulse.engines.planning.model import Item, Link, Mode, Need, Problem, Project
from napulse.engines.planning.scenario import AddProject, applied

NEW = f"{PROMISED}0"
WEIGHT = 2
MANY = 1000


def promised(
    gathered: Gathered, rows: list[WorkRow], start_on: date, due_on: date | None
) -> Problem:
    """The problem with the work of the rows from a day on. The promise is taken in earnest: it is
    kept if it can be, whatever that does to others, who are then named."""
    axis = gathered.axis
    start = axis.start_of(max(start_on, gathered.from_on))
    due = axis.end_of(due_on) if due_on else None
    project = Project(NEW, release=start, due=due, hard=due is not None, weight=WEIGHT)
    items = tuple(_item(gathered, row) for row in rows if row.is_task)
    return applied(gathered.problem, [AddProject(project, items)])


def _key(number: int) -> str:
    return f"{PROMISED}t{number}"


def _item(gathered: Gathered, row: WorkRow) -> Item:
    estimates: list[Points] = [need.minutes for need in row.needs] or [row.length]
    needs = tuple(
        Need(role_key(need.role_id), need.grade, mean(need.minutes), need.count)
        for need in row.needs
    )
    return Item(
        key=_key(row.number),
        project=NEW,
        modes=(Mode(needs, mean(row.length) if row.kind == REVIEW or not needs else 0),),
        after=tuple(Link(_key(link.before), link.lag) for link in row.after),
        release=gathered.axis.start_of(row.not_before_on) if row.not_before_on else 0,
        optional=row.optional,
        spread=spread(estimates),
    )


def missing_places(problem: Problem) -> list[Place]:
    """Work roles and grades that the new work needs and too few have, one for each seat short."""
    short: Counter[Place] = Counter()
    for item in problem.items:
        for need in item.modes[0].needs if item.project == NEW else ():
            able = sum(one.level_of(need.skill) >= need.level for one in problem.people)
            role = role_of(need.skill)
            if able < need.count and role is not None:
                place = Place(role, need.level)
                short[place] = max(short[place], need.count - able)
    return list(short.elements())


def with_places(gathered: Gathered, problem: Problem) -> Problem:
    """The problem with somebody in each place that nobody can take."""
    extra = (
        unnamed(gathered.made, place, number)
        for number, place in enumerate(missing_places(problem), start=MANY)
    )
    return problem.with_(people=(*problem.people, *extra))
