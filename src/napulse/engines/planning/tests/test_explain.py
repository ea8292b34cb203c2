"""An impossible set of promises is explained by group, window and numbers, or by its chain."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from napulse.engines.planning.checker import check
from napulse.engines.planning.explain import explain
from napulse.engines.planning.feasible import feasible
from napulse.engines.planning.model import (
    Answer,
    Budget,
    Lock,
    Mode,
    Problem,
    Project,
    Use,
    Window,
)
from napulse.engines.planning.promises import excess, missed, promises_of, without
from napulse.engines.planning.reasons import Cause, Why, reasons
from napulse.engines.planning.scenario import whole
from napulse.engines.planning.tests.agencies import agency, listed, tightened
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.timing import Kind, Promise

ANNA = person("anna", "design 2", rate=600)
P, Q, R = (Promise(Kind.PROJECT, key) for key in "pqr")


def due(**slots: int) -> tuple[Project, ...]:
    return tuple(Project(key, due=slot, hard=True) for key, slot in slots.items())


def three_sites(**dues: int) -> Problem:
    """Three sites of six, four and five slots for one designer."""
    return problem(
        item("a", need("design 2", 6)),
        item("b", need("design 2", 4), project="q"),
        item("c", need("design 2", 5), project="r"),
        people=(ANNA, person("clara", "design 1")),
        projects=due(**dues),
    )


def test_promises_that_can_be_kept_come_with_a_plan() -> None:
    found = explain(three_sites(p=15, q=15, r=15))
    assert (found.answer, found.causes, found.give_up) == (Answer.YES, (), ())
    assert found.plan
    assert check(three_sites(p=15, q=15, r=15), found.plan) == ()


def test_a_shortage_names_the_group_the_window_and_the_numbers_and_one_promise_is_enough() -> None:
    of = three_sites(p=12, q=12, r=12)
    found = explain(of)
    assert found.answer is Answer.NO
    (cause,) = found.causes
    assert (cause.why, cause.promises) == (Why.SHORTAGE, (P, R, Q))
    assert cause.shortage
    assert (cause.shortage.skill, cause.shortage.level) == ("design", 2)
    assert cause.shortage.people == ("anna",)
    assert cause.shortage.window == Window(0, 12)
    assert (cause.shortage.needed, cause.shortage.available) == (15 * 240, 12 * 240)
    assert len(found.give_up) == 1
    assert found.plan
    assert check(without(of, found.give_up), found.plan) == ()


def test_a_chain_that_is_too_long_is_named_in_order() -> None:
    of = problem(
        item("brief", need("design", 2)),
        item("review", length=6, after="brief+1"),
        item("side", need("design", 1), after="brief"),
        item("final", need("design", 2), after="review side"),
        people=(ANNA,),
        projects=due(p=9),
    )
    found = explain(of)
    assert found.causes == (Cause(Why.CHAIN, (P,), items=("brief", "review", "final"), over=2),)
    assert found.give_up == (P,)
    assert explain(of.with_(projects=due(p=11))).answer is Answer.YES


def test_a_fixed_start_that_comes_too_early_is_at_fault() -> None:
    of = problem(
        item("draft", need("design", 5)),
        item("meeting", length=1, after="draft"),
        people=(ANNA,),
        locks=(Lock("meeting", 3),),
    )
    start = Promise(Kind.START, "meeting")
    assert reasons(of) == (Cause(Why.CHAIN, (start,), items=("draft", "meeting"), over=2),)
    found = explain(of)
    assert (found.answer, found.give_up) == (Answer.NO, (start,))


def test_money_below_the_cheapest_way_is_at_fault() -> None:
    of = three_sites(p=20, q=20, r=20)
    poor = of.with_(
        projects=(replace(of.projects[0], budget=14_000), *of.projects[1:]),
        budgets=(Budget("print", 2),),
        items=(*of.items, replace(item("d"), modes=(Mode((), 1, (), (Use("print", 3),)),))),
    )
    cost, units = Promise(Kind.COST, "p"), Promise(Kind.BUDGET, "print")
    assert reasons(poor) == (
        Cause(Why.MONEY, (cost,), over=400),
        Cause(Why.MONEY, (units,), over=1),
    )
    assert explain(poor).give_up == (cost, units)


def test_promises_that_no_table_refutes_are_refuted_together() -> None:
    """Six open slots for six slots of work, but the second piece does not fit after the leave."""
    away = person("anna", "design", closed="4-10")
    of = problem(
        item("a", need("design", 3)),
        item("b", need("design", 3), project="q"),
        item("c", length=1, project="r"),
        people=(away,),
        projects=due(p=12, q=12, r=12),
    )
    assert reasons(of) == ()
    found = explain(of)
    assert found.answer is Answer.NO
    assert found.causes == (Cause(Why.TOGETHER, (P, Q)),)
    assert len(found.give_up) == 1
    assert set(found.give_up) < {P, Q}


def test_optional_work_is_work_to_be_done() -> None:
    of = three_sites(p=12, q=12, r=12)
    of = of.with_(items=(*of.items[:2], replace(of.items[2], optional=True)))
    assert explain(of).answer is Answer.NO


def test_a_plan_of_wrong_seats_is_no_matter_of_promises() -> None:
    of = three_sites(p=12, q=12, r=12)
    plan = listed(of)
    assert excess(of, plan) == {R: 3}
    assert missed(of.with_(projects=due(p=5, q=9, r=12)), plan) == (P, Q, R)


@settings(max_examples=40, deadline=None)
@given(problems(hard=True))
def test_without_what_is_named_everything_can_be_done(of: Problem) -> None:
    found = explain(of, 1)
    relaxed = without(whole(of), found.give_up)
    assert found.plan
    assert check(relaxed, found.plan) == ()
    assert (found.answer is Answer.YES) == (found.give_up == ())
    assert set(found.give_up) <= {one for cause in found.causes for one in cause.promises}
    assert set(found.give_up) <= set(promises_of(of))
    if found.answer is Answer.NO:
        assert feasible(whole(of), 1)[0] is Answer.NO


def test_a_large_agency_is_explained() -> None:
    of = tightened(agency(), 60)
    found = explain(of)
    assert found.answer is Answer.NO
    assert found.causes[0].shortage
    assert found.plan
    assert check(without(of, found.give_up), found.plan) == ()
