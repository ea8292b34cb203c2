"""Shortages are counted right, are proofs, and the bounds they stand on hold for every plan."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from napulse.engines.planning.checker import check
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.energy import Shortage, shortages
from napulse.engines.planning.model import (
    Lock,
    Mode,
    Need,
    Pool,
    Problem,
    Project,
    Skill,
    Use,
    Window,
)
from napulse.engines.planning.tests.agencies import agency, listed, tightened
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.timing import Kind, Promise, chain_to, names, times

ANNA = person("anna", "design 3", closed="4-6")
BORIS = person("boris", "design 2", share=50)
CLARA = person("clara", "design 1")
P, Q = Promise(Kind.PROJECT, "p"), Promise(Kind.PROJECT, "q")


def due(**slots: int) -> tuple[Project, ...]:
    return tuple(Project(key, due=slot, hard=True) for key, slot in slots.items())


def the_shortage(of: Problem) -> Shortage:
    (one,) = shortages(of)
    return one


def test_work_of_a_level_is_held_against_those_who_have_it() -> None:
    """Anna has 8 slots of 10, Boris 5 of 10 by half: 13 slots of time for 14 of work."""
    of = problem(
        item("site", need("design 2", 8)),
        item("logo", need("design 2", 6), project="q"),
        item("flyer", need("design 1", 4), project="q"),
        people=(ANNA, BORIS, CLARA),
        projects=due(p=10, q=10),
    )
    late = of.with_(items=(of.items[0], replace(of.items[1], release=0), of.items[2]))
    assert the_shortage(late) == Shortage(
        skill="design",
        level=2,
        people=("anna", "boris"),
        window=Window(0, 10),
        needed=14 * 240,
        available=13 * 240,
        short=240,
        items=("site", "logo"),
        projects=("p", "q"),
        promises=(P, Q),
        core=(P, Q),
        skills=(Skill("design", 2),),
    )
    assert shortages(of.with_(projects=due(p=10, q=11))) == ()


def test_a_half_timer_takes_whole_slots() -> None:
    """Five quarters of a slot take a half-timer three slots, one and a half of a full one."""
    of = problem(
        item("a", Need("design", 1, 300)),
        item("b", Need("design", 1, 300)),
        people=(BORIS,),
        projects=due(p=5),
    )
    one = the_shortage(of)
    assert (one.needed, one.available, one.short) == (720, 600, 120)


def test_the_promises_at_fault_are_few() -> None:
    of = problem(
        item("big", need("design", 9)),
        item("small", need("design", 1), project="q"),
        item("other", need("design", 4), project="r"),
        people=(CLARA,),
        projects=due(p=10, q=10, r=10),
    )
    one = the_shortage(of)
    assert [promise.key for promise in one.promises] == ["p", "r", "q"]
    assert one.core == (P, Promise(Kind.PROJECT, "r"))


def test_people_shared_by_two_skills_are_counted_once() -> None:
    both = person("both", "design", "copy")
    of = problem(
        item("a", need("design", 7)),
        item("b", need("copy", 7)),
        item("c", need("design", 8)),
        item("d", need("copy", 9)),
        people=(both, person("d", "design"), person("c", "copy")),
        projects=due(p=10),
    )
    one = the_shortage(of)
    assert (one.people, one.short) == (("both", "d", "c"), 240)
    assert set(one.skills) == {Skill("design"), Skill("copy")}


def test_a_studio_can_be_short() -> None:
    shoot = replace(item("a"), modes=(Mode((), 4, (Use("studio", 2),)),))
    of = problem(
        shoot, replace(shoot, key="b"), people=(), pools=(Pool("studio", 3),), projects=due(p=5)
    )
    one = the_shortage(of)
    assert (one.pool, one.needed, one.available, one.short) == ("studio", 16, 15, 1)


def test_work_that_may_be_dropped_or_is_done_or_has_no_deadline_needs_nothing() -> None:
    work = [item(key, need("design", 3)) for key in "abcde"]
    of = problem(
        work[0],
        replace(work[1], optional=True),
        replace(work[2], project="q"),
        work[3],
        work[4],
        people=(CLARA,),
        projects=(*due(p=16), Project("q")),
        locks=(Lock("d", 4, ("clara",), until=10),),
        now=10,
    )
    assert shortages(of) == ()
    assert the_shortage(of.with_(projects=(*due(p=15), Project("q")))).items == ("a", "e")


def test_an_item_that_is_late_even_alone_is_no_shortage_of_people() -> None:
    of = problem(item("a", need("design", 6)), people=(CLARA,), projects=due(p=5))
    assert shortages(of) == ()
    both = of.with_(items=(*of.items, item("b", need("design", 1))))
    one = the_shortage(both)
    assert (one.window, one.needed, one.available) == (Window(0, 6), 7 * 240, 6 * 240)


def test_what_must_follow_pulls_work_forward() -> None:
    of = problem(
        item("draft", need("design", 3)),
        item("other", need("design", 3)),
        item("review", length=4, after="draft other+1"),
        people=(CLARA,),
        projects=due(p=9),
    )
    one = the_shortage(of)
    assert (one.window, one.items, one.core) == (Window(0, 5), ("draft", "other"), (P,))
    assert shortages(of.with_(projects=due(p=10))) == ()


def test_the_chain_that_is_too_long_is_named() -> None:
    of = problem(
        item("brief", need("design", 2)),
        item("draft", need("design 3", 4), after="brief+1"),
        item("side", need("design", 1), after="brief"),
        item("final", length=2, after="draft side"),
        people=(ANNA, CLARA),
        projects=due(p=10),
    )
    one = compile_problem(of)
    found = times(one)
    last = one.index["final"]
    assert (found.first[last], found.soonest[last], found.last[last]) == (9, 11, 10)
    assert names(one, chain_to(one, found, last)) == ("brief", "draft", "final")
    assert found.source[one.index["brief"]] == P


@settings(max_examples=150, deadline=None)
@given(problems(hard=True))
def test_a_problem_with_a_good_plan_has_no_shortage_and_its_plan_is_within_the_bounds(
    of: Problem,
) -> None:
    plan = listed(of)
    if check(of, plan):
        return
    assert shortages(of) == ()
    found = times(compile_problem(of))
    for number, one in enumerate(plan.placed):
        assert found.first[number] <= one.start <= found.latest[number]
        assert found.soonest[number] <= one.end <= found.last[number]


def test_the_table_of_a_large_agency_names_the_greatest_shortage_first() -> None:
    of = tightened(agency(), 60)
    found = shortages(of)
    assert [one.short for one in found] == sorted((one.short for one in found), reverse=True)
    assert found[0].short > 0
