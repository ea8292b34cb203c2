"""Overhead shared by hand, and to the last kopeck whatever the weights."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.allocation import share, share_down

WEIGHTS = st.dictionaries(st.integers(1, 50), st.integers(-(10**9), 10**10), max_size=12)


def test_a_hundred_shared_by_thirds_loses_nothing() -> None:
    found = share(10_000, {"a": 1, "b": 1, "c": 1})

    assert found.parts == {"a": 3334, "b": 3333, "c": 3333}
    assert (found.without, found.left_over) == ((), 0)


def test_who_earned_less_than_nothing_carries_nothing_and_is_told() -> None:
    found = share(900, {"a": 200, "loss": -500, "idle": 0, "b": 100})

    assert found.parts == {"a": 600, "loss": 0, "idle": 0, "b": 300}
    assert found.without == ("loss", "idle")


def test_when_nobody_earned_anything_the_whole_is_left_over() -> None:
    found = share(900, {"a": 0, "b": -1})

    assert (found.parts, found.left_over) == ({"a": 0, "b": 0}, 900)


def test_what_a_client_carries_is_what_its_projects_carry() -> None:
    clients, projects = share_down(1000, {1: {10: 100, 11: -40}, 2: {20: 60}})

    assert clients.parts == {1: 500, 2: 500}
    assert projects[1].parts == {10: 500, 11: 0}


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_no_kopeck_is_lost_or_made(whole: int, weights: dict[int, int]) -> None:
    found = share(whole, weights)

    assert sum(found.parts.values()) + found.left_over == whole
    assert all(found.parts[key] == 0 for key in found.without)
    assert set(found.parts) == set(weights)


@given(st.integers(0, 10**12), WEIGHTS)
def test_every_part_is_within_a_kopeck_of_its_exact_share(
    whole: int, weights: dict[int, int]
) -> None:
    found = share(whole, weights)
    all_weights = sum(weight for weight in weights.values() if weight > 0)

    for key, part in found.parts.items():
        weight = max(weights[key], 0)
        assert abs(part * all_weights - whole * weight) <= all_weights


@given(st.integers(-(10**12), 10**12), st.dictionaries(st.integers(1, 6), WEIGHTS, max_size=5))
def test_groups_and_members_carry_the_same(whole: int, weights: dict[int, dict[int, int]]) -> None:
    groups, within = share_down(whole, weights)

    assert sum(groups.parts.values()) + groups.left_over == whole
    for key, inside in within.items():
        assert sum(inside.parts.values()) + inside.left_over == groups.parts[key]
        if groups.parts[key]:
            assert inside.left_over == 0
