"""A new plan of work under way touches little, and says of every move why."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.planning.checker import check, unsound
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import from_plan
from napulse.engines.planning.frozen import frozen
from napulse.engines.planning.model import (
    Budgeted,
    Lock,
    Placed,
    Plan,
    Problem,
    Project,
    Window,
)
from napulse.engines.planning.moves import Move, Reason, moves
from napulse.engines.planning.quiet import Choice, Quiet
from napulse.engines.planning.replan import Replanned, Wanted, replan
from napulse.engines.planning.scenario import Absence, AddProject, applied
from napulse.engines.planning.tests.agencies import agency, listed, project_of
from napulse.engines.planning.tests.problems import item, need, person, problem, problems

QUICK = Budgeted(1.0)
ANNA, BORIS = person("anna", "design"), person("boris", "design")


def a_problem() -> Problem:
    """Two chains of two items, one for each of two designers who can do either."""
    return problem(
        item("a1", need("design", 4)),
        item("a2", need("design", 4), after="a1"),
        item("b1", need("design", 3), project="q"),
        item("b2", need("design", 3), after="b1", project="q"),
        people=(ANNA, BORIS),
        now=5,
    )


def a_plan() -> Plan:
    return Plan(
        (
            Placed("a1", 0, 4, people=("anna",)),
            Placed("a2", 4, 8, people=("anna",)),
            Placed("b1", 0, 3, people=("boris",)),
            Placed("b2", 8, 11, people=("boris",)),
        )
    )


def told(of: Problem, new: Plan, old: Plan | None = None) -> list[tuple[str, Reason, str]]:
    return [(one.item, one.reason, one.by) for one in moves(of, old or a_plan(), new)]


def put(key: str, **changes: object) -> Plan:
    placed = (
        replace(one, **changes) if one.item == key else one  # type: ignore[arg-type]
        for one in a_plan().placed
    )
    return Plan(tuple(placed))


def test_nothing_moves_when_nothing_has_changed() -> None:
    found = replan(a_problem(), a_plan(), QUICK)
    assert (found.moves, found.open_items) == ((), 1)
    assert found.plan.by_item() == a_plan().by_item()


def test_done_work_is_done_and_started_work_keeps_its_people() -> None:
    assert frozen(a_problem(), a_plan()).locks == (
        Lock("a1", 0, ("anna",), 0, started=True, until=4),
        Lock("a2", 4, ("anna",), 0, started=True),
        Lock("b1", 0, ("boris",), 0, started=True, until=3),
    )
    kept = (Lock("a2", 6),)
    assert frozen(a_problem().with_(locks=kept), a_plan(), {"a1", "b1"}).locks == kept


def test_started_work_lies_still_while_its_person_is_ill_and_is_not_given_away() -> None:
    ill = applied(a_problem(), (Absence("anna", Window(5, 15)),))
    assert frozen(ill, a_plan()).locks[1] == Lock("a2", 4, ("anna",), 0, started=True, until=18)
    found = replan(ill, a_plan(), QUICK)
    assert found.plan.by_item()["a2"] == Placed("a2", 4, 18, 0, ("anna",))
    assert check(found.problem, found.plan) == ()
    assert found.moves == ()


def test_the_work_of_who_is_ill_goes_to_who_is_free() -> None:
    ill = applied(a_problem(), (Absence("boris", Window(7, 40)),))
    found = replan(ill, a_plan(), QUICK)
    assert found.moves == (
        Move("b2", (8, 8), (11, 11), ("boris",), ("anna",), Reason.ABSENT, "boris"),
    )
    assert (found.moved, found.switched) == (0, 1)


def test_new_urgent_work_takes_the_place_of_old_and_is_named() -> None:
    urgent = Project("r", weight=100, due=11)
    new = AddProject(urgent, (item("r1", need("design", 3, count=2), project="r"),))
    found = replan(applied(a_problem(), (new,)), a_plan(), QUICK)
    assert found.plan.by_item()["r1"].start == 8
    assert [(one.item, one.start, one.reason, one.by) for one in found.moves] == [
        ("b2", (8, 5), Reason.NEW_WORK, "r1")
    ]


def test_work_that_has_not_begun_in_fact_may_move() -> None:
    late = replan(a_problem(), a_plan(), QUICK, Wanted(idle=frozenset({"a2"})))
    assert late.plan.by_item()["a2"].start == 5
    assert [(one.item, one.reason) for one in late.moves] == [("a2", Reason.RELEASED)]


def test_every_reason_is_told() -> None:
    of = a_problem().with_(now=0)
    swap = put("a2", people=("boris",))
    assert told(of, put("b2", start=3, end=6)) == [("b2", Reason.EARLIER, "")]
    assert told(of, put("b2", start=9, end=12)) == [("b2", Reason.BETTER, "")]
    assert told(of, swap) == [("a2", Reason.BETTER, "")]
    assert told(of.with_(people=(BORIS,)), swap) == [("a2", Reason.GONE, "anna")]
    assert told(of.with_(locks=(Lock("b2", 9),)), put("b2", start=9, end=12)) == [
        ("b2", Reason.LOCKED, "")
    ]
    assert told(of.with_(now=9), put("b2", start=9, end=12)) == [("b2", Reason.RELEASED, "")]
    ill = applied(of, (Absence("boris", Window(9, 20)),))
    assert told(ill, put("b2", start=20, end=23)) == [("b2", Reason.ABSENT, "boris")]


def test_what_waits_and_what_is_pushed_names_the_other_item() -> None:
    of = a_problem().with_(now=0)
    both = replace(put("b2", start=12, end=15), placed=put("b2", start=12, end=15).placed)
    waits = tuple(replace(one, start=9, end=12) if one.item == "b1" else one for one in both.placed)
    assert told(of, Plan(waits)) == [("b1", Reason.BETTER, ""), ("b2", Reason.WAITS, "b1")]
    pushed = Plan(
        (
            Placed("a1", 0, 4, people=("anna",)),
            Placed("a2", 8, 12, people=("boris",)),
            Placed("b1", 0, 3, people=("boris",)),
            Placed("b2", 12, 15, people=("boris",)),
        )
    )
    assert told(of, pushed)[1:] == [("b2", Reason.PUSHED, "a2")]


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(0, 12), st.integers(1, 12))
def test_what_has_begun_stands_and_the_new_plan_is_correct(
    of: Problem, now: int, days: int
) -> None:
    old = listed(of)
    ill = applied(of, (Absence("m0", Window(now, now + days)),)).with_(now=now)
    found = replan(ill, old, Budgeted(0.3))
    assert unsound(found.problem, found.plan) == ()
    new = found.plan.by_item()
    for one in old.placed:
        if one.start < now:
            kept = new[one.item]
            assert (kept.start, kept.people) == (one.start, one.people)
    assert {one.item for one in found.moves} == {
        one.item
        for one in old.placed
        if (new[one.item].start, set(new[one.item].people)) != (one.start, set(one.people))
    }


def a_shock() -> tuple[Problem, Plan, str]:
    """A half-year of an agency, and on day thirty an illness and an urgent project."""
    of, now = agency(people=15, projects=10), 60
    plan = listed(of)
    soon = [one for one in plan.placed if now <= one.start < now + 10 and one.people]
    ill = soon[0].people[0]
    urgent, work = project_of("urgent", seed=99)
    added = AddProject(replace(urgent, release=now, due=now + 110, weight=5), work)
    away = Absence(ill, Window(now, now + 20))
    return applied(of, (away, added)).with_(now=now), plan, ill


def shares(found: Replanned) -> tuple[int, int]:
    """Return per mille of the open items that moved and that somebody was taken off."""
    return found.moved * 1000 // found.open_items, found.switched * 1000 // found.open_items


def test_a_shock_moves_few_and_switches_fewer_and_every_move_has_its_reason() -> None:
    of, plan, ill = a_shock()
    found = replan(of, plan, Budgeted(4.0))
    moved, switched = shares(found)
    assert moved <= 100
    assert switched <= 30
    assert unsound(found.problem, found.plan) == ()
    assert any(one.reason is Reason.ABSENT and one.by == ill for one in found.moves)


def test_old_work_stands_and_is_given_to_who_is_free_when_somebody_must_do_something_else() -> None:
    of = problem(
        item("old", need("design", 4)),
        item("new", need("code", 4)),
        people=(person("anna", "design", "code"), person("boris", "design")),
    )
    instance = compile_problem(of)
    old = from_plan(instance, Plan((Placed("old", 2, 6, 0, ("anna",)),)))
    quiet = Quiet(instance, old)
    stays = quiet.build(Choice(eager=True))
    given = quiet.build(Choice(eager=True, swapped=frozenset({0})))
    assert [(one.start, one.people) for one in (stays, given)] == [
        ([2, 6], [(0,), (0,)]),
        ([2, 0], [(1,), (0,)]),
    ]
    assert quiet.moved == frozenset()
