"""The score of a client's need."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.attention import WEIGHTS, Line, Reason, Tone, Weight, next_change, score, tone

NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def a_reason(
    code: str, count: int = 1, days_late: float | None = None, source_id: int = 1
) -> Reason:
    due_at = None if days_late is None else NOW - days_late * DAY
    return Reason(
        code=code, source="service.Clock", source_id=source_id, count=count, due_at=due_at
    )


reasons = st.lists(
    st.builds(
        a_reason,
        st.sampled_from(sorted(WEIGHTS)),
        st.integers(1, 9),
        st.none() | st.integers(-30, 90),
        st.integers(1, 4),
    ),
    max_size=8,
)


def test_score_adds_up_and_says_what_it_is_made_of() -> None:
    late, breached = a_reason("action_late_ours", 3, 2.5), a_reason("clock_breached")

    weighed = score([late, breached], NOW)

    assert weighed.points == 308
    assert weighed.lines == (
        Line(breached, points=240, base=240, extra=0, growth=0, days_late=0),
        Line(late, points=68, base=40, extra=20, growth=8, days_late=2),
    )
    assert weighed.tone is Tone.RISK


def test_a_breached_clock_alone_is_red_and_the_small_things_of_a_client_are_not() -> None:
    small = [a_reason(code) for code in ("action_late_client", "waits_for_client_long")]

    assert score([a_reason("clock_breached")], NOW).tone is Tone.RISK
    assert score(small, NOW).tone is Tone.OK


def test_cap_is_never_passed_and_is_told() -> None:
    line = score([a_reason("silent_client", days_late=365)], NOW).lines[0]

    assert (line.points, line.growth, line.capped) == (100, 1095, 1035)


def test_what_is_not_late_yet_does_not_grow() -> None:
    assert score([a_reason("action_late_ours", days_late=-3)], NOW).points == 40


@pytest.mark.parametrize(
    ("points", "expected"),
    [(0, Tone.OK), (89, Tone.OK), (90, Tone.WARN), (239, Tone.WARN), (240, Tone.RISK)],
)
def test_tone_follows_the_points(points: int, expected: Tone) -> None:
    assert tone(points) is expected


def test_reason_without_a_weight_is_found_out() -> None:
    with pytest.raises(LookupError, match="no weight for weather"):
        score([a_reason("weather")], NOW)


def test_weight_key_lends_another_reason_s_weight() -> None:
    reason = Reason(code="mail_silent", weight_key="silent_client", source="mail.Box", source_id=1)

    assert score([reason], NOW).lines[0].points == 40


def test_negative_weights_and_empty_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Weight(base=1, per_day=-1)
    with pytest.raises(ValueError, match="cap"):
        Weight(base=10, cap=9)
    with pytest.raises(ValueError, match="at least one"):
        a_reason("mood_tense", count=0)


def test_next_change_is_the_next_full_day_late() -> None:
    late, capped = a_reason("action_late_ours", 1, 2.5), a_reason("silent_client", days_late=99.9)

    assert next_change([late, capped, a_reason("mood_tense")], NOW) == NOW + DAY / 2
    assert next_change([capped], NOW) is None
    assert next_change([], NOW) is None


@given(reasons, reasons)
def test_adding_reasons_never_lowers_the_score(some: list[Reason], more: list[Reason]) -> None:
    assert score(some, NOW).points <= score([*some, *more], NOW).points
    assert score([*some, *more], NOW).points == score(some, NOW).points + score(more, NOW).points


@given(reasons, st.integers(0, 40))
def test_score_never_falls_as_time_passes(some: list[Reason], days: int) -> None:
    assert score(some, NOW).points <= score(some, NOW + days * DAY).points


@given(st.data(), reasons)
def test_order_of_the_reasons_makes_no_difference(data: st.DataObject, some: list[Reason]) -> None:
    shuffled = data.draw(st.permutations(some))

    points = [line.points for line in score(some, NOW).lines]
    assert [line.points for line in score(shuffled, NOW).lines] == points
    assert points == sorted(points, reverse=True)
    assert sum(points) == score(shuffled, NOW).points


@given(reasons)
def test_score_is_the_same_until_its_next_change_and_then_another(some: list[Reason]) -> None:
    change = next_change(some, NOW)
    before = (change or NOW + 400 * DAY) - timedelta(microseconds=1)

    assert score(some, before).points == score(some, NOW).points
    if change is not None:
        assert score(some, change).points > score(some, NOW).points
