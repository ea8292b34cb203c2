"""What the benchmark of planning reads, makes and judges, on instances checked by hand."""

import io
import math
import random
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

import planning_agency  # noqa: E402
import planning_answers  # noqa: E402
import planning_chances  # noqa: E402
import planning_impossible  # noqa: E402
import planning_juggler  # noqa: E402
import planning_shocks  # noqa: E402
from planning_bounds import least_cost, least_makespan  # noqa: E402
from planning_hand import by_list  # noqa: E402
from planning_measure import BestKnown, Run, apart, timed, worth  # noqa: E402
from planning_projects import Kind, made  # noqa: E402
from planning_reading import cases, imopse, mspsp, psplib, spread  # noqa: E402
from planning_sets import Demand, row  # noqa: E402

from napulse.engines.planning.checker import check  # noqa: E402
from napulse.engines.planning.model import (  # noqa: E402
    FLOW,
    MAKESPAN,
    Budget,
    Item,
    Link,
    Mode,
    Need,
    Person,
    Placed,
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

LIBRARY = """
************************************************************************
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  9
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     2       3    5
         2     4       1    0
  3      1     5       2    1
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  N 1
    3    5
************************************************************************
"""

SKILLED = """% seed = 0
nActs = 4;
dur = [0,3,2,0];
nSkills = 2;
sreq = [| 0,0,
    | 1,1,
    | 0,2,
    | 0,0, |];
nResources = 3;
mastery = [| true,false,
    | true,true,
    | false,true, |];
nPrecs = 4;
pred = [1,1,2,3];
succ = [2,3,4,4];
"""

HIRED = """
Tasks: 3
==========================================================
ResourceID \t Salary \t Skills
1\t \t \t56.0\t Q1: 0 \t  Q2: 1
2\t \t \t28.9\t Q0: 1 \t  Q1: 0
==========================================================
TaskID \t Duration \t Skill \t Predecessor IDs
1\t \t \t4\t Q2: 1\t
2\t \t \t3\t Q1: 0\t \t1
3\t \t \t5\t Q1: 0\t
==========================================================
"""


def test_a_library_project_in_modes_is_read_with_what_it_holds_and_what_it_uses_up() -> None:
    problem = psplib(LIBRARY)

    assert problem.pools == (Pool("R0", 3),)
    assert problem.budgets == (Budget("N0", 5),)
    assert problem.horizon == 9
    assert [one.after for one in problem.items] == [
        (),
        (Link("1"),),
        (Link("1"),),
        (Link("2"), Link("3")),
    ]
    assert problem.items[1].modes == (
        Mode(length=2, pools=(Use("R0", 3),), spends=(Use("N0", 5),)),
        Mode(length=4, pools=(Use("R0", 1),)),
    )


def test_a_library_project_that_breaks_its_lines_is_read_the_same() -> None:
    assert psplib(LIBRARY.replace("2   3\n", "2\n   3\n")) == psplib(LIBRARY)


def test_a_library_project_with_a_kind_of_resource_that_is_not_read_is_refused() -> None:
    with pytest.raises(ValueError, match="doubly constrained"):
        psplib(LIBRARY.replace("doubly constrained        :  0", "doubly constrained        :  2"))


def test_a_multi_skill_project_holds_people_of_each_skill_for_the_whole_task() -> None:
    problem = mspsp(SKILLED)

    assert [one.skills for one in problem.people] == [
        (Skill("S1"),),
        (Skill("S1"), Skill("S2")),
        (Skill("S2"),),
    ]
    assert [one.modes[0] for one in problem.items] == [
        Mode(),
        Mode((Need("S1", effort=180), Need("S2", effort=180)), 3),
        Mode((Need("S2", effort=120, count=2),), 2),
        Mode(),
    ]
    assert problem.items[3].after == (Link("2"), Link("3"))


def test_levels_count_from_one_and_salaries_are_rates() -> None:
    problem = imopse(HIRED)

    assert problem.people == (
        Person("1", (Skill("Q1", 1), Skill("Q2", 2)), rate=5600),
        Person("2", (Skill("Q0", 2), Skill("Q1", 1)), rate=2890),
    )
    assert [(one.modes[0].needs, one.after) for one in problem.items] == [
        ((Need("Q2", 2, 240),), ()),
        ((Need("Q1", 1, 180),), (Link("1"),)),
        ((Need("Q1", 1, 300),), ()),
    ]


def test_bounds_forget_the_order_but_neither_the_chain_nor_the_work() -> None:
    problem = imopse(HIRED)
    chain, all_cheap = 4 + 3, 4 * 5600 + 8 * 2890

    assert least_makespan(problem) == chain
    assert least_cost(problem, 8) == all_cheap
    assert least_cost(problem, 7) == 7 * 5600 + 5 * 2890


def test_a_set_is_read_out_of_its_archive_with_what_is_known_of_it(tmp_path: Path) -> None:
    known = (
        "set,instance,lower_bound,upper_bound\nj3,j310_1.sm,5,6\nj3,j32_1.sm,,\nj9,j32_1.sm,1,1\n"
    )
    names = ("psplib/j3/j310_1.sm", "psplib/j3/j32_1.sm", "psplib/j9/j32_1.sm")
    with tarfile.open(tmp_path / "psplib.tar.xz", "w:xz") as packed:
        for name, text in [*((one, LIBRARY) for one in names), ("psplib/best-known.csv", known)]:
            member = tarfile.TarInfo(name)
            member.size = len(text)
            packed.addfile(member, io.BytesIO(text.encode()))

    found = cases(tmp_path, "j3")

    assert [(one.name, one.lower, one.upper) for one in found] == [
        ("j32_1.sm", None, None),
        ("j310_1.sm", 5, 6),
    ]


def test_a_sample_is_spread_over_the_whole_list() -> None:
    many = list(range(1_000))

    found = spread(many, 100)

    assert [one // 10 for one in found] == list(range(100))
    assert len({one % 10 for one in found}) == 10
    assert found == spread(many, 100)
    assert spread([1, 2], 5) == [1, 2]
    assert spread([1, 2], None) == [1, 2]


def test_a_made_project_is_the_same_for_the_same_seed_and_has_the_arcs_asked_for() -> None:
    first, again, other = (made(30, Kind(1.8, 0.5, 0.2), seed) for seed in (1, 1, 2))

    assert first == again
    assert first.problem != other.problem
    arcs = sum(len(one.after) for one in first.problem.items)
    assert arcs == round(1.8 * 32) - 6
    assert len([one for one in first.problem.items if not one.after]) == 3
    uses = [use.amount for one in first.problem.items for use in one.modes[0].pools]
    assert len(uses) == 60
    assert max(uses) <= max(pool.capacity for pool in first.problem.pools)


def test_a_made_project_says_no_order_twice() -> None:
    items = {one.key: one for one in made(60, Kind(2.1, 0.5, 0.2), 3).problem.items}

    def above(key: str) -> set[str]:
        direct = {link.before for link in items[key].after}
        return direct.union(*(above(one) for one in direct)) if direct else set()

    twice = [
        (key, link.before)
        for key, item in items.items()
        for link in item.after
        if any(link.before in above(other.before) for other in item.after if other != link)
    ]
    assert twice == []


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


def test_the_hand_works_down_the_list_and_waits_for_who_is_away() -> None:
    plan = by_list(small())

    assert plan.placed == (
        Placed("a", 0, 2, 0, ("ann",)),
        Placed("b", 4, 7, 0, ("ann",)),
        Placed("c", 3, 5, 0, ("bob",)),
    )
    assert check(small(), plan) == ()


def test_the_worth_of_a_plan_is_reckoned_from_its_placings() -> None:
    found = worth(small(), by_list(small()))

    assert (found.makespan, found.lateness, found.flow) == (7, 2, 2 * 7 + 3 * (5 - 1))
    assert found.cost == 8 * 100 + 12 * 100 + 4 * 200


def test_a_tight_budget_makes_the_hand_take_the_longer_mode() -> None:
    problem = psplib(LIBRARY)
    poor = problem.with_(budgets=(Budget("N0", 1),))

    assert by_list(poor).by_item()["2"].mode == 1
    assert check(poor, by_list(poor)) == ()


def test_an_answer_is_the_same_thing_here_and_apart() -> None:
    here, there = (ask(psplib(LIBRARY), MAKESPAN, 5.0, "tiny") for ask in (timed, apart))

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
    problem = psplib(LIBRARY)
    first = BestKnown(tmp_path)
    first.told(problem, MAKESPAN, 9)
    first.told(problem, FLOW, 9)

    assert first.of(problem, MAKESPAN, lambda: 7) == 7
    assert BestKnown(tmp_path).of(problem, MAKESPAN, lambda: 3) == 7
    assert BestKnown(tmp_path).of(problem, FLOW, lambda: 3) == 3


def test_the_first_agency_has_the_size_that_is_promised_and_can_be_planned_by_hand() -> None:
    problem = planning_agency.agency(1)

    assert (len(problem.people), len(problem.projects), len(problem.items)) == (30, 20, 400)
    assert problem == planning_agency.agency(1)
    assert problem != planning_agency.agency(2)
    assert {one.share for one in problem.people} == {50, 100}
    assert check(problem, by_list(problem)) == ()


@pytest.mark.parametrize(
    ("slot", "start", "end"),
    [
        (0, "2026-01-05-09:00", "2026-01-05-13:00"),
        (1, "2026-01-05-14:00", "2026-01-05-18:00"),
        (9, "2026-01-09-14:00", "2026-01-09-18:00"),
        (10, "2026-01-12-09:00", "2026-01-12-13:00"),
    ],
)
def test_a_half_day_has_its_hours_in_the_file_of_taskjuggler(
    slot: int, start: str, end: str
) -> None:
    person = Person("p", (Skill("x"),), closed=(Window(slot, slot + 1),))

    lines = list(planning_juggler.written(small().with_(people=(person,), items=()), {}))

    assert f"  leaves annual {start} - {end}" in lines
    assert planning_juggler._slot(planning_juggler._moment(end)) == slot + 1
    assert planning_juggler._slot(planning_juggler._moment(start)) == slot


@pytest.mark.skipif(not planning_juggler.is_there(), reason="TaskJuggler is not installed")
def test_taskjuggler_plans_the_same_calendars_and_interrupts(tmp_path: Path) -> None:
    problem = small()
    items = tuple(replace(one, after=()) for one in problem.items)

    ends = planning_juggler.planned(problem.with_(items=items), {}, tmp_path)

    assert ends == {"b": 2 + 2 + 1, "a": 7, "c": 1 + 2}


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
