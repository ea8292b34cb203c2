"""Every figure of a precedent is one that happened."""

from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.pricing.precedent import Case, precedent

cases = st.lists(
    st.builds(Case, st.integers(0, 100_000), st.integers(0, 100_000)), min_size=3, max_size=60
)


def test_ten_cases_by_hand() -> None:
    took = [300, 360, 420, 480, 540, 600, 660, 720, 900, 1500]
    found = precedent([Case(500, minutes) for minutes in took])
    assert found is not None
    assert (found.count, found.p50, found.p80, found.drift_bp) == (10, 540, 720, 12_960)
    assert found.is_short(539)
    assert not found.is_short(540)


def test_two_cases_teach_nothing() -> None:
    assert precedent([Case(60, 60), Case(60, 90)]) is None


@given(cases)
def test_half_and_four_of_five_did_not_take_longer(known: list[Case]) -> None:
    found = precedent(known)
    assert found is not None
    took = [case.took for case in known]
    assert {found.p50, found.p80} <= set(took)
    assert 2 * sum(value <= found.p50 for value in took) >= len(took)
    assert 5 * sum(value <= found.p80 for value in took) >= 4 * len(took)
    assert 2 * sum(value < found.p50 for value in took) < len(took)
    assert found.p50 <= found.p80
