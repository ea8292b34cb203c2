"""The first plan, in milliseconds: a rule of priority and serial schedule generation."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from enum import StrEnum

from napulse.engines.planning.compiled import Instance
from napulse.engines.planning.draft import Draft
from napulse.engines.planning.fixing import place_fixed as place_fixed
from napulse.engines.planning.model import Goal, Score, Slot
from napulse.engines.planning.modes import Modes
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.serial import Serial

BROKEN = 1 << 50
_SPAN = 1 << 20


class Rule(StrEnum):
    """Which of the items that may be placed next comes first."""

    LATEST = "latest"
    WEIGHTED = "weighted"
    LISTED = "listed"


def greedy(
    instance: Instance, priority: Sequence[float] | None = None, price: float = 0.0
) -> Draft:
    """Return a plan by serial generation in the order of ``priority`` (smaller first).

    Without one, the item whose latest finish is earliest goes first. ``price`` is how many slots of
    delay one minor unit is worth when people are chosen. Optional items are kept. Raises
    ``Refused`` when a locked start finds nobody.
    """
    serial = Serial(instance, price)
    if any(len(choices) > 1 for choices in instance.choices):
        serial.modes = Modes(instance, range(instance.size)).quick()
    place_fixed(serial)
    serial.build(ordered(instance, priority or priorities(instance, Rule.LATEST)))
    return serial.draft()


def first(instance: Instance, goal: Goal) -> Draft:
    """Return the best by the goal of the plans that the rules give."""
    drafts = [greedy(instance, priorities(instance, rule)) for rule in Rule]
    return min(drafts, key=lambda one: worth(goal, score_draft(instance, one)))


def worth(goal: Goal, score: Score) -> int:
    """Return the goal's value with broken promises, then exceeded caps, counted above all."""
    over = sum(max(0, int(getattr(score, name)) - cap) for name, cap in goal.caps)
    return (score.broken * _SPAN + over) * BROKEN + goal.value(score)


def priorities(instance: Instance, rule: Rule) -> list[float]:
    """Return a number by item, smaller first: latest finish, by weight, or the list's order."""
    if rule is Rule.LISTED:
        return [float(one) for one in range(instance.size)]
    latest: list[float] = [float(one) for one in latest_ends(instance)]
    if rule is Rule.LATEST:
        return latest
    now = instance.problem.now
    weights = [max(1, one.weight) for one in instance.problem.projects]
    out: list[float] = []
    for item, end in enumerate(latest):
        late = instance.hard[item]
        weight = weights[instance.project[item]] if late is None else max(weights)
        out.append((end - now) / weight if end > now else (end - now) * weight)
    return out


def latest_ends(instance: Instance) -> list[Slot]:
    """Return by item the latest end that can still keep the dues that follow it.

    Where there is none, the shortest possible end of the whole project counts as its due.
    """
    early = earliest_starts(instance)
    ends = [early[item] + shortest(instance, item) for item in range(instance.size)]
    dues: list[Slot] = []
    for project, members in zip(instance.problem.projects, instance.members, strict=True):
        whole = max((ends[item] for item in members), default=0)
        dues.append(whole if project.due is None else project.due)
    out = [dues[project] for project in instance.project]
    for item in reversed(instance.order):
        hard = instance.hard[item]
        if hard is not None:
            out[item] = min(out[item], hard)
        for following, lag in instance.after[item]:
            out[item] = min(out[item], out[following] - shortest(instance, following) - lag)
    return out


def earliest_starts(instance: Instance) -> list[Slot]:
    """Return by item the first slot the links, releases and locks let it start in."""
    out = instance.floor[:]
    for item in instance.order:
        fixed = instance.fixed_start[item]
        if fixed is not None:
            out[item] = fixed
            continue
        for previous, lag in instance.before[item]:
            out[item] = max(out[item], out[previous] + shortest(instance, previous) + lag)
    return out


def shortest(instance: Instance, item: int) -> int:
    """Return how many slots an item takes at least."""
    start, end = instance.fixed_start[item], instance.fixed_end[item]
    if start is not None and end is not None:
        return end - start
    return min(instance.ways[item][mode].shortest for mode in instance.choices[item])


def ordered(instance: Instance, priority: Sequence[float]) -> list[int]:
    """Return the items that are not fixed by priority, each after what it waits for."""
    fixed = instance.fixed_start
    left = [0] * instance.size
    for item, links in enumerate(instance.before):
        left[item] = sum(fixed[previous] is None for previous, _ in links)
    heap = [
        (priority[item], item)
        for item in range(instance.size)
        if not left[item] and fixed[item] is None
    ]
    heapq.heapify(heap)
    out: list[int] = []
    while heap:
        _, item = heapq.heappop(heap)
        out.append(item)
        for following, _ in instance.after[item]:
            left[following] -= 1
            if not left[following] and fixed[following] is None:
                heapq.heappush(heap, (priority[following], following))
    return out
