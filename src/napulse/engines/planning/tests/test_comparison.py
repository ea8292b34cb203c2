"""Scenarios side by side and whom to hire, with answers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.checker import check, unsound
from napulse.engines.planning.comparison import compare
from napulse.engines.planning.hiring import candidates, whom_to_hire
from napulse.engines.planning.model import Budgeted, Placed, Plan, Problem, Project
from napulse.engines.planning.scenario import (
    AddPerson,
    AddProject,
    DropItem,
    MoveDeadline,
    applied,
)
from napulse.engines.planning.tests.agencies import agency
from napulse.engines.planning.tests.problems import item, need, person, problem
from napulse.engines.planning.timing import Kind, Promise

QUICK = Budgeted(1.5)


def a_problem() -> Problem:
    """One designer, two clients one after the other, the second twice as dear to us."""
    return problem(
        item("logo", need("design", 4)),
        item("site", need("design", 6), project="q"),
        item("text", need("copy", 3), project="q"),
        people=(person("anna", "design", rate=6_000), person("vera", "copy", rate=3_000)),
        projects=(Project("p", due=10), Project("q", due=6, weight=2)),
    )


def test_a_scenario_tells_the_ends_the_cost_and_who_is_hurt() -> None:
    new = AddProject(Project("r", due=6, weight=9), (item("r1", need("design", 6), project="r"),))
    found = compare(
        a_problem(), {"new": (new,), "help": (AddPerson("design", 1, 0, 9, 7_200),)}, QUICK
    )
    assert {one.project: one.after for one in found.base.effects} == {"p": 10, "q": 6}
    added, helped = found.variants
    assert {one.project: (one.before, one.after) for one in added.effects} == {
        "p": (10, 16),
        "q": (6, 12),
        "r": (None, 6),
    }
    assert [one.project for one in added.hurt] == ["p", "q"]
    assert added.cost == 6 * 4 * 6_000
    assert helped.hurt == ()
    assert {one.project: one.after for one in helped.effects} == {"p": 4, "q": 6}
    assert helped.cost == 4 * 4 * (7_200 - 6_000)
    for one in (found.base, *found.variants):
        assert check(one.problem, one.plan) == ()


def test_the_accepted_plan_is_what_scenarios_are_compared_with() -> None:
    accepted = Plan(
        (
            Placed("logo", 0, 4, people=("anna",)),
            Placed("site", 4, 10, people=("anna",)),
            Placed("text", 0, 3, people=("vera",)),
        )
    )
    found = compare(a_problem(), {"less": (DropItem(("text",)),)}, QUICK, base=accepted)
    assert found.base.plan == accepted
    assert [(one.project, one.before) for one in found.variants[0].effects] == [("p", 4), ("q", 10)]


def test_promises_a_scenario_misses_are_named() -> None:
    hard = a_problem().with_(projects=(Project("p", due=10, hard=True), Project("q")))
    found = compare(hard, {"sooner": (MoveDeadline("p", -7),)}, QUICK)
    assert found.base.missed == ()
    assert found.variants[0].missed == (Promise(Kind.PROJECT, "p"),)


def test_a_scenario_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(Refused):
        compare(a_problem(), {"x": (DropItem(("ghost",)),)}, QUICK)


def test_who_is_short_of_time_is_to_be_hired_and_what_it_saves_is_told() -> None:
    """Without help one of the clients waits four slots; the logo is worth the less."""
    of = a_problem().with_(projects=(Project("p", due=6), Project("q", due=6, weight=2)))
    (advice,) = whom_to_hire(of, 3)
    assert (advice.hire.skill, advice.hire.level, advice.start) == ("design", 1, 0)
    assert (advice.broken, advice.lateness) == (0, 4)
    assert (advice.without.lateness, advice.with_person.lateness) == (4, 0)
    assert advice.shortage.short == 4 * 240
    assert unsound(applied(of, (advice.hire,)), advice.plan) == ()


def test_nobody_is_hired_for_a_plan_that_is_in_time() -> None:
    assert whom_to_hire(a_problem(), 1) == ()


def test_nobody_is_hired_for_a_chain_that_people_cannot_shorten() -> None:
    of = problem(
        item("a", need("design", 4)),
        item("b", need("design", 4), after="a"),
        people=(person("anna", "design"),),
        projects=(Project("p", due=6),),
    )
    assert whom_to_hire(of, 1) == ()


def test_the_hires_of_an_agency_make_it_less_late() -> None:
    of = agency(15, 10)
    late = of.with_(projects=tuple(replace(one, due=one.release + 110) for one in of.projects))
    assert len(list(candidates(late, 3))) >= 2
    found = whom_to_hire(late, 6, most=2)
    assert found
    assert all(one.lateness > 0 for one in found)
    assert [one.lateness for one in found] == sorted((one.lateness for one in found), reverse=True)
