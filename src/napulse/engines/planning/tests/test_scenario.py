"""Changes are applied in order, say what they do not know, and touch nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.model import (
    Budget,
    Item,
    Link,
    Lock,
    Person,
    Problem,
    Project,
    Skill,
    Window,
)
from napulse.engines.planning.scenario import (
    Absence,
    AddPerson,
    AddProject,
    Change,
    ChangeShare,
    DropItem,
    MoveDeadline,
    MoveMilestone,
    Overtime,
    RaiseBudget,
    RaiseLimit,
    RemoveProject,
    Reweigh,
    Unlock,
    applied,
    far,
    hired_key,
    whole,
)
from napulse.engines.planning.tests.problems import item, need, person, problem

ANNA = person("anna", "design", closed="4-6")


def a_problem() -> Problem:
    return problem(
        item("a", need("design", 1)),
        replace(item("b", need("design", 1), after="a+3"), optional=True),
        item("c", need("design", 1), after="b+1"),
        replace(item("d", need("design", 1), after="c", project="q"), deadline=30),
        people=(ANNA, person("boris", "copy", share=50)),
        projects=(Project("p", due=20, hard=True), Project("q")),
        locks=(Lock("b", 9), Lock("d", 12)),
    )


def links(of: Problem, key: str) -> tuple[Link, ...]:
    return next(one.after for one in of.items if one.key == key)


def test_a_deadline_and_a_milestone_move() -> None:
    of = applied(a_problem(), (MoveDeadline("p", 4), MoveDeadline("p", -1), MoveMilestone("d", 5)))
    assert of.projects == (Project("p", due=23, hard=True), Project("q"))
    assert of.items == (*a_problem().items[:3], replace(a_problem().items[3], deadline=35))


def test_a_person_is_there_for_a_window_only() -> None:
    change = AddPerson("design", 2, 10, 30, rate=500)
    of = applied(a_problem(), (change,))
    closed = (Window(0, 10), Window(30, far(a_problem(), 30)))
    assert of.people[:2] == a_problem().people
    assert of.people[2] == Person(hired_key(change), (Skill("design", 2),), 100, 500, closed)
    assert closed[1].end > 400


def test_what_waited_for_dropped_work_waits_for_what_it_waited_for() -> None:
    of = applied(a_problem(), (DropItem(("b",)),))
    assert [one.key for one in of.items] == ["a", "c", "d"]
    assert links(of, "c") == (Link("a", 3),)
    assert of.locks == (Lock("d", 12),)


def test_a_chain_of_dropped_work_is_bridged_whole() -> None:
    of = applied(a_problem(), (DropItem(("b", "c")),))
    assert links(of, "d") == (Link("a", 3),)
    assert links(applied(a_problem(), (DropItem(("c",)), DropItem(("b",)))), "d") == (Link("a", 3),)


def test_people_work_more_less_or_not_at_all() -> None:
    changes = (
        Overtime(("anna", "boris"), 25),
        ChangeShare("anna", 80),
        Absence("anna", Window(6, 9)),
    )
    of = applied(a_problem(), changes)
    assert of.people == (
        replace(ANNA, share=80, closed=(Window(4, 9),)),
        replace(a_problem().people[1], share=62),
    )


def test_a_project_comes_and_goes() -> None:
    new = (item("x", need("copy", 2), project="r"),)
    with_it = applied(a_problem(), (AddProject(Project("r", weight=5), new), Reweigh("r", 9)))
    assert with_it.projects[-1] == Project("r", weight=9)
    assert with_it.items[-1] == new[0]
    without = applied(with_it, (RemoveProject("r"),))
    assert without == a_problem()


def test_work_of_others_no_longer_waits_for_a_project_that_is_gone() -> None:
    of = applied(a_problem(), (RemoveProject("p"),))
    assert [one.key for one in of.items] == ["d"]
    assert links(of, "d") == ()
    assert of.locks == (Lock("d", 12),)


def test_money_is_raised_and_a_fixed_start_is_freed() -> None:
    of = a_problem().with_(
        projects=(Project("p", budget=500), Project("q")), budgets=(Budget("print", 3),)
    )
    after = applied(of, (RaiseBudget("p", 70), RaiseLimit("print", 2), Unlock("b")))
    assert after.projects == (Project("p", budget=570), Project("q"))
    assert after.budgets == (Budget("print", 5),)
    assert after.locks == (Lock("b"), Lock("d", 12))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (MoveDeadline("x", 1), "scenario.unknown"),
        (MoveDeadline("q", 1), "scenario.no_deadline"),
        (MoveMilestone("a", 1), "scenario.no_deadline"),
        (MoveMilestone("x", 1), "scenario.unknown"),
        (DropItem(("a", "x")), "scenario.unknown"),
        (Overtime(("x",), 10), "scenario.unknown"),
        (Absence("x", Window(0, 1)), "scenario.unknown"),
        (ChangeShare("x", 10), "scenario.unknown"),
        (RemoveProject("x"), "scenario.unknown"),
        (RaiseBudget("p", 1), "scenario.no_budget"),
        (RaiseLimit("x", 1), "scenario.unknown"),
        (Unlock("a"), "scenario.unknown"),
        (Reweigh("x", 10), "scenario.unknown"),
        (AddProject(Project("p"), ()), "scenario.taken"),
        (AddProject(Project("r"), (Item("a", "r", ()),)), "scenario.taken"),
        (AddPerson("design", 1, 0, 9, key="anna"), "scenario.taken"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change: Change, code: str) -> None:
    with pytest.raises(Refused) as refused:
        applied(a_problem(), (change,))
    assert refused.value.code == code


def test_the_whole_of_a_problem_has_no_optional_work() -> None:
    assert [one.key for one in a_problem().items if one.optional] == ["b"]
    assert [one.key for one in whole(a_problem()).items if one.optional] == []
