"""Search without a model: genetic for work that needs no people, annealing for all the rest."""

from __future__ import annotations

from napulse.engines.planning.annealing import Annealing
from napulse.engines.planning.compiled import NEVER, Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.genetic import Genetic
from napulse.engines.planning.limits import Limits
from napulse.engines.planning.model import Goal


def search(instance: Instance, goal: Goal, first: Draft, limits: Limits) -> Draft:
    """Return the best draft found from ``first`` on, never a worse one.

    With rounds instead of seconds the same seed gives the same draft. ``limits.on_better`` hears
    of every better draft with its ``greedy.worth`` (the mere length for work without people).
    """
    if not instance.size:
        return first
    if is_unmanned(instance, goal, first):
        return Genetic(instance, first, limits).run()
    return Annealing(instance, goal, first, limits).run()


def is_unmanned(instance: Instance, goal: Goal, first: Draft) -> bool:
    """Return whether only the length of work with pools and budgets is asked for."""
    bare = Goal(makespan=goal.makespan)
    if goal != bare or not goal.makespan or NEVER in first.start:
        return False
    if any(one is not None for one in instance.hard + instance.fixed_start):
        return False
    if any(lag < 0 for links in instance.before for _, lag in links):
        return False
    return not any(way.seats for ways in instance.ways for way in ways)
