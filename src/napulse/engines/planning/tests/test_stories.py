"""Stories of an agency with answers worked out by hand, on the Russian calendar of 2026/27."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from napulse.engines.planning.axis import Axis
from napulse.engines.planning.checker import check
from napulse.engines.planning.explain import explain
from napulse.engines.planning.model import (
    FLOW,
    Answer,
    Budgeted,
    Item,
    Lock,
    Mode,
    Need,
    Person,
    Placed,
    Plan,
    Problem,
    Project,
    Skill,
    Status,
)
from napulse.engines.planning.moves import Reason
from napulse.engines.planning.portfolio import solve
from napulse.engines.planning.prices import Prices
from napulse.engines.planning.reasons import Why
from napulse.engines.planning.repair import WayKind, ways_out
from napulse.engines.planning.replan import replan
from napulse.engines.planning.scenario import (
    Absence,
    AddPerson,
    MoveDeadline,
    Overtime,
    applied,
)
from napulse.engines.planning.tests.problems import item, links, need, person, problem
from napulse.engines.planning.tests.russia import RUSSIA, both, moscow

LIMITS = Budgeted(2.0)
HOURS = 60


def hours(key: str, skill: str, amount: int, after: str = "") -> Item:
    return Item(key, "p", (Mode((Need(skill, 1, amount * HOURS),)),), links(after))


def planned(of: Problem) -> dict[str, Placed]:
    """Return the proved best plan by flow, which the checker accepts."""
    found = solve(of, FLOW, LIMITS)
    assert found.status is Status.PROVED
    assert check(of, found.plan) == ()
    return found.plan.by_item()


def dates(axis: Axis, one: Placed) -> tuple[date, date]:
    return axis.day_of(one.start), axis.last_day_of(one.start, one.end)


def test_part_time_across_a_public_holiday() -> None:
    """Twelve hours at half time are six half-days: Monday, Tuesday, not Wednesday, Thursday."""
    axis = moscow()
    start = axis.start_of(date(2026, 11, 2))
    of = problem(
        replace(hours("brief", "copy", 12), release=start),
        people=(person("boris", "copy", share=50),),
    )
    assert dates(axis, planned(of)["brief"]) == (date(2026, 11, 2), date(2026, 11, 5))


def test_part_time_across_a_holiday_of_one_office() -> None:
    """Belgrade works on Wednesday, so the slots are there; Boris of Moscow pauses over them."""
    axis = both()
    start = axis.start_of(date(2026, 11, 2))
    boris = Person("boris", (Skill("copy"),), 50, closed=axis.closed_days(RUSSIA))
    of = problem(replace(hours("brief", "copy", 12), release=start), people=(boris,))
    one = planned(of)["brief"]
    assert dates(axis, one) == (date(2026, 11, 2), date(2026, 11, 5))
    assert one.end - one.start == 8


def test_a_lag_from_friday_to_monday() -> None:
    """The draft ends on Friday at noon; half a day for the client to read leads to Monday."""
    axis = moscow()
    start = axis.start_of(date(2026, 10, 29))
    of = problem(
        replace(hours("draft", "copy", 12), release=start),
        hours("final", "copy", 4, after="draft+1"),
        hours("print", "copy", 4, after="draft+2"),
        people=(person("vera", "copy"), person("zoya", "copy")),
    )
    plan = planned(of)
    assert dates(axis, plan["draft"]) == (date(2026, 10, 29), date(2026, 10, 30))
    assert plan["draft"].end == axis.start_of(date(2026, 10, 30)) + 1
    assert plan["final"].start == axis.start_of(date(2026, 11, 2))
    assert plan["print"].start == axis.start_of(date(2026, 11, 2)) + 1


def test_a_transferred_working_saturday() -> None:
    """Three days from Thursday end on the working Saturday; after it come four days off."""
    axis = moscow()
    of = problem(
        replace(hours("shoot", "film", 24), release=axis.start_of(date(2027, 2, 18))),
        hours("cut", "film", 8, after="shoot"),
        people=(person("lev", "film"),),
    )
    plan = planned(of)
    assert dates(axis, plan["shoot"]) == (date(2027, 2, 18), date(2027, 2, 20))
    assert dates(axis, plan["cut"]) == (date(2027, 2, 24), date(2027, 2, 24))


def test_a_two_person_task() -> None:
    """They begin when both are free: Thursday. The half-timer needs two days, the other one."""
    axis = moscow()
    monday = axis.start_of(date(2026, 11, 9))
    away = axis.window(date(2026, 11, 9), date(2026, 11, 10))
    analyst = Person("ira", (Skill("analyst"),), closed=(away,))
    designer = Person("anna", (Skill("design"),), 50)
    workshop = Mode((Need("analyst", 1, 8 * HOURS), Need("design", 1, 8 * HOURS)))
    of = problem(
        replace(item("workshop"), modes=(workshop,), release=monday),
        hours("mockup", "design", 4),
        replace(hours("notes", "analyst", 8, after="mockup"), release=monday),
        people=(analyst, designer),
        locks=(Lock("mockup", axis.start_of(date(2026, 11, 11))),),
    )
    of = of.with_(items=(replace(of.items[0], after=links("mockup")), *of.items[1:]))
    found = solve(of, FLOW, LIMITS)
    assert check(of, found.plan) == ()
    plan = found.plan.by_item()
    assert dates(axis, plan["workshop"]) == (date(2026, 11, 12), date(2026, 11, 13))
    assert plan["workshop"].people == ("ira", "anna")
    assert dates(axis, plan["notes"]) == (date(2026, 11, 13), date(2026, 11, 13))


def a_draft_for_anna(axis: Axis) -> tuple[Problem, Plan]:
    """A draft of two days on Monday the ninth, by Anna; Boris could do it too."""
    monday = axis.start_of(date(2026, 11, 9))
    of = problem(
        replace(hours("draft", "design", 16), release=monday),
        people=(person("anna", "design"), person("boris", "design")),
        now=monday,
    )
    return of, Plan((Placed("draft", monday, monday + 4, people=("anna",)),))


def test_a_locked_person_falls_ill() -> None:
    """Ill from Monday to Wednesday: the draft that is hers waits until Thursday."""
    axis = moscow()
    of, old = a_draft_for_anna(axis)
    ill = Absence("anna", axis.window(date(2026, 11, 9), date(2026, 11, 11)))
    hers = applied(of.with_(locks=(Lock("draft", people=("anna",)),)), (ill,))
    found = replan(hers, old, LIMITS)
    assert check(found.problem, found.plan) == ()
    assert dates(axis, found.plan.by_item()["draft"]) == (date(2026, 11, 12), date(2026, 11, 13))
    assert [(one.item, one.reason, one.by) for one in found.moves] == [
        ("draft", Reason.ABSENT, "anna")
    ]


def test_a_person_who_is_not_locked_falls_ill() -> None:
    """Without the lock Boris takes the draft over, and nothing is late."""
    axis = moscow()
    of, old = a_draft_for_anna(axis)
    ill = Absence("anna", axis.window(date(2026, 11, 9), date(2026, 11, 11)))
    found = replan(applied(of, (ill,)), old, LIMITS)
    (move,) = found.moves
    assert (move.after, move.moved, move.reason, move.by) == (
        ("boris",),
        False,
        Reason.ABSENT,
        "anna",
    )


def an_impossible_week(axis: Axis) -> Problem:
    """Six days of design for the only senior, to be done by Friday: five days."""
    monday = axis.start_of(date(2026, 11, 9))
    friday = axis.end_of(date(2026, 11, 13))
    return problem(
        item("logo", need("design 2", 6)),
        item("site", need("design 2", 4)),
        item("flyer", need("design 2", 2)),
        people=(person("anna", "design 2", rate=200_000), person("boris", "design 1")),
        projects=(Project("p", release=monday, due=friday, hard=True, weight=3),),
        now=monday,
    )


def test_an_impossible_deadline_is_explained_in_people_window_and_hours() -> None:
    axis = moscow()
    found = explain(an_impossible_week(axis))
    assert found.answer is Answer.NO
    (cause,) = found.causes
    assert cause.why is Why.SHORTAGE
    assert cause.shortage
    assert (cause.shortage.skill, cause.shortage.level) == ("design", 2)
    assert cause.shortage.people == ("anna",)
    assert axis.day_of(cause.shortage.window.start) == date(2026, 11, 9)
    assert axis.day_of(cause.shortage.window.end - 1) == date(2026, 11, 13)
    numbers = (cause.shortage.needed, cause.shortage.available, cause.shortage.short)
    assert numbers == (48 * HOURS, 40 * HOURS, 8 * HOURS)


def test_the_cheapest_way_out_of_the_impossible_deadline() -> None:
    """Monday evening costs 2 half-days × 3 × 500 roubles = 3,000; a senior for a day costs 4,400.

    Overtime of a half pays Anna a third of 48 hours at one and a half rates: 16 × 3,000 = 48,000.
    """
    axis = moscow()
    of = an_impossible_week(axis)
    prices = Prices(shift=50_000, hire={1: 120_000, 2: 220_000}, overtime=150, drop=100_000)
    ways = ways_out(of, prices, 5)
    cheapest = ways[0]
    assert (cheapest.kind, cheapest.changes) == (WayKind.DEADLINE, (MoveDeadline("p", 2),))
    assert cheapest.price == 300_000
    (moved,) = applied(of, cheapest.changes).projects
    assert axis.day_of((moved.due or 0) - 1) == date(2026, 11, 16)
    by_kind = {one.kind: one for one in ways}
    (hire,) = by_kind[WayKind.PERSON].changes
    assert isinstance(hire, AddPerson)
    assert (hire.level, hire.end - hire.start) == (2, 2)
    assert by_kind[WayKind.PERSON].price == 440_000
    assert by_kind[WayKind.OVERTIME].changes == (Overtime(("anna",), 50),)
    assert by_kind[WayKind.OVERTIME].price == 4_800_000
    for one in ways:
        assert check(applied(of, one.changes), one.plan) == ()
