"""What the benchmark of planning judges and how, on answers checked by hand."""

import math
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

import planning_agency  # noqa: E402
import planning_answers  # noqa: E402
import planning_chances  # noqa: E402
import planning_impossible  # noqa: E402
import planning_shocks  # noqa: E402
from planning_hand import by_list  # noqa: E402
from planning_measure import BestKnown, Run, apart, timed  # noqa: E402
from planning_sets import Demand, row  # noqa: E402

from napulse.engines.planning.checker import check  # noqa: E402
from napulse.engines.planning.model import (  # noqa: E402
    FLOW,
    MAKESPAN,
    Item,
    Link,
    Mode,
    Need,
    Person,
    Plan,
    Pool,
    Problem,
    Project,
    Skill,
    Spread,
    Use,
    Window,
)

pytestmark = pytest.mark.once


def tiny() -> Problem:
    """Two tasks of 3 and 2 slots that need the same thing: 5 slots, and no less."""
    items = tuple(
        Item(key, "p", (Mode(length=length, pools=(Use("studio", 1),)),))
        for key, length in (("a", 3), ("b", 2))
    )
    return Problem(items, pools=(Pool("studio", 1),), projects=(Project("p"),), horizon=5)


def small() -> Problem:
    """Two tasks of one person and one of another; the person of two is away on slots 2 and 3."""
    ann = Person("ann", (Skill("design"),), rate=100, closed=(Window(2, 4),))
    bob = Person("bob", (Skill("copy"),), share=50, rate=200)
    items = (
        Item("a", "p", (Mode((Need("design", effort=480),)),)),
        Item("b", "p", (Mode((Need("design", effort=720),)),)),
        Item("c", "q", (Mode((Need("copy", effort=240),)),), after=(Link("a", 1),)),
    )
    projects = (Project("p", due=6, weight=2), Project("q", release=1, weight=3))
    return Problem(items, (ann, bob), projects, horizon=20, pause=1)


def test_an_answer_is_the_same_thing_here_and_apart() -> None:
    here, there = (ask(tiny(), MAKESPAN, 5.0, "tiny") for ask in (timed, apart))

    assert (here.value, here.bound, here.is_proved, here.fault) == (5, 5, True, "")
    assert (there.value, there.bound, there.is_proved, there.fault) == (5, 5, True, "")
    assert there.mb > 10


def answer(value: int, bound: int | None = None, fault: str = "") -> Run:
    return Run("one", 5, 1.0, 0.1, value, bound, bound == value, Plan(()), fault)


def test_a_row_is_short_for_a_gap_for_a_wrong_plan_and_for_a_wrong_bound() -> None:
    demand = Demand(5, 1.0, 50)

    def judged(run: Run) -> tuple[bool | None, str]:
        found = row("set", [run], {"one": 200}, demand, "beside")
        return found.is_kept, found.ratio

    assert judged(answer(202, 202)) == (False, "one: bound 202 above the best known 200")
    assert judged(answer(200, 200)) == (True, "beside")
    assert judged(answer(203, 199)) == (False, "beside")
    assert judged(answer(200, 199)) == (False, "beside")
    assert judged(answer(200, 200, "overlap a, b")) == (False, "one: overlap a, b")


def test_the_best_known_is_kept_from_run_to_run_only_after_a_long_look(tmp_path: Path) -> None:
    problem = tiny()
    first = BestKnown(tmp_path)
    first.told(problem, MAKESPAN, 9)
    first.told(problem, FLOW, 9)

    assert first.of(problem, MAKESPAN, lambda: 7) == 7
    assert BestKnown(tmp_path).of(problem, MAKESPAN, lambda: 3) == 7
    assert BestKnown(tmp_path).of(problem, FLOW, lambda: 3) == 3


def overpromised() -> Problem:
    """Two designers' tasks of 6 and 4 half-days before slot 8, of which one designer has 6."""
    ann = Person("ann", (Skill("design", 2),), closed=(Window(2, 4),))
    bob = Person("bob", (Skill("design", 1),))
    items = (
        Item("a", "p", (Mode((Need("design", 2, 960),)),)),
        Item("b", "q", (Mode((Need("design", 2, 720),)),)),
        Item("c", "q", (Mode((Need("design", 1, 240),)),), after=(Link("b"),)),
    )
    projects = (Project("p", due=8, hard=True), Project("q", due=9, hard=True))
    return Problem(items, (ann, bob), projects, horizon=40)


def test_the_plain_reckoning_finds_the_window_in_which_people_are_short() -> None:
    soonest, latest = planning_impossible.reach(overpromised())

    assert soonest == {"a": 0, "b": 0, "c": 5}
    assert latest == {"a": 8, "b": 8, "c": 9}
    found = max(planning_impossible.shortages(overpromised(), "design", 2), key=lambda o: o.short)
    assert (found.window, found.needed, found.available) == (Window(0, 8), 7 * 240, 6 * 240)


def test_an_explanation_is_wrong_when_a_number_a_name_or_its_plan_is() -> None:
    case = planning_impossible.Impossible("", "", overpromised(), frozenset("pq"))
    true = planning_answers.explain(case.problem)
    (cause,) = true.causes
    short = cause.shortage
    assert short is not None

    def judged(**changes: object) -> str:
        other = replace(cause, shortage=replace(short, **changes))
        return planning_answers._wrong(case, replace(true, causes=(other,)))

    assert planning_answers._wrong(case, true) == ""
    assert judged(available=short.available + 240) == "says 1680 of 1680, reckoned 1680 of 1440"
    assert judged(short=480) == "is short by 240, not 480"
    assert judged(people=("ann", "bob")) == "says 1680 of 1440, reckoned 1680 of 3360"
    assert judged(window=Window(2, 10)) == "a need not be done in the window"
    kept = replace(true, give_up=())
    assert planning_answers._wrong(case, kept) == "still deadline without what is given up"


def test_the_agencies_that_are_spoilt_are_impossible_by_the_plain_reckoning() -> None:
    base = planning_agency.agency(1)
    plan = by_list(base)
    ends = {one.key: 0 for one in base.projects}
    for placed in plan.placed:
        project = placed.item.partition(".")[0]
        ends[project] = max(ends[project], placed.end)
    projects = tuple(replace(one, due=ends[one.key], hard=True) for one in base.projects)
    problem = base.with_(projects=projects)
    assert check(problem, plan) == ()

    soonest, _ = planning_impossible.reach(problem)
    chance = random.Random(1)  # noqa: S311 - the same each run
    chain = planning_impossible._chain(problem, chance)

    (spoilt,) = chain.spoilt
    due = next(one.due for one in chain.problem.projects if one.key == spoilt)
    launch = next(one for one in problem.items if one.key == f"{spoilt}.launch")
    assert due is not None
    assert soonest[launch.key] + planning_agency.slots(launch) > due


def test_the_reference_of_the_simulation_knows_pauses_and_order() -> None:
    """Without spread the percentiles are the plan; half as much again moves what waits."""
    longer = Spread(15_000, 15_000, 15_000)
    problem = small()
    plan = by_list(problem)
    late = problem.with_(items=tuple(replace(one, spread=longer) for one in problem.items))

    def halves(case: Problem) -> dict[str, int]:
        found = planning_chances.reference(case, plan, 50)
        return {key: half.middle for key, (half, _) in found.items()}

    assert halves(problem) == {"p": 7, "q": 5}
    a_ends, b_ends = 2 + 2 + 1, 5 + 4.5
    assert halves(late) == {"p": math.ceil(b_ends), "q": a_ends + 1 + 3}


def test_a_shock_leaves_what_had_begun_and_counts_what_a_plan_moves() -> None:
    problem = small().with_(now=4)
    old = by_list(small())
    new = Plan((old.placed[0], replace(old.placed[1], start=5, end=8), old.placed[2]))
    shock = planning_shocks.Shock("", old, problem)

    found = planning_shocks._judged(replace(shock, problem=problem), new, 1.0)

    assert (found.moved, found.switched, found.fault) == (100.0, 0.0, "")
    touched = Plan((old.placed[0], old.placed[1], replace(old.placed[2], start=4, end=6)))
    assert planning_shocks._judged(shock, touched, 1.0).fault == "lock c"
