"""Why an end is as late as it is."""

from napulse.engines.planning.chains import Chains, Wait
from napulse.engines.planning.compiled import compile_problem
from napulse.engines.planning.greedy import Rule, greedy, priorities
from napulse.engines.planning.model import Problem
from napulse.engines.planning.tests.problems import item, need, person, problem


def chains(one: Problem) -> Chains:
    instance = compile_problem(one)
    draft = greedy(instance, priorities(instance, Rule.LISTED))
    return Chains(instance, draft.start, draft.end, draft.people)


def test_a_chain_goes_back_through_links_and_through_people_who_were_taken() -> None:
    """Anna does the flyer, then the brief; the layout waits for the brief, the print for it."""
    one = problem(
        item("flyer", need("copy", 3)),
        item("brief", need("copy", 2)),
        item("layout", need("design", 2), after="brief"),
        item("print", length=2, after="layout"),
        item("other", need("design", 1)),
        people=(person("anna", "copy"), person("vera", "design")),
    )

    assert chains(one).waits(3) == [Wait(1, 0)]


def test_an_absence_is_waited_for_but_held_by_no_work() -> None:
    one = problem(
        item("brief", need("copy", 2)), people=(person("anna", "copy", closed="0-6"),), pause=0
    )

    assert chains(one).waits(0) == [Wait(0, None)]


def test_work_that_begins_as_early_as_it_can_waits_for_nobody() -> None:
    one = problem(
        item("brief", need("copy", 2)),
        item("text", need("copy", 2), after="brief+3"),
        people=(person("anna", "copy"),),
    )

    assert chains(one).waits(1) == []
