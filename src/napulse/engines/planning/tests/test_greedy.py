"""The first plan: sound whatever is asked; and worked examples."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.checker import Fault, check, unsound
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import Draft, from_plan, to_plan
from napulse.engines.planning.greedy import Rule, first, greedy, priorities, worth
from napulse.engines.planning.model import (
    FLOW,
    MAKESPAN,
    Budget,
    Goal,
    Item,
    Link,
    Lock,
    Mode,
    Plan,
    Pool,
    Problem,
    Project,
    Score,
    Use,
    Window,
)
from napulse.engines.planning.scoring import score_draft, score_plan
from napulse.engines.planning.tests.agencies import agency
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.validate import validate

SLOW = [HealthCheck.too_slow]  # plans are made while problems are drawn


def plan_of(one: Problem) -> Plan:
    validate(one)
    instance = compile_problem(one)
    return to_plan(instance, greedy(instance))


def spans(one: Problem) -> dict[str, tuple[int, int]]:
    plan = plan_of(one)
    assert check(one, plan) == ()
    return {placed.item: (placed.start, placed.end) for placed in plan.placed}


@st.composite
def several_ways(draw: st.DrawFn) -> Problem:
    """A problem in which items may also be done in other ways, with pools and budgets."""
    one = draw(problems())
    ways = st.builds(
        Mode,
        length=st.integers(0, 6),
        pools=st.sampled_from([(), (Use("studio", 1),)]),
        spends=st.sampled_from([(), (Use("print", 1),), (Use("print", 2),)]),
    )
    items = tuple(
        Item(
            it.key,
            it.project,
            (*it.modes, *draw(st.lists(ways, max_size=2))),
            tuple(Link(link.before, draw(st.integers(-1, 3))) for link in it.after),
            it.release,
            draw(st.none() | st.integers(3, 40)),
            it.optional,
            title=it.title,
        )
        for it in one.items
    )
    return one.with_(items=items, pause=draw(st.integers(0, 8)))


@st.composite
def under_way(draw: st.DrawFn) -> Problem:
    """A problem some time after its first plan: work is done, started, or fixed in some respect."""
    one = draw(several_ways())
    plan = plan_of(one)
    now = draw(st.integers(0, 25))
    locks = []
    for placed in plan.placed:
        start, mode, people = placed.start, placed.mode, placed.people
        if placed.end <= now:
            locks.append(Lock(placed.item, start, people, mode, until=placed.end))
        elif start < now:
            locks.append(Lock(placed.item, start, people, mode, started=True))
        else:
            kinds = (
                None,
                Lock(placed.item, start, people, mode),
                Lock(placed.item, None, people, mode),
                Lock(placed.item, start),
                Lock(placed.item, mode=mode),
            )
            lock = draw(st.sampled_from(kinds))
            locks += [lock] if lock else []
    return one.with_(locks=tuple(locks), now=now)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(several_ways(), st.sampled_from(list(Rule)))
def test_every_first_plan_is_sound(one: Problem, rule: Rule) -> None:
    instance = compile_problem(one)

    plan = to_plan(instance, greedy(instance, priorities(instance, rule)))

    assert unsound(one, plan) == ()


@settings(max_examples=60, suppress_health_check=SLOW)
@given(under_way())
def test_a_plan_of_work_under_way_keeps_what_is_fixed(one: Problem) -> None:
    """Only what must end before a fixed start may come too late, and then that is a broken end."""
    plan = plan_of(one)

    faults = unsound(one, plan)

    fixed = {lock.item for lock in one.locks if lock.start is not None}
    assert [fault for fault in faults if fault.code is not Fault.LINK] == []
    assert {fault.items[1] for fault in faults} <= fixed
    assert not faults or score_plan(one, plan).broken


@settings(max_examples=25, suppress_health_check=SLOW)
@given(several_ways())
def test_a_missed_promise_is_what_the_judge_says_it_is(one: Problem) -> None:
    plan = plan_of(one)

    assert bool(check(one, plan)) == bool(score_plan(one, plan).broken)


@settings(max_examples=25, suppress_health_check=SLOW)
@given(several_ways())
def test_a_plan_reads_back_as_the_draft_it_came_from(one: Problem) -> None:
    instance = compile_problem(one)
    draft = greedy(instance)

    assert from_plan(instance, to_plan(instance, draft)) == draft


@settings(max_examples=25)
@given(problems())
def test_the_first_plan_is_the_best_of_all_rules(one: Problem) -> None:
    instance = compile_problem(one)

    best = worth(FLOW, score_draft(instance, first(instance, FLOW)))

    by_rule = [greedy(instance, priorities(instance, rule)) for rule in Rule]
    assert best == min(worth(FLOW, score_draft(instance, draft)) for draft in by_rule)


def test_half_time_takes_twice_as_long_and_absences_are_passed_over() -> None:
    one = problem(
        item("brief", need("copy", 3)),
        people=(person("anna", "copy", share=50, closed="4-6"),),
    )

    assert spans(one) == {"brief": (0, 8)}


def test_work_is_not_begun_that_a_long_absence_would_cut() -> None:
    one = problem(item("brief", need("copy", 3)), people=(person("anna", "copy", closed="2-9"),))

    assert spans(one) == {"brief": (9, 12)}
    assert spans(one.with_(pause=7)) == {"brief": (0, 10)}


def test_two_short_absences_that_touch_are_one_long_absence() -> None:
    away = replace(person("anna", "copy"), closed=(Window(1, 4), Window(4, 7)))

    assert spans(problem(item("brief", need("copy", 3)), people=(away,))) == {"brief": (7, 10)}


def test_two_people_begin_together_and_each_ends_by_the_own_calendar() -> None:
    one = problem(
        item("workshop", need("design", 2), need("copy", 2)),
        item("notes", need("copy", 1), after="workshop"),
        item("sketch", need("design", 1)),
        people=(person("anna", "design"), person("vera", "copy", share=50, closed="3-4")),
    )

    plan = spans(one)

    assert plan["workshop"] == (0, 5)
    assert plan["sketch"] == (2, 3)
    assert plan["notes"] == (5, 7)


def test_the_one_who_ends_first_is_taken_and_of_equals_the_better_fit() -> None:
    one = problem(
        item("layout", need("design", 4)),
        people=(
            person("senior", "design 3"),
            person("half", "design 1", share=50),
            person("junior", "design 1"),
        ),
    )

    assert plan_of(one).placed[0].people == ("junior",)


def test_a_price_on_money_takes_the_cheaper_who_ends_later() -> None:
    one = problem(
        item("layout", need("design", 4)),
        people=(
            person("dear", "design", rate=3000),
            person("cheap", "design", rate=1000, closed="0-2"),
        ),
    )
    instance = compile_problem(one)

    assert greedy(instance).people == [(0,)]
    assert greedy(instance, price=0.001).people == [(1,)]


def test_a_pool_is_waited_for_and_given_back() -> None:
    film = Mode(length=3, pools=(Use("studio", 2),))
    photo = Mode(length=2, pools=(Use("studio", 1),))
    items = (Item("film", "p", (film,)), Item("photo", "p", (photo,)), Item("still", "p", (photo,)))

    one = problem(*items, pools=(Pool("studio", 2),))

    assert sorted(spans(one).values()) in ([(0, 2), (0, 2), (2, 5)], [(0, 3), (3, 5), (3, 5)])


def test_a_lag_is_waited_for() -> None:
    one = problem(item("print", length=2), item("mount", length=1, after="print+3"))

    assert spans(one) == {"print": (0, 2), "mount": (5, 6)}


def test_fixed_starts_find_people_even_if_the_first_choice_is_wrong() -> None:
    """Anna can do both, Boris only the layout: Anna must be left for the text."""
    items = (item("layout", need("design", 3)), item("text", need("design 2", 3)))
    one = problem(
        *items,
        people=(person("anna", "design 2"), person("boris", "design 1", rate=9)),
        locks=(Lock("layout", start=2), Lock("text", start=3)),
    )

    plan = plan_of(one)

    assert [placed.people for placed in plan.placed] == [("boris",), ("anna",)]
    assert check(one, plan) == ()


def test_a_fixed_start_at_which_nobody_is_free_is_refused_by_name() -> None:
    one = problem(
        item("layout", need("design", 3)),
        item("text", need("design", 3)),
        people=(person("anna", "design"),),
        locks=(Lock("layout", start=2), Lock("text", start=3)),
    )
    validate(one)

    with pytest.raises(Refused) as refused:
        greedy(compile_problem(one))

    assert (refused.value.code, refused.value.values["tasks"]) == ("plan.lock_start", ("text",))


def test_what_must_end_before_a_fixed_start_has_it_as_a_hard_end() -> None:
    one = problem(
        item("long", need("copy", 6)),
        item("brief", need("copy", 2)),
        item("review", length=2, after="brief+1"),
        people=(person("anna", "copy"),),
        locks=(Lock("review", start=4),),
    )

    assert compile_problem(one).hard == [None, 3, None]
    assert spans(one) == {"brief": (0, 2), "review": (4, 6), "long": (2, 8)}


def test_done_work_takes_nobodys_time_any_more() -> None:
    one = problem(
        item("old", need("copy", 2)),
        item("new", need("copy", 2)),
        people=(person("anna", "copy"),),
        locks=(Lock("old", start=1, people=("anna",), until=4),),
        now=4,
    )

    assert spans(one) == {"old": (1, 4), "new": (4, 6)}


def test_a_score_counts_time_money_levels_hands_and_balance() -> None:
    one = problem(
        item("brief", need("copy", 2), project="a"),
        item("layout", need("design", 4), after="brief", project="a"),
        item("text", need("copy", 3), project="b"),
        people=(person("anna", "copy 3", rate=1000), person("vera", "design", rate=600)),
        projects=(Project("a", due=4, weight=3), Project("b", release=2, due=9)),
    )
    draft = Draft([0, 2, 2], [2, 6, 5], [0, 0, 0], [(0,), (1,), (0,)])

    assert score_draft(compile_problem(one), draft) == Score(
        broken=0,
        makespan=6,
        lateness=3 * 2,
        flow=3 * 6 + 3,
        cost=(8 + 12) * 1000 + 16 * 600,
        excess=2 * (480 + 720),
        hands=3,
        peak=5 - 4,
    )


def test_broken_promises_are_slots_late_units_overspent_and_per_cent_overpaid() -> None:
    poster = Mode((need("design", 2),), spends=(Use("print", 5),))
    one = problem(
        Item("poster", "p", (poster, Mode(length=1)), deadline=1),
        people=(person("anna", "design", rate=1000),),
        projects=(Project("p", due=0, hard=True, budget=7000),),
        budgets=(Budget("print", 3),),
    )

    draft = Draft([0], [2], [0], [(0,)])

    assert score_draft(compile_problem(one), draft).broken == 2 + 2 + 15


def test_the_first_plan_takes_ways_that_the_budgets_allow() -> None:
    dear, thrifty = Mode(length=1, spends=(Use("print", 5),)), Mode(length=3)
    items = tuple(Item(key, "p", (dear, thrifty)) for key in ("poster", "flyer", "banner"))

    plan = plan_of(problem(*items, budgets=(Budget("print", 10),)))

    assert sorted(placed.mode for placed in plan.placed) == [0, 0, 1]


def test_a_cap_weighs_more_than_the_goal_and_a_promise_more_than_a_cap() -> None:
    goal = Goal(cost=1, caps=(("makespan", 10),))
    kept, over, broken = Score(makespan=10, cost=99), Score(makespan=11), Score(broken=1)

    assert worth(goal, kept) < worth(goal, over) < worth(goal, broken)


@pytest.mark.parametrize("goal", [FLOW, MAKESPAN])
def test_thirty_people_and_four_hundred_tasks_have_a_plan(goal: Goal) -> None:
    one = agency(projects=20)
    assert (len(one.people), len(one.items)) == (30, 400)
    instance = compile_problem(one)

    assert check(one, to_plan(instance, first(instance, goal))) == ()
