"""Ways out of an impossible deadline: priced, of different kinds, each with a plan that proves it.

Ways are about the whole scope: optional work is done unless a way leaves it out and says so.
"""

from __future__ import annotations

from napulse.engines.planning.best import Clock, Ears, Stop
from napulse.engines.planning.deadlines import by_any_deadline, by_deadline
from napulse.engines.planning.explain import explain
from napulse.engines.planning.model import Answer, Budgeted, Plan, Problem
from napulse.engines.planning.prices import Prices
from napulse.engines.planning.remedies import (
    by_overtime,
    by_part_of_deadline,
    by_part_of_deadline_and_person,
    by_person,
    by_scope,
    by_some_overtime,
    polished,
)
from napulse.engines.planning.ways import Effect, Maker, WayKind, WayOut, Workshop

__all__ = ["Effect", "Prices", "WayKind", "WayOut", "ways_out"]

_EXPLAIN = 0.2
_SHARE = 0.85
_POLISH = 0.35
_WORTH_WHILE = 0.3
_MAKERS: tuple[Maker, ...] = (
    by_deadline,
    by_overtime,
    by_person,
    by_scope,
    by_some_overtime,
    by_part_of_deadline,
    by_part_of_deadline_and_person,
    by_any_deadline,
)


def ways_out(
    problem: Problem,
    prices: Prices,
    seconds: float = 10.0,
    base: Plan | None = None,
    stop: Stop | None = None,
) -> tuple[WayOut, ...]:
    """Return ways to keep every promise, the cheapest first; none if all can be kept already.

    The problem must have passed ``validate``. ``base`` is the plan whose project ends the effects
    are compared with. Of each kind one way is sought; kinds that cannot help are left out. A part
    of the time is kept for making the ways cheaper and quieter.
    """
    clock = Clock(Budgeted(seconds * _SHARE), Ears(stop=stop))
    found = explain(problem, min(2.0, seconds * _EXPLAIN), base)
    if found.answer is Answer.YES:
        return ()
    shop = Workshop(problem, prices, found, base)
    shop.clock = clock
    ways: list[WayOut] = []
    for number, maker in enumerate(_MAKERS):
        if clock.over():
            break
        shop.begin(clock.left * (1 - _POLISH) / (len(_MAKERS) - number))
        way = maker(shop)
        if way and all(way.changes != other.changes for other in ways):
            ways.append(way)
    return tuple(sorted(_polished(shop, ways), key=lambda one: (one.price, one.kind)))


def _polished(shop: Workshop, ways: list[WayOut]) -> list[WayOut]:
    out: list[WayOut] = []
    for number, way in enumerate(ways):
        shop.begin(shop.clock.left / (len(ways) - number))
        better = polished(shop, way) if shop.left > _WORTH_WHILE else None
        same = better is None or any(better.changes == other.changes for other in out)
        out.append(way if better is None or same else better)
    return out
