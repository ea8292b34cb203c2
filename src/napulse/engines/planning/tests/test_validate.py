"""What cannot be planned is said at once, with the names of what is concerned."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from napulse.engines.kernel.errors import Refused
from napulse.engines.planning.model import (
    Budget,
    Item,
    Lock,
    Mode,
    Need,
    Person,
    Pool,
    Problem,
    Project,
    Skill,
    Use,
)
from napulse.engines.planning.tests.problems import item, need, person, problem, problems
from napulse.engines.planning.validate import validate

ANNA = person("anna", "design 2", "copy")
BORIS = person("boris", "design 1")


def refusal(one: Problem) -> tuple[str, dict[str, object]]:
    """Return the code and values with which the problem is refused."""
    with pytest.raises(Refused) as refused:
        validate(one)
    return refused.value.code, refused.value.values


def uses(key: str, *modes: Mode, optional: bool = False) -> Item:
    return Item(key, "p", modes, optional=optional, title=key.title())


def locked(*locks: Lock, now: int = 0) -> Problem:
    """Two designers, a brief of two slots, a concept of three after it, and a site of two."""
    return problem(
        item("brief", need("copy", 2)),
        item("concept", need("design", 3), after="brief+1"),
        item("site", need("design", 2)),
        people=(ANNA, BORIS),
        locks=locks,
        now=now,
    )


@settings(max_examples=50)
@given(problems())
def test_a_problem_that_has_a_plan_is_let_through(one: Problem) -> None:
    validate(one)


def test_a_ring_of_tasks_is_named_in_the_order_of_its_waiting() -> None:
    one = problem(
        item("brief", length=1),
        item("concept", length=1, after="brief review"),
        item("layout", length=1, after="concept"),
        item("review", length=1, after="layout"),
        item("print", length=1, after="review"),
    )

    code, values = refusal(one)

    assert code == "plan.cycle"
    ring = list(values["tasks"])  # type: ignore[call-overload]
    turned = ring[ring.index("concept") :] + ring[: ring.index("concept")]
    assert turned == ["concept", "layout", "review"]


def test_a_task_that_waits_for_itself_is_a_ring() -> None:
    assert refusal(problem(item("brief", length=1, after="brief"))) == (
        "plan.cycle",
        {"tasks": ("brief",), "keys": ("brief",)},
    )


def test_started_work_waits_for_nothing_and_closes_no_ring() -> None:
    one = problem(
        item("brief", length=1, after="concept"), item("concept", length=1, after="brief")
    )

    validate(one.with_(locks=(Lock("brief", start=0, started=True),)))


def test_a_skill_nobody_has_is_named_with_its_task() -> None:
    one = problem(item("film", need("camera", 2)), item("brief", need("copy", 1)), people=(ANNA,))

    assert refusal(one) == (
        "plan.nobody",
        {
            "tasks": ("film",),
            "keys": ("film",),
            "skill": "camera",
            "level": 1,
            "needed": 1,
            "available": 0,
        },
    )


def test_a_level_nobody_has_is_named_with_the_highest_there_is() -> None:
    code, values = refusal(problem(item("concept", need("design 3", 2)), people=(ANNA, BORIS)))

    assert (code, values["level"], values["highest"]) == ("plan.level", 3, 2)


def test_more_people_of_a_level_than_there_are_is_refused() -> None:
    code, values = refusal(problem(item("jury", need("design 2", 1, 2)), people=(ANNA, BORIS)))

    assert (code, values["needed"], values["available"]) == ("plan.too_few_people", 2, 1)


def test_one_person_cannot_sit_on_two_chairs() -> None:
    one = problem(item("pitch", need("design 2", 1), need("copy", 1)), people=(ANNA, BORIS))

    code, values = refusal(one)

    assert (code, values["tasks"], values["needed"], values["available"]) == (
        "plan.too_few_people",
        ("pitch",),
        2,
        1,
    )


@pytest.mark.parametrize(
    "mode",
    [
        Mode((Need("design", 1, -60),)),
        Mode((Need("design", 1, 60, 0),)),
        Mode(length=-1),
        Mode(pools=(Use("studio", -1),)),
        Mode(spends=(Use("print", -1),)),
    ],
)
def test_negative_work_is_refused(mode: Mode) -> None:
    one = problem(uses("layout", Mode(), mode), people=(ANNA,), pools=(Pool("studio", 1),))

    assert refusal(one) == ("plan.negative_effort", {"tasks": ("Layout",), "keys": ("layout",)})


def test_a_task_without_any_way_to_do_it_is_refused() -> None:
    assert refusal(problem(uses("layout")))[0] == "plan.no_mode"


@pytest.mark.parametrize("share", [0, -50, 101])
def test_a_share_of_no_day_or_of_more_than_a_day_is_refused(share: int) -> None:
    one = problem(item("brief", need("copy", 1)), people=(replace(ANNA, share=share), BORIS))

    assert refusal(one) == ("plan.share", {"people": ("anna",), "share": share})


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("item", {"items": (uses("a", Mode()), uses("a", Mode()))}),
        ("person", {"people": (ANNA, ANNA)}),
        ("project", {"projects": (Project("p"), Project("p"))}),
        ("pool", {"pools": (Pool("x", 1), Pool("x", 2))}),
        ("budget", {"budgets": (Budget("x", 1), Budget("x", 2))}),
        ("lock", {"locks": (Lock("brief"), Lock("brief", 3))}),
    ],
)
def test_two_things_of_one_name_are_refused(kind: str, changes: dict[str, object]) -> None:
    code, values = refusal(locked().with_(**changes))

    assert (code, values["kind"]) == ("plan.twice", kind)


@pytest.mark.parametrize(
    ("code", "one"),
    [
        ("plan.unknown_item", problem(item("brief", length=1, after="kick"))),
        ("plan.unknown_item", locked(Lock("kick"))),
        ("plan.unknown_project", problem(item("brief", length=1), projects=())),
        ("plan.unknown_pool", problem(uses("brief", Mode(pools=(Use("studio", 1),))))),
        ("plan.unknown_pool", problem(uses("brief", Mode(spends=(Use("print", 1),))))),
        ("plan.unknown_person", locked(Lock("site", people=("vera",)))),
    ],
)
def test_a_name_of_what_does_not_exist_is_refused(code: str, one: Problem) -> None:
    assert refusal(one)[0] == code


def test_more_of_a_pool_than_there_is_is_refused_unless_another_way_needs_less() -> None:
    much, little = Mode(length=1, pools=(Use("studio", 3),)), Mode(length=4)
    one = problem(uses("film", much), pools=(Pool("studio", 2),))

    code, values = refusal(one)
    validate(one.with_(items=(uses("film", much, little),)))

    assert (code, values["pool"], values["needed"], values["available"]) == (
        "plan.pool_too_small",
        "studio",
        3,
        2,
    )


def test_a_budget_that_the_thriftiest_ways_exceed_is_refused() -> None:
    dear, thrifty = (
        Mode(length=1, spends=(Use("print", 9),)),
        Mode(length=1, spends=(Use("print", 4),)),
    )
    items = (uses("poster", dear, thrifty), uses("flyer", thrifty))
    extra = uses("banner", thrifty, optional=True)

    code, values = refusal(problem(*items, budgets=(Budget("print", 7),)))
    validate(problem(*items, extra, budgets=(Budget("print", 8),)))

    assert (code, values["tasks"], values["needed"], values["available"]) == (
        "plan.budget_too_small",
        ("Poster", "Flyer"),
        8,
        7,
    )


@pytest.mark.parametrize(
    ("code", "lock"),
    [
        ("plan.lock_mode", Lock("site", mode=1)),
        ("plan.lock_people", Lock("site", people=("anna", "boris"))),
        ("plan.lock_people", Lock("site", people=())),
        ("plan.lock_started", Lock("site", started=True)),
        ("plan.lock_started", Lock("site", until=4)),
        ("plan.lock_end", Lock("site", start=4, until=3)),
    ],
)
def test_a_lock_that_cannot_be_read_is_refused(code: str, lock: Lock) -> None:
    refused, values = refusal(locked(lock))

    assert (refused, values["tasks"]) == (code, ("site",))


def test_a_start_fixed_in_the_past_is_refused_unless_the_work_has_started() -> None:
    validate(locked(Lock("site", start=2, people=("anna",), started=True), now=5))

    code, values = refusal(locked(Lock("site", start=2), now=5))

    assert (code, values["slot"], values["first"]) == ("plan.lock_early", 2, 5)


def test_a_fixed_person_who_is_away_at_the_fixed_start_is_refused() -> None:
    away = locked(Lock("site", start=5, people=("anna",))).with_(
        people=(person("anna", "design 2", "copy", closed="6-20"), BORIS)
    )

    code, values = refusal(away)
    validate(away.with_(pause=20))

    assert (code, values["tasks"], values["people"]) == ("plan.lock_closed", ("site",), ("anna",))


def test_a_fixed_start_before_the_end_of_fixed_work_it_waits_for_is_refused() -> None:
    brief = Lock("brief", start=3, people=("anna",))

    code, values = refusal(locked(brief, Lock("concept", start=5, people=("boris",))))
    validate(locked(brief, Lock("concept", start=6, people=("boris",))))

    assert (code, values["tasks"], values["first"]) == ("plan.lock_order", ("brief", "concept"), 6)


def test_one_person_fixed_at_two_things_at_once_is_refused() -> None:
    site = Lock("site", start=8, people=("anna",))

    code, values = refusal(locked(site, Lock("concept", start=6, people=("anna",))))
    validate(locked(site, Lock("concept", start=10, people=("anna",))))
    validate(locked(site, Lock("concept", start=6, people=("boris",))))

    assert (code, values["tasks"], values["people"], values["slot"]) == (
        "plan.lock_overlap",
        ("concept", "site"),
        ("anna",),
        8,
    )


def test_work_that_is_done_may_have_been_done_side_by_side() -> None:
    done = [Lock(key, start=0, people=("anna",), until=3) for key in ("brief", "site")]

    validate(locked(*done, now=3))


def test_fixed_starts_that_together_need_more_of_a_pool_than_there_is_are_refused() -> None:
    film = Mode(length=3, pools=(Use("studio", 1),))
    one = problem(uses("film", film), uses("photo", film), pools=(Pool("studio", 1),))

    code, values = refusal(one.with_(locks=(Lock("film", start=0), Lock("photo", start=2))))
    validate(one.with_(locks=(Lock("film", start=0), Lock("photo", start=3))))

    assert (code, values["tasks"]) == ("plan.lock_pool", ("Film", "Photo"))


def test_a_fixed_person_need_not_have_the_level() -> None:
    senior = problem(
        item("concept", need("design 3", 2)),
        people=(Person("vera", (Skill("copy"),)),),
        locks=(Lock("concept", people=("vera",)),),
    )

    validate(senior)
