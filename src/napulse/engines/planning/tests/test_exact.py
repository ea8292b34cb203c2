"""The exact model: the same best value as trying everything; hints that leave nothing open."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from napulse.engines.planning.book import Book
from napulse.engines.planning.checker import unsound
from napulse.engines.planning.compiled import Instance, compile_problem
from napulse.engines.planning.cpsat import LIGHT, Effort, run
from napulse.engines.planning.draft import Draft, to_plan
from napulse.engines.planning.frame import frame
from napulse.engines.planning.greedy import first
from napulse.engines.planning.model import (
    FLOW,
    MAKESPAN,
    PROMISES,
    Budget,
    Budgeted,
    Goal,
    Item,
    Lock,
    Mode,
    Plan,
    Pool,
    Problem,
    Project,
    Status,
    Use,
)
from napulse.engines.planning.portfolio import solve
from napulse.engines.planning.posed import Aim, least, posed, safe_horizon
from napulse.engines.planning.scoring import score_draft
from napulse.engines.planning.terms import NAMES, Stability, Terms
from napulse.engines.planning.tests.agencies import agency, tightened
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.tests.small import best_of_all

GOALS = (
    PROMISES,
    FLOW,
    MAKESPAN,
    Goal(makespan=3, cost=1),
    Goal(flow=1, hands=5, excess=1, peak=2),
)
EVERYTHING = Goal(1, 1000, 1, 1, 1, 60, 3)


def solved(one: Problem, goal: Goal) -> tuple[int, int]:
    found = solve(one, goal, Budgeted(3.0))
    assert unsound(one, found.plan) == ()
    if not found.score.broken:
        assert found.status is Status.PROVED
        assert found.bound is not None
        assert found.bound >= found.value
    return found.score.broken, found.value


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(most=4), st.sampled_from(GOALS))
def test_the_best_plan_is_as_good_as_the_best_of_all_plans(one: Problem, goal: Goal) -> None:
    assert solved(one, goal) == best_of_all(one, goal)


def posed_whole(
    instance: Instance, draft: Draft, aim: Aim, promised: bool = True
) -> tuple[Terms, Draft]:
    book = Book(instance)
    horizon = safe_horizon(book, draft, aim)
    box = frame(book, draft, book.open_items(), horizon, promised)
    return posed(box, aim, promised, 1000), draft


def log_of(terms: Terms) -> str:
    lines: list[str] = []
    solver = cp_model.CpSolver()
    for name, value in LIGHT.items():
        setattr(solver.parameters, name, value)
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 1.0
    solver.parameters.stop_after_first_solution = True
    solver.parameters.log_search_progress = True
    solver.parameters.log_to_stdout = False
    solver.log_callback = lines.append
    solver.solve(terms.exact.model)
    return "\n".join(lines)


def hinted(instance: Instance, draft: Draft, aim: Aim, promised: bool) -> tuple[bool, int]:
    """Whether the hint is complete and feasible, and its objective as the solver counts it."""
    terms, _ = posed_whole(instance, draft, aim, promised)
    text = log_of(terms)
    start = text.index("The solution hint is complete and is feasible. Its objective value is ")
    words = text[start:].split("objective value is ")[1].split()[0]
    return True, int(float(words.rstrip(".")))


def with_everything() -> Problem:
    """Two people on one seat group, modes, pools, budgets, pauses, part time and a started item."""
    ways = (
        Mode((need("design", 2, 2),), 1, (Use("studio", 1),), (Use("print", 4),)),
        Mode((need("design", 4), need("copy", 1)), 0, (), (Use("print", 1),)),
    )
    return problem(
        item("begun", need("design", 3), project="a"),
        Item("shoot", "a", ways),
        item("text", need("copy", 3), after="begun+1", project="b"),
        item("review", after="shoot text", project="b", length=4),
        people=(
            person("anna", "design 2", "copy", closed="4-6", rate=300),
            person("boris", "design", share=50, closed="8-14 20-22", rate=200),
            person("vera", "copy 3", "design", rate=500),
        ),
        projects=(Project("a", due=3, hard=True, budget=900), Project("b", due=6, weight=3)),
        pools=(Pool("studio", 1),),
        budgets=(Budget("print", 2),),
        locks=(Lock("begun", start=0, people=("anna",), started=True),),
        now=1,
    )


@pytest.mark.parametrize("goal", [EVERYTHING, PROMISES, MAKESPAN], ids=lambda one: str(one.hands))
def test_a_hint_is_complete_and_worth_what_the_score_says(goal: Goal) -> None:
    instance = compile_problem(with_everything())
    draft = first(instance, goal)
    score = score_draft(instance, draft)
    assert score.broken

    value = goal.value(score) + 1000 * score.broken
    assert hinted(instance, draft, Aim(goal), promised=False) == (True, value)


def test_a_hint_of_a_whole_agency_is_complete() -> None:
    instance = compile_problem(agency(30, 4))
    draft = first(instance, EVERYTHING)

    assert hinted(instance, draft, Aim(EVERYTHING), promised=True) == (
        True,
        EVERYTHING.value(score_draft(instance, draft)),
    )


def test_a_hint_counts_what_has_moved_and_who_was_taken_off() -> None:
    instance = compile_problem(agency(30, 2))
    draft = first(instance, PROMISES)
    starts = {n: start + n % 2 for n, start in enumerate(draft.start)}
    people = {n: who for n, who in enumerate(draft.people) if who}
    moved = next(iter(people))
    stranger = next(n for n in range(30) if n not in people[moved])
    stable = Stability(starts, {**people, moved: (stranger,)}, soon=40, moved=7, near=3, switched=9)

    plus = stable.value(draft)
    assert plus == sum(7 * (3 if starts[n] < 40 else 1) for n in starts if n % 2) + 9
    value = PROMISES.value(score_draft(instance, draft)) + plus
    assert hinted(instance, draft, Aim(PROMISES, stable), promised=True) == (True, value)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_the_score_is_counted_alike_by_the_model(name: str) -> None:
    instance = compile_problem(agency(12, 2, seed=3))
    goal = Goal(**{name: 1})
    draft = first(instance, FLOW)
    terms, _ = posed_whole(instance, draft, Aim(goal))
    found = run(terms.exact, Effort(Budgeted(workers=2), 1.0, LIGHT))

    assert found.draft is not None
    assert unsound(instance.problem, to_plan(instance, found.draft)) == ()
    value = getattr(score_draft(instance, found.draft), name)
    assert value <= getattr(score_draft(instance, draft), name)
    assert found.value == value


def test_a_cap_is_kept_while_another_part_gets_smaller() -> None:
    instance = compile_problem(agency(30, 3))
    draft = first(instance, FLOW)
    score = score_draft(instance, draft)
    goal = Goal(cost=1, caps=(("flow", score.flow), ("hands", score.hands)))
    terms, _ = posed_whole(instance, draft, Aim(goal))
    found = run(terms.exact, Effort(Budgeted(workers=2), 1.0, LIGHT))

    assert found.draft is not None
    after = score_draft(instance, found.draft)
    assert after.cost < score.cost
    assert after.flow <= score.flow
    assert after.hands <= score.hands


def test_no_plan_beats_what_is_known_before_the_run() -> None:
    for seed in range(2):
        instance = compile_problem(agency(12, 2, seed))
        draft = first(instance, FLOW)
        for goal in (FLOW, MAKESPAN, Goal(cost=1), Goal(lateness=5, excess=1)):
            found = solve(instance.problem, goal, Budgeted(0.3))
            assert 0 <= least(Book(instance), draft, goal) <= found.value


def test_work_pauses_over_a_short_absence_but_not_over_a_long_one() -> None:
    one = problem(item("text", need("copy", 6)), people=(person("anna", "copy", closed="4-6"),))
    two = one.with_(people=(person("anna", "copy", closed="4-9"),))

    def spans(asked: Problem) -> list[tuple[int, int]]:
        plan = solve(asked, MAKESPAN, Budgeted(1.0)).plan
        return [(placed.start, placed.end) for placed in plan.placed]

    assert spans(one) == [(0, 8)]
    assert spans(two) == [(9, 15)]


def test_started_work_that_collides_stays_and_the_rest_is_planned_around_it() -> None:
    one = problem(
        item("a", need("copy", 4)),
        item("b", need("copy", 2)),
        item("c", need("copy", 1)),
        people=(person("anna", "copy"),),
        locks=(
            Lock("a", start=0, people=("anna",), started=True),
            Lock("b", start=0, people=("anna",), until=2),
        ),
        now=2,
    )

    plan = solve(one, MAKESPAN, Budgeted(1.0)).plan

    assert unsound(one, plan) == ()
    assert {placed.item: placed.start for placed in plan.placed} == {"a": 0, "b": 0, "c": 4}


def test_hard_ends_that_cannot_hold_are_missed_by_as_little_as_can_be() -> None:
    one = problem(
        item("a", need("copy", 3), project="a"),
        item("b", need("copy", 5), project="b"),
        people=(person("anna", "copy"),),
        projects=(Project("a", due=3, hard=True), Project("b", due=5, hard=True)),
    )

    found = solve(one, PROMISES, Budgeted(60.0))

    assert (found.status, found.score.broken) == (Status.REFUTED, 3)
    assert found.seconds < 30
    assert solve(tightened(one, 300), PROMISES, Budgeted(1.0)).status is Status.PROVED


def test_a_plan_of_nothing_is_proved() -> None:
    found = solve(Problem(items=()), PROMISES, Budgeted(1.0))

    assert (found.plan, found.status, found.value) == (Plan(()), Status.PROVED, 0)


def test_a_budget_of_a_project_is_kept_by_cheaper_people() -> None:
    people = (person("anna", "copy", rate=100), person("vera", "copy", rate=900))
    one = problem(item("a", need("copy", 4)), item("b", need("copy", 4)), people=people)
    rich = solve(one, MAKESPAN, Budgeted(1.0))
    poor = one.with_(projects=(replace(one.projects[0], budget=3200),))
    found = solve(poor, MAKESPAN, Budgeted(1.0))

    assert (rich.value, rich.score.cost) == (4, 16_000)
    assert (found.value, found.score.cost, found.status) == (8, 3200, Status.PROVED)


def test_the_cheapest_plan_within_a_length_is_found_and_proved() -> None:
    people = (person("anna", "copy", rate=100), person("vera", "copy", rate=900))
    one = problem(item("a", need("copy", 4)), item("b", need("copy", 2)), people=people)

    def cost(most: int) -> tuple[int, Status]:
        found = solve(one, Goal(cost=1, caps=(("makespan", most),)), Budgeted(5.0))
        assert found.score.makespan <= most
        return found.value, found.status

    assert cost(6) == (2400, Status.PROVED)
    assert cost(4) == (8800, Status.PROVED)
