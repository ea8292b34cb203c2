"""Demand and supply are counted slot by slot, and nothing gets lost between buckets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from napulse.engines.planning.load import (
    PersonLoad,
    RoleLoad,
    buckets,
    person_loads,
    role_loads,
)
from napulse.engines.planning.model import Need, Placed, Plan, Problem, Project, Window
from napulse.engines.planning.tests.agencies import listed
from napulse.engines.planning.tests.problems import item, need, person, problem, problems

WEEKS = buckets(0, 20, 10)


def test_buckets_cover_everything_before_the_last_slot() -> None:
    assert buckets(5, 21, 10) == (Window(5, 15), Window(15, 25))
    assert buckets(5, 5, 10) == ()


def test_a_half_timer_who_pauses_is_asked_in_the_slots_worked() -> None:
    """Three slots of a half-timer from slot 8, slots 9 and 10 closed: one before, two after."""
    boris = person("boris", "design", share=50, closed="9-11")
    of = problem(item("a", Need("design", 1, 300)), people=(boris,))
    plan = Plan((Placed("a", 8, 13, people=("boris",)),))
    assert person_loads(of, plan, WEEKS) == (
        PersonLoad("boris", Window(0, 10), open=9 * 120, asked=120, over=0),
        PersonLoad("boris", Window(10, 20), open=9 * 120, asked=240, over=0),
    )
    assert role_loads(of, plan, WEEKS) == (
        RoleLoad("design", Window(0, 10), supply=9 * 120, main=9 * 120, named=120, unnamed=0),
        RoleLoad("design", Window(10, 20), supply=9 * 120, main=9 * 120, named=180, unnamed=0),
    )


def test_two_items_at_once_and_work_in_an_absence_are_too_much() -> None:
    anna = person("anna", "design", closed="4-9")
    of = problem(item("a", need("design", 3)), item("b", need("design", 2)), people=(anna,))
    plan = Plan((Placed("a", 2, 5, people=("anna",)), Placed("b", 1, 3, people=("anna",))))
    (one,) = person_loads(of, plan, buckets(0, 10, 10))
    assert (one.open, one.asked, one.over) == (5 * 240, 5 * 240, 2 * 240)


def test_work_nobody_is_named_for_is_spread_between_its_bounds() -> None:
    of = problem(
        item("a", need("design", 4)),
        replace(item("b", need("copy", 10), project="q"), release=5),
        people=(person("anna", "design", "copy"), person("vera", "copy")),
        projects=(Project("p"), Project("q", due=25, hard=True)),
    )
    found = role_loads(of, Plan((Placed("a", 0, 4, people=("anna",)),)), buckets(0, 30, 10))
    assert [(one.skill, one.supply // 240, one.named, one.unnamed) for one in found] == [
        ("copy", 20, 0, 600),
        ("copy", 20, 0, 1200),
        ("copy", 20, 0, 600),
        ("design", 10, 960, 0),
        ("design", 10, 0, 0),
        ("design", 10, 0, 0),
    ]
    assert [one.main // 240 for one in found] == [10] * 6
    assert replace(found[0], named=5000).short == 5000 + 600 - 4800


def test_a_skill_nobody_has_is_all_short() -> None:
    of = problem(item("a", need("film", 3)), people=(person("anna", "design"),))
    film = [one for one in role_loads(of, Plan(()), WEEKS) if one.skill == "film"]
    assert [(one.supply, one.unnamed, one.short) for one in film] == [(0, 720, 720), (0, 0, 0)]


def test_dropped_work_asks_nobody() -> None:
    of = problem(
        replace(item("a", need("design", 3)), optional=True), people=(person("anna", "design"),)
    )
    (one,) = role_loads(of, Plan((), ("a",)), buckets(0, 10, 10))
    assert (one.named, one.unnamed) == (0, 0)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_nothing_is_lost_between_buckets_and_a_correct_plan_overloads_nobody(of: Problem) -> None:
    plan = listed(of)
    effort = sum(need.effort * need.count for one in of.items for need in one.modes[0].needs)
    spans = buckets(0, 400, 7)
    assert sum(one.named for one in role_loads(of, plan, spans)) == effort
    assert {one.over for one in person_loads(of, plan, spans)} == {0}
