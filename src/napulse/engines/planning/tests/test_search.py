"""Search without a model: sound, never worse, the same for the same seed, soon near the best."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.planning.checker import Fault, unsound
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.genetic import Genetic
from napulse.engines.planning.greedy import first, greedy, worth
from napulse.engines.planning.limits import Limits
from napulse.engines.planning.model import (
    FLOW,
    MAKESPAN,
    PROMISES,
    Budget,
    Goal,
    Item,
    Link,
    Lock,
    Mode,
    Need,
    Pool,
    Problem,
    Use,
)
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.search import is_unmanned, search
from napulse.engines.planning.serial import Serial
from napulse.engines.planning.tests.agencies import agency
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.tests.test_greedy import SLOW, several_ways, under_way

GOALS = (
    MAKESPAN,
    FLOW,
    PROMISES,
    Goal(cost=1, makespan=100),
    Goal(excess=1, hands=50, caps=(("flow", 200),)),
    Goal(peak=1, cost=1),
)


@st.composite
def unmanned(draw: st.DrawFn) -> Problem:
    """Work that needs pools and budgets alone, up to three ways to do each item."""
    amounts = st.integers(1, 3)
    uses = st.lists(st.builds(Use, st.sampled_from(["crew", "studio"]), amounts), max_size=2)
    spends = st.lists(st.builds(Use, st.just("print"), amounts), max_size=1)
    ways = st.builds(
        lambda length, pools, spent: Mode((), length, tuple(pools), tuple(spent)),
        st.integers(0, 5),
        uses.filter(lambda found: len({one.of for one in found}) == len(found)),
        spends,
    )
    items = []
    for number in range(draw(st.integers(1, 9))):
        before = [one for one in range(number) if draw(st.integers(0, 3)) == 0]
        links = tuple(Link(f"t{one}", draw(st.integers(0, 2))) for one in before)
        modes = tuple(draw(st.lists(ways, min_size=1, max_size=3)))
        items.append(Item(f"t{number}", "p", modes, links, draw(st.integers(0, 2))))
    pools = (Pool("crew", 3), Pool("studio", 4))
    return problem(*items, pools=pools, budgets=(Budget("print", draw(st.integers(0, 20))),))


def value(one: Problem, goal: Goal, draft: Draft) -> int:
    return worth(goal, score_draft(compile_problem(one), draft))


@settings(max_examples=30, suppress_health_check=SLOW)
@given(several_ways() | under_way(), st.sampled_from(GOALS))
def test_a_search_is_sound_and_never_worse_than_where_it_began(one: Problem, goal: Goal) -> None:
    instance = compile_problem(one)
    begun = first(instance, goal)

    found = search(instance, goal, begun, Limits(None, 30))

    faults = unsound(one, to_plan(instance, found))
    assert [fault for fault in faults if fault.code is not Fault.LINK] == []
    assert value(one, goal, found) <= value(one, goal, begun)


@settings(max_examples=30)
@given(unmanned())
def test_genetic_search_is_sound_and_never_worse_than_where_it_began(one: Problem) -> None:
    instance = compile_problem(one)
    begun = greedy(instance)
    assert is_unmanned(instance, MAKESPAN, begun)

    found = search(instance, MAKESPAN, begun, Limits(None, 60))

    assert unsound(one, to_plan(instance, found)) == ()
    assert value(one, MAKESPAN, found) <= value(one, MAKESPAN, begun)


@settings(max_examples=20)
@given(problems() | unmanned(), st.integers(0, 3))
def test_the_same_seed_and_rounds_give_the_same_plan(one: Problem, seed: int) -> None:
    instance = compile_problem(one)
    begun = greedy(instance)

    once = search(instance, MAKESPAN, begun, Limits(None, 40, seed))
    again = search(compile_problem(one), MAKESPAN, begun, Limits(None, 40, seed))

    assert once == again


@settings(max_examples=20)
@given(unmanned())
def test_moving_right_and_left_never_makes_a_plan_longer(one: Problem) -> None:
    instance = compile_problem(one)
    net = Genetic(instance, greedy(instance), Limits()).net
    modes = [choices[0] for choices in (instance.choices[item] for item in net.item)]

    _, ends = net.forward(range(net.size), modes)
    order, _, justified = net.justified(ends, modes)

    if not any(instance.floor):
        assert max(justified) <= max(ends)
    assert sorted(order) == list(range(net.size))


def test_every_better_plan_is_told_with_its_worth() -> None:
    one = agency(people=12, projects=4)
    instance = compile_problem(one)
    told: list[tuple[Draft, int]] = []
    limits = Limits(None, 150, on_better=lambda draft, worth: told.append((draft, worth)))

    found = search(instance, FLOW, first(instance, FLOW), limits)

    values = [told_value for _, told_value in told]
    assert values == sorted(set(values), reverse=True)
    assert [value(one, FLOW, draft) for draft, _ in told] == values
    assert told[-1][0] == found


def test_a_search_ends_when_it_is_told_to() -> None:
    one = agency(people=12, projects=4)
    instance = compile_problem(one)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 5

    search(instance, FLOW, first(instance, FLOW), Limits(None, None, stop=stop))

    assert len(asked) == 6


def test_a_search_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = agency(people=12, projects=4)
    instance = compile_problem(one)
    looks: list[int] = []

    def a_second_later() -> float:
        looks.append(1)
        return float(len(looks))

    clock = SimpleNamespace(perf_counter=a_second_later)
    monkeypatch.setattr("napulse.engines.planning.limits.time", clock)
    search(instance, FLOW, first(instance, FLOW), Limits(20.0))

    # The clock is asked at most three times a round: within its limit, and for how warm it is.
    assert 20 <= len(looks) <= 24


def test_genetic_search_ends_when_nothing_can_be_shorter() -> None:
    one = problem(item("a", length=3), item("b", length=2, after="a"), item("c", length=4))
    instance = compile_problem(one)

    found = search(instance, MAKESPAN, greedy(instance), Limits(None, None))

    assert max(found.end) == 5


def test_crowds_follow_one_another_until_the_rounds_end() -> None:
    """Any two pieces want more than the crew, so that the bound of links is out of reach."""
    ways = [Mode((), 3 + n % 3, (Use("crew", 2 + n % 2),)) for n in range(7)]
    pieces = [Item(f"t{n}", "p", (way,)) for n, way in enumerate(ways)]
    one = problem(*pieces, pools=(Pool("crew", 3),))
    instance = compile_problem(one)
    limits = Limits(None, 2_000)

    search_of = Genetic(instance, greedy(instance), limits)
    found = search_of.run()

    assert search_of.watch.rounds > 2_000
    assert unsound(one, to_plan(instance, found)) == ()
    assert max(found.end) == sum(way.length for way in ways)
    assert found == Genetic(compile_problem(one), greedy(instance), limits).run()


def test_genetic_search_finds_the_ways_that_fit_a_budget() -> None:
    """Ten for the fast way of each: only one of the two may be fast, the long one of course."""
    ways = (Mode(length=2, spends=(Use("print", 10),)), Mode(length=4))
    long = (Mode(length=5, spends=(Use("print", 10),)), Mode(length=9))
    one = problem(
        Item("text", "p", ways),
        Item("film", "p", long, (Link("text"),)),
        budgets=(Budget("print", 10),),
    )
    instance = compile_problem(one)

    found = search(instance, MAKESPAN, greedy(instance), Limits(None, 50))

    assert (found.mode, found.end) == ([1, 0], [4, 9])


def test_a_cap_is_kept_while_the_cost_falls() -> None:
    """The dear one alone keeps the date for all; the cheap one can do one of the three."""
    people = (person("dear", "design", rate=3000), person("cheap", "design", rate=1000))
    items = tuple(item(key, need("design", 2)) for key in ("a", "b", "c"))
    one = problem(*items, people=people)
    instance = compile_problem(one)

    free = search(instance, Goal(cost=1), greedy(instance), Limits(None, 300))
    capped = Goal(cost=1, caps=(("makespan", 4),))
    kept = search(instance, capped, greedy(instance), Limits(None, 300))

    assert (score_draft(instance, free).cost, max(free.end)) == (24_000, 6)
    assert (score_draft(instance, kept).cost, max(kept.end)) == (16_000 + 24_000, 4)


def test_optional_work_that_was_dropped_stays_dropped() -> None:
    one = problem(
        item("brief", need("copy", 2)),
        Item("extra", "p", (Mode((need("copy", 3),)),), (Link("brief"),), optional=True),
        item("text", need("copy", 2), after="extra"),
        people=(person("anna", "copy"),),
    )
    instance = compile_problem(one)
    draft = greedy(instance)
    draft.start[1], draft.end[1], draft.people[1] = -1, -1, ()

    found = search(instance, FLOW, draft, Limits(None, 20))

    assert unsound(one, to_plan(instance, found)) == ()
    assert (found.dropped(), max(found.end)) == ([1], 4)


def test_locked_work_is_left_where_it_is() -> None:
    one = problem(
        *(item(key, need("copy", 2)) for key in ("a", "b", "c")),
        people=(person("anna", "copy"), person("vera", "copy")),
        locks=(Lock("b", start=3, people=("anna",)),),
    )
    instance = compile_problem(one)

    found = search(instance, MAKESPAN, greedy(instance), Limits(None, 50))

    assert (found.start[1], found.people[1]) == (3, (0,))
    assert unsound(one, to_plan(instance, found)) == ()


@pytest.mark.parametrize("goal", [FLOW, PROMISES])
def test_a_short_search_makes_the_plan_of_an_agency_much_better(goal: Goal) -> None:
    one = agency(people=15, projects=14)
    instance = compile_problem(one)
    begun = first(instance, goal)

    found = search(instance, goal, begun, Limits(None, 600))

    assert unsound(one, to_plan(instance, found)) == ()
    assert value(one, goal, found) < 0.97 * value(one, goal, begun)


def test_a_way_without_people_takes_nobody_from_the_way_before_it() -> None:
    with_people = Mode(needs=(Need("code", 1, 240),))
    coder = person("coder", "code 1")
    one = problem(Item("t", "p", (with_people, Mode(length=1))), people=(coder,))
    instance = compile_problem(one)
    serial = Serial(instance)
    for mode in (0, 1):
        serial.modes[0] = mode
        serial.build([0])

    assert serial.draft().people == [()]
