"""Every way out is priced, proved by a plan the checker accepts, and told with whom it hurts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from napulse.engines.planning.checker import check
from napulse.engines.planning.model import (
    Budget,
    Lock,
    Mode,
    Placed,
    Plan,
    Problem,
    Project,
    Use,
)
from napulse.engines.planning.prices import Prices, price_of
from napulse.engines.planning.repair import Effect, WayKind, WayOut, ways_out
from napulse.engines.planning.scenario import (
    AddPerson,
    AddProject,
    DropItem,
    MoveDeadline,
    MoveMilestone,
    Overtime,
    RaiseBudget,
    RaiseLimit,
    Unlock,
    applied,
    whole,
)
from napulse.engines.planning.tests.agencies import agency, project_of, tightened
from napulse.engines.planning.tests.problems import item, need, person, problem

PRICES = Prices(shift=10_000, hire={1: 3_000, 2: 5_000}, overtime=200, drop=9_000)


def a_problem(weight: int = 1) -> Problem:
    """One designer with ten slots until the deadline for twelve slots of work."""
    return problem(
        item("logo", need("design 2", 6)),
        item("site", need("design 2", 4)),
        replace(item("flyer", need("design 2", 2)), optional=True),
        item("other", need("copy", 3), project="q"),
        people=(person("anna", "design 2", rate=6_000), person("vera", "copy")),
        projects=(Project("p", due=10, hard=True, weight=weight), Project("q")),
    )


def by_kind(ways: tuple[WayOut, ...]) -> dict[WayKind, WayOut]:
    return {one.kind: one for one in reversed(ways)}


def test_what_can_be_kept_needs_no_way_out() -> None:
    of = a_problem()
    assert (
        ways_out(of.with_(projects=(Project("p", due=12, hard=True), Project("q"))), PRICES) == ()
    )


def test_ways_of_every_kind_are_found_and_the_cheapest_comes_first() -> None:
    """At a quarter more the pieces take 5, 4 and 2 slots, at half more 4, 3 and 2."""
    ways = ways_out(a_problem(), PRICES, 4)
    found = by_kind(ways)
    assert found[WayKind.SCOPE].changes == (DropItem(("flyer",)),)
    assert found[WayKind.SCOPE].price == 9_000
    assert found[WayKind.DEADLINE].changes == (MoveDeadline("p", 2),)
    assert found[WayKind.DEADLINE].price == 20_000
    (hire,) = found[WayKind.PERSON].changes
    assert isinstance(hire, AddPerson)
    assert (hire.skill, hire.level, hire.end - hire.start) == ("design", 2, 2)
    assert found[WayKind.PERSON].price == 10_000
    assert found[WayKind.OVERTIME].changes == (Overtime(("anna",), 50),)
    assert [one.price for one in ways] == sorted(one.price for one in ways)
    assert ways[0].kind is WayKind.SCOPE
    assert len(ways) >= 4


def test_every_way_is_accepted_by_the_checker() -> None:
    of = a_problem()
    for way in ways_out(of, PRICES, 4):
        assert check(applied(whole(of), way.changes), way.plan) == ()


def test_the_price_of_a_shift_grows_with_the_weight_of_the_project() -> None:
    found = by_kind(ways_out(a_problem(weight=7), PRICES, 4))
    assert found[WayKind.DEADLINE].price == 2 * 7 * 10_000


def test_a_chain_is_shortened_by_overtime_and_not_by_people() -> None:
    of = problem(
        item("draft", need("design", 6)),
        item("final", need("design", 6), after="draft"),
        people=(person("anna", "design"), person("boris", "design")),
        projects=(Project("p", due=10, hard=True),),
    )
    found = by_kind(ways_out(of, PRICES, 3))
    (over,) = found[WayKind.OVERTIME].changes
    assert isinstance(over, Overtime)
    assert (len(over.people), over.percent) == (1, 25)
    assert found[WayKind.DEADLINE].changes == (MoveDeadline("p", 2),)
    assert WayKind.PERSON not in found


def test_a_chain_of_a_half_timer_is_shortened_by_a_person_of_full_time() -> None:
    of = problem(
        item("draft", need("design", 4)),
        item("final", need("design", 4), after="draft"),
        people=(person("boris", "design", share=50),),
        projects=(Project("p", due=12, hard=True),),
    )
    found = by_kind(ways_out(of, PRICES, 3))
    (hire,) = found[WayKind.PERSON].changes
    assert isinstance(hire, AddPerson)
    assert (hire.skill, hire.end - hire.start) == ("design", 4)


def test_the_effect_on_other_projects_is_told_against_the_plan_given() -> None:
    of = a_problem()
    base = Plan(
        (
            Placed("logo", 0, 6, people=("anna",)),
            Placed("site", 6, 10, people=("anna",)),
            Placed("flyer", 10, 12, people=("anna",)),
            Placed("other", 5, 8, people=("vera",)),
        )
    )
    scope = by_kind(ways_out(of, PRICES, 3, base=base))[WayKind.SCOPE]
    assert scope.effects[0] == Effect("p", 12, 10, 10)
    assert (scope.effects[0].later, scope.hurt) == (-2, ())


def test_money_and_fixed_starts_have_their_own_ways() -> None:
    of = problem(
        item("a", need("design", 4)),
        item("meeting", length=1, after="a", project="q"),
        replace(item("print"), modes=(Mode((), 1, (), (Use("paper", 5),)),), deadline=3),
        people=(person("anna", "design", rate=6_000),),
        projects=(Project("p", budget=90_000), Project("q")),
        locks=(Lock("meeting", 2),),
        budgets=(Budget("paper", 4),),
    )
    (way,) = ways_out(of, PRICES, 2)[:1]
    assert way.kind is WayKind.MIXED
    assert set(way.changes) == {
        RaiseBudget("p", 6_000),
        RaiseLimit("paper", 1),
        Unlock("meeting"),
    }
    assert way.price == 6_000


@pytest.mark.parametrize(
    ("change", "price"),
    [
        (MoveDeadline("p", 3), 3 * 10_000 * 4),
        (MoveMilestone("logo", 2), 2 * 10_000 * 4),
        (AddPerson("design", 3, 5, 9), 4 * 5_000),
        (DropItem(("flyer", "site")), 18_000),
        (Overtime(("anna", "vera"), 20), round(1440 * 20 / 120 * 12_000 / 60)),
        (RaiseBudget("p", 777), 777),
        (Unlock("logo"), 0),
    ],
)
def test_prices_follow_the_list(change: object, price: int) -> None:
    plan = Plan((Placed("logo", 0, 5, people=("anna",)), Placed("other", 0, 3, people=("vera",))))
    assert price_of(a_problem(weight=4), (change,), plan, PRICES) == price  # type: ignore[arg-type]


def test_no_price_is_known_for_people_of_an_agency_that_does_not_hire() -> None:
    assert Prices().hired(2) == 0
    assert [Prices(hire={2: 7}).hired(level) for level in (1, 2, 3)] == [7, 7, 7]


def test_a_large_agency_with_one_impossible_project_gets_three_ways() -> None:
    of = tightened(agency(), 140)
    urgent, work = project_of("urgent", seed=5)
    due = urgent.release + 100
    of = applied(of, (AddProject(replace(urgent, hard=True, due=due), work),))
    ways = ways_out(of, PRICES, 12)
    assert len({one.kind for one in ways}) >= 3
    for way in ways:
        assert check(applied(of, way.changes), way.plan) == ()
