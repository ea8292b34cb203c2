"""Rules against dateutil as the slow reference."""
# ruff: noqa: DTZ001 - naive datetimes are what these tests are about

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dateutil.rrule import rrulestr
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from napulse.engines.exchange.ics_lines import Property
from napulse.engines.exchange.ics_recurrence import Budget, read_rule

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    elif draw(st.booleans()):
        until = datetime(2026, 1, 1) + timedelta(days=draw(st.integers(-50, 400)), hours=7)
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    if parts[1] == "INTERVAL=1" and draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True))
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    if frequency != "WEEKLY" and draw(st.booleans()):
        days = draw(
            st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=3, unique=True)
        )
        parts.append("BYMONTHDAY=" + ",".join(map(str, days)))
    if draw(st.booleans()):
        # dateutil takes a mixture of MO and 2MO for "both at once"; the standard says "either"
        may_count = frequency in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        ordinals = ["1", "2", "-1", "4"] if may_count else [""]
        named = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True))
        parts.append("BYDAY=" + ",".join(draw(st.sampled_from(ordinals)) + day for day in named))
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    if len(parts) > 3 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '1,-1']))}")
    return ";".join(parts)


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(rules(), st.integers(0, 900), st.integers(0, 400))
def test_law_a_rule_gives_the_starts_that_dateutil_gives(rule: str, ago: int, back: int) -> None:
    start = datetime(2026, 6, 1, 10, 30) - timedelta(days=ago)
    first = datetime(2026, 6, 1) - timedelta(days=back)
    last = first + timedelta(days=120)

    found = read_rule(Property("RRULE", rule, {}, 1), start, UTC).between(first, last, Budget())

    expected = rrulestr(rule, dtstart=start).between(first, last, inc=True)
    assert list(found) == expected


def test_several_times_a_day_are_in_order() -> None:
    found = read_rule(
        Property("RRULE", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=16,9", {}, 1),
        datetime(2026, 11, 2, 9, 15),
        UTC,
    ).between(datetime(2026, 11, 1), datetime(2026, 11, 10), Budget())

    assert [moment.strftime("%d %H:%M") for moment in found] == [
        "02 09:15",
        "02 16:15",
        "09 09:15",
        "09 16:15",
    ]
