"""The judge accepts a correct plan and finds every defect planted in one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from napulse.engines.planning.checker import Fault, Violation, check, unsound
from napulse.engines.planning.model import (
    Budget,
    Lock,
    Mode,
    Placed,
    Plan,
    Pool,
    Problem,
    Project,
    Use,
)
from napulse.engines.planning.tests.problems import item, need, person, problem

ANNA = person("anna", "design 2", rate=6000, closed="4-6 20-30")
BORIS = person("boris", "design 1", share=50, rate=3001)
VERA = person("vera", "copy 1")


def a_problem() -> Problem:
    """Four items: Anna pauses over slots 4 and 5, Boris works half of each slot."""
    brief = item("brief", need("copy", 2))
    concept = item("concept", need("design 2", 3), after="brief")
    poster = item("poster", need("design", 2), need("copy", 1), after="concept+1")
    shoot = replace(item("shoot", after="brief"), modes=(Mode((), 3, (Use("studio", 1),)),))
    extra = replace(item("extra", need("copy", 1)), optional=True)
    return problem(
        brief, concept, poster, shoot, extra, people=(ANNA, BORIS, VERA), pools=(Pool("studio", 1),)
    )


def a_plan() -> Plan:
    return Plan(
        (
            Placed("brief", 0, 2, people=("vera",)),
            Placed("concept", 2, 7, people=("anna",)),
            Placed("poster", 8, 12, people=("boris", "vera")),
            Placed("shoot", 2, 5),
        ),
        dropped=("extra",),
    )


def put(item_key: str, **changes: object) -> Plan:
    """Return the plan with one item placed otherwise."""
    moved = {one.item: one for one in a_plan().placed}
    moved[item_key] = replace(moved[item_key], **changes)  # type: ignore[arg-type]
    return replace(a_plan(), placed=tuple(moved.values()))


def changed(item_key: str, **changes: object) -> Problem:
    """Return the problem with one item of other words."""
    items = (
        replace(one, **changes) if one.key == item_key else one  # type: ignore[arg-type]
        for one in a_problem().items
    )
    return a_problem().with_(items=tuple(items))


def locked(lock: Lock, **other: object) -> Problem:
    return a_problem().with_(locks=(lock,), **other)


def codes(of: Problem, plan: Plan) -> list[Fault]:
    return [one.code for one in check(of, plan)]


def test_a_correct_plan_is_accepted() -> None:
    assert check(a_problem(), a_plan()) == ()


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        (replace(a_plan(), dropped=()), Violation(Fault.MISSING, ("extra",))),
        (replace(a_plan(), dropped=("extra", "extra")), Violation(Fault.TWICE, ("extra",))),
        (replace(a_plan(), dropped=("extra", "ghost")), Violation(Fault.UNKNOWN, ("ghost",))),
        (
            Plan(a_plan().placed[:3], ("extra", "shoot")),
            Violation(Fault.DROPPED, ("shoot",)),
        ),
        (put("shoot", mode=1), Violation(Fault.MODE, ("shoot",))),
        (put("shoot", mode=-1), Violation(Fault.MODE, ("shoot",))),
        (
            put("poster", start=7, end=11),
            Violation(Fault.LINK, ("concept", "poster"), slot=8, by=1),
        ),
        (put("poster", people=("boris",), end=12), Violation(Fault.SEATS, ("poster",), by=1)),
        (put("brief", people=("ghost",)), Violation(Fault.UNKNOWN, ("brief",), "ghost")),
        (
            put("concept", people=("boris",), end=8),
            Violation(Fault.LEVEL, ("concept",), "boris", of="design"),
        ),
        (put("concept", start=4, end=9), Violation(Fault.CLOSED, ("concept",), "anna", 4)),
        (put("concept", end=6), Violation(Fault.END, ("concept",), slot=7)),
        (put("shoot", end=6), Violation(Fault.END, ("shoot",), slot=5)),
    ],
)
def test_a_planted_defect_is_found(plan: Plan, found: Violation) -> None:
    assert found in check(a_problem(), plan)


def test_work_that_touches_a_long_absence_is_found() -> None:
    assert check(a_problem(), put("poster", start=19, end=31, people=("anna", "vera"))) == (
        Violation(Fault.CLOSED, ("poster",), "anna", 19),
    )


def test_a_pause_as_long_as_allowed_is_accepted_and_a_longer_one_found() -> None:
    one = person("anna", "design", closed="2-6")
    plan = Plan((Placed("a", 1, 7, people=("anna",)),))
    work = problem(item("a", need("design", 2)), people=(one,))
    assert check(work, plan) == ()
    assert codes(work.with_(pause=3), plan) == [Fault.CLOSED]


def test_one_person_in_both_seats_is_found() -> None:
    of = changed("poster", modes=(Mode((need("design", 2, count=2),)),))
    assert Violation(Fault.SAME_PERSON, ("poster",), "boris") in check(
        of, put("poster", people=("boris", "boris"))
    )


def test_a_person_in_two_items_at_once_is_found_even_in_a_pause() -> None:
    urgent = item("urgent", replace(need("design", 0), effort=1))
    of = a_problem().with_(items=(*a_problem().items, urgent))
    plan = replace(a_plan(), placed=(*a_plan().placed, Placed("urgent", 6, 7, people=("anna",))))
    assert check(of, plan) == (Violation(Fault.OVERLAP, ("concept", "urgent"), "anna", 6),)


def test_the_person_who_is_ready_first_is_free_before_the_item_ends() -> None:
    of = a_problem().with_(items=(*a_problem().items, item("note", need("copy", 1))))
    plan = replace(a_plan(), placed=(*a_plan().placed, Placed("note", 9, 10, people=("vera",))))
    assert check(of, plan) == ()


def test_more_of_a_pool_than_there_is_is_found() -> None:
    second = replace(a_problem().items[3], key="second")
    of = a_problem().with_(items=(*a_problem().items, second))
    plan = replace(a_plan(), placed=(*a_plan().placed, Placed("second", 4, 7)))
    assert check(of, plan) == (
        Violation(Fault.POOL, ("shoot", "second"), slot=4, of="studio", by=1),
    )


@pytest.mark.parametrize(
    ("of", "found"),
    [
        (changed("brief", release=1), Violation(Fault.EARLY, ("brief",), slot=1, by=1)),
        (
            a_problem().with_(projects=(Project("p", release=1),)),
            Violation(Fault.EARLY, ("brief",), slot=1, by=1),
        ),
        (a_problem().with_(now=1), Violation(Fault.EARLY, ("brief",), slot=1, by=1)),
        (
            changed("poster", deadline=11),
            Violation(Fault.DEADLINE, ("poster",), slot=11, by=1),
        ),
        (
            a_problem().with_(projects=(Project("p", due=10, hard=True),)),
            Violation(Fault.DEADLINE, ("poster",), slot=10, of="p", by=2),
        ),
        (
            a_problem().with_(projects=(Project("p", budget=96_007),)),
            Violation(Fault.COST, of="p", by=1),
        ),
        (locked(Lock("brief", start=1)), Violation(Fault.LOCK, ("brief",), slot=1)),
        (locked(Lock("poster", people=("anna", "vera"))), Violation(Fault.LOCK, ("poster",))),
        (locked(Lock("shoot", mode=1)), Violation(Fault.LOCK, ("shoot",))),
        (locked(Lock("extra", start=3)), Violation(Fault.DROPPED, ("extra",))),
    ],
)
def test_a_rule_of_the_problem_is_kept(of: Problem, found: Violation) -> None:
    assert check(of, a_plan()) == (found,)


def test_the_cost_of_a_plan_within_its_budget_is_accepted() -> None:
    assert check(a_problem().with_(projects=(Project("p", budget=96_008),)), a_plan()) == ()


def test_a_soft_due_is_no_promise() -> None:
    assert check(a_problem().with_(projects=(Project("p", due=10),)), a_plan()) == ()


def test_a_budget_that_is_used_up_is_found() -> None:
    of = changed("shoot", modes=(Mode((), 3, (), (Use("print", 4),)),))
    assert check(of.with_(budgets=(Budget("print", 4),)), a_plan()) == ()
    assert check(of.with_(budgets=(Budget("print", 3),)), a_plan()) == (
        Violation(Fault.BUDGET, of="print", by=1),
    )


def test_a_locked_person_need_not_have_the_level() -> None:
    lock = Lock("concept", people=("boris",))
    plan = put("concept", people=("boris",), end=8)
    plan = replace(plan, placed=tuple(_later(one, 1, "poster") for one in plan.placed))
    assert check(locked(lock), plan) == ()


def test_started_work_keeps_its_start_before_now_and_before_its_links() -> None:
    lock = Lock("concept", start=1, people=("anna",), started=True)
    plan = put("concept", start=1, end=4)
    assert codes(a_problem(), plan) == [Fault.LINK]
    assert check(locked(lock), plan) == ()


def test_done_work_ends_where_the_lock_says_and_occupies_nobody() -> None:
    locks = (
        Lock("brief", start=0, people=("anna",), until=5),
        Lock("concept", start=1, people=("anna",), until=6),
    )
    plan = Plan(
        (
            Placed("brief", 0, 5, people=("anna",)),
            Placed("concept", 1, 6, people=("anna",)),
            Placed("poster", 8, 12, people=("boris", "vera")),
            Placed("shoot", 6, 9),
        ),
        ("extra",),
    )
    of = a_problem().with_(now=6, locks=locks)
    assert check(of, plan) == ()
    assert check(of.with_(now=5), plan) == (
        Violation(Fault.EARLY, ("concept",), slot=5, by=4),
        Violation(Fault.LINK, ("brief", "concept"), slot=5, by=4),
    )


def test_missed_promises_are_told_from_wrong_plans() -> None:
    late = changed("poster", deadline=11)
    assert codes(late, a_plan()) == [Fault.DEADLINE]
    assert unsound(late, a_plan()) == ()
    assert [one.code for one in unsound(late, put("shoot", end=6))] == [Fault.END]


def _later(one: Placed, by: int, key: str) -> Placed:
    return replace(one, start=one.start + by, end=one.end + by) if one.item == key else one
