"""A question of the agency put to the engine. Loads the solver: imported by jobs alone."""

from dataclasses import dataclass, field, replace
from typing import Any

from napulse.delivery.models import PlanStatus
from napulse.delivery.planning.causes import plain_cause
from napulse.delivery.planning.channel import Channel
from napulse.delivery.planning.gathering import Gathered
from napulse.delivery.planning.ground import SLOT_MINUTES
from napulse.delivery.planning.keys import FIXED, PERSON, PROJECT, TASK, id_of, role_of
from napulse.delivery.planning.storing import ended_on
from napulse.delivery.planning.ways import Case, plain_ways
from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.best import Ears
from napulse.engines.planning.checker import check, unsound
from napulse.engines.planning.explain import explain
from napulse.engines.planning.hiring import Advice, whom_to_hire
from napulse.engines.planning.model import (
    Budgeted,
    Plan,
    Problem,
    Result,
    Score,
    Status,
)
from napulse.engines.planning.moves import Move, moves
from napulse.engines.planning.prices import price_of
from napulse.engines.planning.repair import Prices, ways_out
from napulse.engines.planning.replan import Wanted, replan
from napulse.engines.planning.scenario import whole
from napulse.engines.planning.simulate import Forecast, simulate
from napulse.engines.planning.stages import STAGES, solve_stages
from napulse.engines.planning.validate import validate

WORKERS = 2
WHOLE = 100
SAMPLES = 2000
EXPLAIN_S, WAYS_S, HIRE_S = 2.0, 10.0, 4.0
OVERTIME, DEFAULT_SLOT = 150, 800_000
STATUSES = {
    Status.PROVED: PlanStatus.PROVED,
    Status.FOUND: PlanStatus.FOUND,
    Status.BROKEN: PlanStatus.BROKEN,
    Status.REFUTED: PlanStatus.REFUTED,
}


@dataclass(frozen=True)
class Question:
    """A problem, how long to look, and what of a former plan to leave alone."""

    gathered: Gathered
    problem: Problem
    seconds: float
    former: Plan | None = None
    idle: frozenset[str] = frozenset()
    is_quiet: bool = False


@dataclass(frozen=True)
class Answered:
    """What the engine found, in rows' ids and days."""

    problem: Problem
    plan: Plan
    status: PlanStatus
    figures: dict[str, int]
    value: int
    bound: int | None
    forecasts: tuple[Forecast, ...] = ()
    moves: list[dict[str, Any]] = field(default_factory=list)


def answer(question: Question, channel: Channel) -> Answered:
    """Compute the plan, judge it, and say how sure its dates are."""
    validate(_without_overtime(question.problem))
    problem, result, told = _computed(question, channel)
    refuse_unsound(problem, result.plan)
    channel.stage("chances")
    return Answered(
        problem=problem,
        plan=result.plan,
        status=STATUSES[result.status],
        figures=figures(problem, result.plan, result.score),
        value=result.value,
        bound=result.bound,
        forecasts=simulate(problem, result.plan, SAMPLES),
        moves=[plain_move(one) for one in told if id_of(one.item, TASK) is not None],
    )


def _without_overtime(problem: Problem) -> Problem:
    """Nobody has more than the whole time by agreement; overtime of a scenario is no mistake."""
    people = tuple(replace(one, share=min(one.share, WHOLE)) for one in problem.people)
    return problem.with_(people=people)


def _computed(question: Question, channel: Channel) -> tuple[Problem, Result, tuple[Move, ...]]:
    limits = Budgeted(question.seconds, WORKERS)
    problem, former = question.problem, question.former
    if question.is_quiet and former is not None:
        ears = Ears(channel.watch, channel.stop)
        made = replan(problem, former, limits, Wanted(idle=question.idle), ears)
        return made.problem, made.result, made.moves
    result = solve_stages(problem, STAGES, limits, channel.watch, channel.stop)
    return problem, result, moves(problem, former, result.plan) if former else ()


def refuse_unsound(problem: Problem, plan: Plan) -> None:
    """The independent judge has the last word: a wrong plan is shown to nobody."""
    found = unsound(problem, plan)
    if found:
        faults = sorted({one.code.value for one in found})
        tasks = [pk for one in found for key in one.items if (pk := id_of(key, TASK))]
        raise Refused("plan.unsound", faults=faults, tasks=tasks)


def figures(problem: Problem, plan: Plan, score: Score) -> dict[str, int]:
    """The score, and by how many half-days deadlines are missed, weights left out."""
    ends: dict[str, int] = {}
    projects = {one.key: one.project for one in problem.items}
    for one in plan.placed:
        key = projects[one.item]
        ends[key] = max(ends.get(key, 0), one.end)
    late = sum(
        max(0, ends[one.key] - one.due)
        for one in problem.projects
        if one.due is not None and one.key in ends
    )
    names = ("broken", "makespan", "lateness", "flow", "cost", "excess", "hands", "peak")
    told = {name: int(getattr(score, name)) for name in names}
    return {**told, "late_slots": late, "missed": len(check(problem, plan))}


def plain_move(move: Move) -> dict[str, Any]:
    """Why a task stands elsewhere."""
    return {
        "task": id_of(move.item, TASK),
        "reason": move.reason.value,
        "by_task": id_of(move.by, TASK),
        "by_person": id_of(move.by, PERSON),
    }


def explained(question: Question) -> list[dict[str, Any]]:
    """Why the promises cannot be kept, the weightiest reason first."""
    found = explain(question.problem, EXPLAIN_S, question.former)
    return [plain_cause(question.gathered, one) for one in found.causes]


def ways_of(
    question: Question, base: Plan, channel: Channel, project_id: int | None
) -> list[dict[str, Any]]:
    """Ways to keep every promise, each proved by a plan, with what they cost in money.

    Effects are told against the accepted plan, or the one just made when there is none.
    """
    problem = question.problem
    base = question.former or base
    prices = prices_of(question.gathered)
    found = ways_out(problem, prices, WAYS_S, base, channel.stop)
    money = replace(prices, shift=0, drop=0)
    costs = [price_of(whole(problem), one.changes, one.plan, money) for one in found]
    return plain_ways(Case(question.gathered, problem, project_id), found, costs)


def hires_of(question: Question, base: Plan, channel: Channel) -> list[dict[str, Any]]:
    """Whom to hire or book, from when to when, how late projects are without them, and what that
    lateness costs by the price at which ways out are ranked."""
    found = whom_to_hire(question.problem, HIRE_S, base=base, stop=channel.stop)
    told = [_hire(question.gathered, one) for one in found]
    return [one for one in told if one is not None]


def _hire(gathered: Gathered, advice: Advice) -> dict[str, Any] | None:
    axis, hire = gathered.axis, advice.hire
    role = role_of(hire.skill) if not hire.skill.startswith(FIXED) else None
    if role is None:
        return None
    days = 0
    for one in advice.effects:
        if one.before is not None and one.due is not None and one.before > one.due:
            late, then = ended_on(axis, one.before), ended_on(axis, max(one.after, one.due))
            days += max(0, (late - then).days)
    return {
        "role_id": role,
        "grade": hire.level,
        "from_on": axis.day_of(hire.start).isoformat(),
        "to_on": ended_on(axis, hire.end).isoformat(),
        "people": 1,
        "late_days": days,
        "cost_minor": advice.lateness * prices_of(gathered).shift,
        "currency": gathered.currency,
    }


def prices_of(gathered: Gathered) -> Prices:
    """Prices of an agency that has set none: a half-day of delay or of left-out work is worth a day
    of an average colleague, a hired person costs the dearest rate of the grade."""
    hours = SLOT_MINUTES // 60
    hire: dict[int, int] = {}
    for role, grade in gathered.made.priced:
        hire[grade] = max(hire.get(grade, 0), gathered.made.rate(role, grade) * hours)
    worth = 2 * (sum(hire.values()) // len(hire) if hire else DEFAULT_SLOT)
    return Prices(shift=worth, hire=hire or {1: DEFAULT_SLOT}, overtime=OVERTIME, drop=2 * worth)


def ends_by_project(plan: Plan, problem: Problem) -> dict[int, int]:
    """The slot at which each project of the agency ends."""
    projects = {one.key: one.project for one in problem.items}
    ends: dict[int, int] = {}
    for one in plan.placed:
        pk = id_of(projects.get(one.item, ""), PROJECT)
        if pk is not None:
            ends[pk] = max(ends.get(pk, 0), one.end)
    return ends
