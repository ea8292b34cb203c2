"""Forecasts follow the plan, the calendars and the laws of percentiles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from napulse.engines.planning.model import Lock, Mode, Placed, Plan, Pool, Problem, Spread, Use
from napulse.engines.planning.simulate import factors, simulate
from napulse.engines.planning.tests.agencies import agency, listed
from napulse.engines.planning.tests.problems import item, need, person, problem, problems

ANNA = person("anna", "design", closed="6-20")
DOUBLE = Spread(20_000, 20_000, 20_000)
WIDE = Spread(8_000, 10_000, 18_000)


def spread(of: Problem, by: Spread) -> Problem:
    return of.with_(items=tuple(replace(one, spread=by) for one in of.items))


def test_certain_work_ends_as_planned() -> None:
    of = spread(agency(), Spread())
    plan = listed(of)
    for one in simulate(of, plan, samples=3):
        assert (one.p50, one.p80, one.mean) == (one.planned,) * 3
        assert one.curve == ((one.planned, 10_000),)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_certain_work_of_any_problem_ends_as_planned(of: Problem) -> None:
    plan = listed(spread(of, Spread()))
    planned = {
        key: max(one.end for one in plan.placed if project[one.item] == key)
        for project in [{one.key: one.project for one in of.items}]
        for key in set(project.values())
    }
    forecasts = simulate(spread(of, Spread()), plan, samples=2)
    assert {one.project: (one.p50, one.p80) for one in forecasts} == {
        key: (end, end) for key, end in planned.items()
    }


def test_work_twice_as_long_pauses_over_the_holiday_and_moves_what_follows() -> None:
    of = problem(
        item("draft", need("design", 4)),
        item("final", need("design", 1), after="draft+1"),
        people=(ANNA,),
    )
    plan = Plan((Placed("draft", 0, 4, people=("anna",)), Placed("final", 5, 6, people=("anna",))))
    (one,) = simulate(spread(of, DOUBLE), plan, samples=5)
    assert (one.planned, one.p50, one.curve) == (6, 25, ((25, 10_000),))


def test_nothing_begins_before_its_planned_start() -> None:
    of = problem(
        item("draft", need("design", 4)),
        item("final", need("design", 1), after="draft"),
        people=(ANNA,),
    )
    plan = Plan((Placed("draft", 0, 4, people=("anna",)), Placed("final", 4, 5, people=("anna",))))
    quick = replace(of.items[0], spread=Spread(5_000, 5_000, 5_000))
    (one,) = simulate(of.with_(items=(quick, of.items[1])), plan, samples=5)
    assert one.p50 == 5


def test_a_person_and_a_studio_are_waited_for_in_the_order_of_the_plan() -> None:
    shoot = replace(item("shoot"), modes=(Mode((), 3, (Use("studio", 1),)),))
    reshoot = replace(shoot, key="reshoot", project="q")
    of = problem(
        replace(shoot, spread=DOUBLE),
        reshoot,
        item("a", need("design", 2), project="r"),
        item("b", need("design", 1), project="s"),
        people=(person("anna", "design"),),
        pools=(Pool("studio", 1),),
    )
    of = of.with_(items=(*of.items[:2], replace(of.items[2], spread=DOUBLE), of.items[3]))
    plan = Plan(
        (
            Placed("shoot", 0, 3),
            Placed("reshoot", 3, 6),
            Placed("a", 0, 2, people=("anna",)),
            Placed("b", 2, 3, people=("anna",)),
        )
    )
    ends = {one.project: one.p50 for one in simulate(of, plan, samples=2)}
    assert ends == {"p": 6, "q": 9, "r": 4, "s": 5}


def test_done_work_keeps_its_end_and_started_work_its_start() -> None:
    of = problem(
        item("brief", need("design", 2)),
        item("draft", need("design", 3), after="brief"),
        people=(ANNA,),
        now=3,
        locks=(
            Lock("brief", 0, ("anna",), until=3),
            Lock("draft", 2, ("anna",), started=True),
        ),
    )
    plan = Plan((Placed("brief", 0, 3, people=("anna",)), Placed("draft", 2, 5, people=("anna",))))
    (one,) = simulate(spread(of, Spread(20_000, 20_000, 20_000)), plan, samples=2)
    assert one.curve == ((22, 10_000),)


def test_percentiles_are_the_first_slots_that_reach_their_chance() -> None:
    of = spread(agency(8, 3), WIDE)
    of = of.with_(projects=tuple(replace(one, due=400) for one in of.projects))
    for one in simulate(of, listed(of), samples=500):
        assert one.chance_by(one.p50 - 1) < 5_000 <= one.chance_by(one.p50)
        assert one.chance_by(one.p80 - 1) < 8_000 <= one.chance_by(one.p80)
        assert one.chance == one.chance_by(400)
        assert one.chance_by(one.curve[0][0] - 1) == 0
        assert one.chance_by(one.curve[-1][0]) == 10_000


def test_a_project_without_a_due_has_no_chance_and_one_without_items_no_forecast() -> None:
    of = problem(item("a", need("design", 1)), people=(ANNA,))
    empty = of.with_(projects=(*of.projects, replace(of.projects[0], key="empty")))
    (one,) = simulate(empty, Plan((Placed("a", 0, 1, people=("anna",)),)), samples=2)
    assert (one.project, one.chance) == ("p", None)


def test_draws_follow_the_three_points() -> None:
    drawn = factors(WIDE, 200_000, np.random.default_rng(3))
    assert 0.8 <= drawn.min() < 0.82
    assert 1.6 < drawn.max() <= 1.8
    assert drawn.mean() == pytest.approx((0.8 + 4 * 1.0 + 1.8) / 6, abs=0.002)


def test_the_same_seed_gives_the_same_forecast_and_another_seed_another() -> None:
    of = spread(agency(8, 3), WIDE)
    plan = listed(of)
    assert simulate(of, plan, 200, seed=4) == simulate(of, plan, 200, seed=4)
    assert simulate(of, plan, 200, seed=4) != simulate(of, plan, 200, seed=5)


def test_other_work_does_not_change_the_draws_of_an_item() -> None:
    one, other = item("a", need("design", 20)), item("b", need("copy", 1), project="q")
    people = (person("anna", "design"), person("vera", "copy"))
    alone = Plan((Placed("a", 0, 20, people=("anna",)),))
    both = Plan((*alone.placed, Placed("b", 0, 1, people=("vera",))))
    first = simulate(spread(problem(one, people=people), WIDE), alone, 100)
    second = simulate(spread(problem(other, one, people=people), WIDE), both, 100)
    assert first[0] in second


def test_two_thousand_samples_are_near_twenty_thousand() -> None:
    of = agency()
    plan = listed(of)
    quick = simulate(of, plan)
    for one, many in zip(quick, simulate(of, plan, samples=20_000, seed=99), strict=True):
        assert one.p50 == pytest.approx(many.p50, rel=0.02)
        assert one.p80 == pytest.approx(many.p80, rel=0.02)
