"""What a plan is worth: promises broken, time, money, fit of levels, continuity, balance."""

from __future__ import annotations

from collections.abc import Sequence

from napulse.engines.planning.compiled import NEVER, Instance, Way, compile_problem
from napulse.engines.planning.draft import Draft, from_plan
from napulse.engines.planning.model import Minor, Plan, Problem, Score, Slot

WHOLE = 100


def score_plan(problem: Problem, plan: Plan) -> Score:
    """Return the score of a plan; the problem must have passed ``validate``."""
    instance = compile_problem(problem)
    return score_draft(instance, from_plan(instance, plan))


def score_draft(instance: Instance, draft: Draft) -> Score:
    """Return the score of a draft."""
    return score(instance, draft.start, draft.end, draft.mode, draft.people)


def score(
    instance: Instance,
    starts: Sequence[Slot],
    ends: Sequence[Slot],
    modes: Sequence[int],
    people: Sequence[tuple[int, ...]],
) -> Score:
    """Return the score of lists by item; a dropped item has the start ``NEVER``.

    ``broken`` adds slots late after hard ends, units spent beyond a budget, and per cent (rounded
    up) by which the people of a project cost more than its budget. A project ends with its last
    item, not before its release; ``makespan`` is the last end of all. ``peak`` compares the slots
    of work of the busiest person with those of the idlest.
    """
    problem = instance.problem
    kept = [item for item, start in enumerate(starts) if start != NEVER]
    ways = [(item, instance.ways[item][modes[item]]) for item in kept]
    closing = project_ends(instance, starts, ends)
    people_of = _People(instance, ways, people)
    lateness = flow = 0
    for project, end in zip(problem.projects, closing, strict=True):
        flow += project.weight * (end - project.release)
        if project.due is not None and end > project.due:
            lateness += project.weight * (end - project.due)
    return Score(
        broken=_late(instance, starts, ends)
        + _overspent(instance, ways)
        + _overpaid(instance, people_of.costs),
        makespan=max((ends[item] for item in kept), default=0),
        lateness=lateness,
        flow=flow,
        cost=sum(people_of.costs),
        excess=people_of.excess,
        hands=people_of.hands,
        peak=people_of.peak,
    )


def project_ends(instance: Instance, starts: Sequence[Slot], ends: Sequence[Slot]) -> list[Slot]:
    """Return by project where its last item ends, or its release if that is later."""
    out = [one.release for one in instance.problem.projects]
    for item, project in enumerate(instance.project):
        if starts[item] != NEVER and ends[item] > out[project]:
            out[project] = ends[item]
    return out


class _People:
    """Costs by project, excess, distinct hands and balance of those who work."""

    def __init__(
        self,
        instance: Instance,
        ways: Sequence[tuple[int, Way]],
        people: Sequence[tuple[int, ...]],
    ) -> None:
        self.costs: list[Minor] = [0] * len(instance.problem.projects)
        self.excess = 0
        loads = [0] * len(instance.problem.people)
        hands: set[tuple[int, str, int]] = set()
        for item, way in ways:
            project = instance.project[item]
            for seat, person in zip(way.seats, people[item], strict=False):
                option = seat.by_person.get(person)
                if option is not None:
                    self.costs[project] += option.cost
                    self.excess += option.excess
                    loads[person] += option.work
                    hands.add((project, seat.skill, person))
        self.hands = len(hands)
        self.peak = max(loads) - min(loads) if loads else 0


def _late(instance: Instance, starts: Sequence[Slot], ends: Sequence[Slot]) -> int:
    return sum(
        max(0, ends[item] - hard)
        for item, hard in enumerate(instance.hard)
        if hard is not None and starts[item] != NEVER
    )


def _overspent(instance: Instance, ways: Sequence[tuple[int, Way]]) -> int:
    budgets = instance.problem.budgets
    if not budgets:
        return 0
    spent = [0] * len(budgets)
    for _, way in ways:
        for budget, amount in way.spends:
            spent[budget] += amount
    return sum(max(0, used - one.limit) for used, one in zip(spent, budgets, strict=True))


def _overpaid(instance: Instance, costs: Sequence[Minor]) -> int:
    out = 0
    for cost, project in zip(costs, instance.problem.projects, strict=True):
        if project.budget is not None and cost > project.budget:
            out += -(-(cost - project.budget) * WHOLE // max(1, project.budget))
    return out
