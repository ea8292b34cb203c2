"""Can the promises be kept: the same answer as trying everything, and a large agency refuted."""

import pytest
from hypothesis import HealthCheck, given, settings

from napulse.engines.planning.checker import check
from napulse.engines.planning.feasible import feasible
from napulse.engines.planning.model import (
    PROMISES,
    Answer,
    Budget,
    Item,
    Mode,
    Problem,
    Project,
    Use,
)
from napulse.engines.planning.tests.agencies import agency, tightened
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.tests.small import best_of_all


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(most=4, hard=True))
def test_the_answer_is_that_of_trying_everything(one: Problem) -> None:
    answer, plan = feasible(one, 5.0)

    assert answer is (Answer.NO if best_of_all(one, PROMISES)[0] else Answer.YES)
    assert plan is None or check(one, plan) == ()
    assert (plan is not None) == (answer is Answer.YES)


@pytest.mark.parametrize("per_cent", [50, 60, 70])
def test_an_agency_that_promises_too_much_is_refuted(per_cent: int) -> None:
    one = tightened(agency(), per_cent)

    answer, plan = feasible(one, 20.0)

    assert (answer, plan) == (Answer.NO, None)


def test_an_agency_with_time_enough_gets_a_plan_that_keeps_all() -> None:
    one = tightened(agency(), 200)

    answer, plan = feasible(one, 20.0)

    assert answer is Answer.YES
    assert plan is not None
    assert check(one, plan) == ()


def test_two_for_one_slot_short_is_refuted_and_one_slot_more_is_not() -> None:
    people = (person("anna", "copy"), person("vera", "copy", share=50))

    def due(slots: int) -> Answer:
        one = problem(
            *(item(f"t{n}", need("copy", 2), project="p") for n in range(3)),
            people=people,
            projects=(Project("p", due=slots, hard=True),),
        )
        return feasible(one, 5.0)[0]

    assert [due(3), due(4)] == [Answer.NO, Answer.YES]


def test_a_budget_that_no_way_keeps_is_refuted() -> None:
    def one(limit: int) -> Problem:
        ways = (
            Mode(length=2, spends=(Use("print", 5),)),
            Mode(length=9, spends=(Use("print", 3),)),
        )
        items = (Item("a", "p", ways), Item("b", "p", ways))
        return problem(*items, budgets=(Budget("print", limit),))

    assert [feasible(one(limit), 5.0)[0] for limit in (5, 6)] == [Answer.NO, Answer.YES]
