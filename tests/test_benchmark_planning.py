"""What the benchmark of planning reads and makes, on instances checked by hand."""

import io
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
sys.path.append(str(BENCHMARKS))

import planning_agency  # noqa: E402
import planning_juggler  # noqa: E402
from planning_bounds import least_cost, least_makespan  # noqa: E402
from planning_hand import by_list  # noqa: E402
from planning_measure import worth  # noqa: E402
from planning_projects import Kind, made  # noqa: E402
from planning_reading import cases, imopse, mspsp, psplib, spread  # noqa: E402

from napulse.engines.planning.checker import check  # noqa: E402
from napulse.engines.planning.model import (  # noqa: E402
    Budget,
    Item,
    Link,
    Mode,
    Need,
    Person,
    Placed,
    Pool,
    Problem,
    Project,
    Skill,
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
