"""Can it be delivered by then, how sure is it, what does it cost, and whom would it hurt?

Loads the solver: for jobs alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from napulse.delivery.breakdown import WorkRow
from napulse.delivery.planning.channel import Channel
from napulse.delivery.planning.former import idle_items
from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.promising import NEW, missing_places, promised, with_places
from napulse.delivery.planning.solving import Answered, Question, answer, ends_by_project
from napulse.delivery.planning.storing import cost_by_project, ended_on
from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.model import PROMISES, Budgeted, Plan, Slot
from napulse.engines.planning.portfolio import solve
from napulse.engines.planning.simulate import Forecast

SURE, LIKELY = 8000, 5000
BASE_SHARE = 0.4


@dataclass(frozen=True)
class Promised:
    """The work that is asked about, and how long to look."""

    gathered: Gathered
    rows: list[WorkRow]
    start_on: date
    due_on: date | None
    seconds: float


def answer_promise(
    asked: Promised, former: Plan | None, channel: Channel
) -> tuple[Answered, dict[str, Any]]:
    """The plan with the new work, and the answer as plain data."""
    gathered, seconds = asked.gathered, asked.seconds
    if not any(row.is_task for row in asked.rows):
        raise Refused("nothing")
    if former is None and gathered.problem.items:
        limits = Budgeted(seconds * BASE_SHARE)
        former = solve(gathered.problem, PROMISES, limits, stop=channel.stop).plan
        seconds -= seconds * BASE_SHARE
    problem = promised(gathered, asked.rows, asked.start_on, asked.due_on)
    missing = [(one.role_id, one.grade) for one in missing_places(problem)]
    full = with_places(gathered, problem)
    question = Question(
        gathered, full, seconds, former or Plan(()), idle_items(gathered), is_quiet=True
    )
    made = answer(question, channel)
    return made, _told(asked, made, former or Plan(()), missing)


def _told(
    asked: Promised, made: Answered, former: Plan, missing: list[tuple[int, int]]
) -> dict[str, Any]:
    axis = asked.gathered.axis
    own = next(one for one in made.forecasts if one.project == NEW)
    hurt = list(_hurt(asked, made, former))
    return {
        "ends_on": ended_on(axis, own.planned).isoformat(),
        "p50_on": ended_on(axis, own.p50).isoformat(),
        "p80_on": ended_on(axis, own.p80).isoformat(),
        "chance_bp": own.chance,
        "cost_minor": cost_by_project(made.problem, made.plan).get(NEW, 0),
        "currency": asked.gathered.currency,
        "hurt": hurt,
        "missing": missing,
        "verdict": _verdict(own, hurt, missing),
    }


def _verdict(own: Forecast, hurt: list[dict[str, Any]], missing: object) -> str:
    """Yes if it is safe and breaks no other promise, no if the plan itself is late."""
    if own.due is None:
        return "dates"
    if own.planned > own.due or (own.chance or 0) < LIKELY:
        return "no"
    is_clean = not missing and not any(one["breaks"] for one in hurt)
    return "yes" if is_clean and (own.chance or 0) >= SURE else "risky"


def _hurt(asked: Promised, made: Answered, former: Plan) -> Iterator[dict[str, Any]]:
    """Projects that would end later than without the new work."""
    axis = asked.gathered.axis
    was = ends_by_project(former, made.problem)
    for pk, end in sorted(ends_by_project(made.plan, made.problem).items()):
        before = was.get(pk, end)
        old, new = ended_on(axis, before), ended_on(axis, end)
        if new > old:
            yield {
                "project": pk,
                "was_on": old.isoformat(),
                "is_on": new.isoformat(),
                "days": (new - old).days,
                "breaks": _breaks(asked.gathered, pk, before, end),
            }


def _breaks(gathered: Gathered, project_id: int, before: Slot, end: Slot) -> bool:
    """The deadline of the project was kept and is no longer."""
    due_on = gathered.made.projects[project_id].due_on
    if due_on is None:
        return False
    due = gathered.axis.end_of(due_on)
    return before <= due < end
