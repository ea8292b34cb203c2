"""The mix of levels counts minutes at, above and below what the work needs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.planning.mix import Mix, mix, whole_mix
from napulse.engines.planning.model import Lock, Placed, Plan, Project
from napulse.engines.planning.tests.problems import item, need, person, problem


def test_minutes_are_counted_by_the_level_of_whoever_does_them() -> None:
    people = (person("senior", "design 3"), person("middle", "design 2"), person("vera", "copy"))
    of = problem(
        item("a", need("design 2", 3)),
        item("b", need("design 2", 1), need("design 1", 2)),
        item("c", need("design 3", 4), project="q"),
        item("d", need("design 1", 5), project="q"),
        people=people,
        locks=(Lock("c", people=("middle",)), Lock("d", people=("vera",))),
    )
    of = of.with_(projects=(*of.projects, Project("empty")))
    plan = Plan(
        (
            Placed("a", 0, 3, people=("middle",)),
            Placed("b", 3, 5, people=("senior", "middle")),
            Placed("c", 5, 9, people=("middle",)),
            Placed("d", 0, 5, people=("vera",)),
        )
    )
    found = mix(of, plan)
    assert found == (Mix("p", 720, 720, 0), Mix("q", 0, 0, 2160), Mix("empty"))
    assert found[0].shares == (5000, 5000, 0)
    assert found[2].shares == (0, 0, 0)
    assert whole_mix(found) == Mix("", 720, 720, 2160)
    assert whole_mix(found).shares == (2000, 2000, 6000)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_shares_add_up_and_none_is_negative(at: int, above: int, below: int) -> None:
    one = Mix("p", at, above, below)
    assert sum(one.shares) == (10_000 if one.total else 0)
    assert min(one.shares) >= 0
