"""Broken and hostile calendar files: a clear code, bounded time, never another exception."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from napulse.engines.exchange import CalendarLimits, Invitation
from napulse.engines.exchange.tests.calendars import GOOGLE, OUTLOOK, YANDEX, a_calendar, read
from napulse.engines.exchange.tests.effort import at_most
from napulse.engines.exchange.tests.test_ics import NAMELESS_ZONE
from napulse.engines.kernel.errors import Refused

AT_ELEVEN = "DTSTART:20261103T110000Z"
PEOPLE = [f"ATTENDEE:mailto:p{number}@example.invalid" for number in range(501)]


def with_rule(rule: str) -> bytes:
    return a_calendar(AT_ELEVEN, f"RRULE:{rule}")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "ics.empty"),
        (b" \r\n", "ics.empty"),
        (b"x" * 1_000_001, "ics.too_large"),
        (b"PK\x03\x04rest", "ics.binary"),
        (b"BEGIN:VCALENDAR\x00", "ics.binary"),
        (b"<!DOCTYPE html><html>sign in</html>", "ics.html"),
        ("\ufeff<html>".encode(), "ics.html"),
        (b"Dear all, the meeting is at ten.", "ics.not_a_calendar"),
        (b"BEGIN:VCARD\nEND:VCARD", "ics.not_a_calendar"),
        (b"\x98\xff\xfe", "ics.encoding"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "ics.no_events"),
        (b"BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR", "ics.only_tasks"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", "ics.bad_nesting"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "ics.bad_nesting"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nSUMMARY:outside", "ics.bad_nesting"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 10, "ics.too_deep"),
        (b"BEGIN:VCALENDAR\n" + b"\n" * 30_001, "ics.too_many_lines"),
        (b"BEGIN:VCALENDAR\nX:" + b"a" * 200_001, "ics.line_too_long"),
        (b"BEGIN:VCALENDAR\nno colon here\nEND:VCALENDAR", "ics.bad_line"),
        (a_calendar("SUMMARY:no start"), "ics.no_start"),
        (a_calendar("DTSTART:20261303T110000Z"), "ics.bad_date"),
        (a_calendar("DTSTART:99991231T235959Z"), "ics.bad_date"),
        (a_calendar("DTSTART:00010101"), "ics.bad_date"),
        (a_calendar(AT_ELEVEN, "DURATION:-PT1H"), "ics.bad_duration"),
        (a_calendar(AT_ELEVEN, "DURATION:P999999W"), "ics.bad_duration"),
        (a_calendar(AT_ELEVEN, "DTEND:20261103T100000Z"), "ics.ends_before_start"),
        (a_calendar(AT_ELEVEN, "DTEND:20291103T100000Z"), "ics.too_long"),
        (a_calendar(AT_ELEVEN, "SEQUENCE:many"), "ics.bad_number"),
        (a_calendar(AT_ELEVEN, *PEOPLE), "ics.too_many_attendees"),
        (with_rule("FREQ=SECONDLY"), "ics.recurrence_too_frequent"),
        (with_rule("FREQ=HOURLY;COUNT=3"), "ics.recurrence_too_frequent"),
        (
            with_rule("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5"),
            "ics.recurrence_too_frequent",
        ),
        (with_rule("FREQ=DAILY;INTERVAL=0"), "ics.bad_recurrence"),
        (with_rule("FREQ=DAILY;COUNT=0"), "ics.bad_recurrence"),
        (with_rule("FREQ=DAILY;COUNT=-5"), "ics.bad_recurrence"),
        (with_rule("FREQ=OFTEN"), "ics.bad_recurrence"),
        (with_rule("COUNT=2"), "ics.bad_recurrence"),
        (with_rule("FREQ=YEARLY;BYYEARDAY=" + ",".join(["1"] * 5000)), "ics.bad_recurrence"),
        (with_rule("FREQ=YEARLY;BYWEEKNO=1"), "ics.recurrence_unsupported"),
    ],
)
def test_bad_file_is_refused_by_its_reason(raw: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(raw)

    assert refused.value.code == code


def test_fifty_megabytes_are_refused_at_once() -> None:
    raw = b"BEGIN:VCALENDAR\n" + b"X:" + b"a" * 50_000_000

    with at_most(3_000), pytest.raises(Refused, match=r"ics\.too_large"):
        read(raw)


def test_bad_line_is_told_by_number_in_the_file() -> None:
    with pytest.raises(Refused) as refused:
        read("BEGIN:VCALENDAR\r\nX-LONG:folded\r\n twice\r\n over\r\nbroken line\r\n")

    assert refused.value.values == {"line": 5, "text": "broken line"}


HEAVY = {
    "count of a thousand million": with_rule("FREQ=DAILY;COUNT=1000000000"),
    "day that never comes": with_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "year day that never comes": with_rule("FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1;COUNT=2"),
    "begun in 1601 and counted": a_calendar(
        "DTSTART:16010101T110000Z", "RRULE:FREQ=DAILY;COUNT=900000000"
    ),
    "begun in 1601, all days of all years": a_calendar(
        "DTSTART:16010101T110000Z", "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=900000000"
    ),
    "two dozen times a day": with_rule(
        "FREQ=DAILY;BYHOUR=" + ",".join(str(hour) for hour in range(24))
    ),
    "thousands of series": (
        b"BEGIN:VCALENDAR\n"
        + b"".join(
            b"BEGIN:VEVENT\nUID:%d\nDTSTART:20200101T000000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
            % number
            for number in range(3900)
        )
        + b"END:VCALENDAR"
    ),
    "a hundred thousand exceptions": a_calendar(
        AT_ELEVEN, "RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20261103T110000Z"] * 11_000)
    ),
    "zone whose clocks change daily": a_calendar(
        "DTSTART;TZID=Customized Time Zone:20261103T110000",
        head=NAMELESS_ZONE.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "FREQ=DAILY"),
    ),
    "unclosed quotes": a_calendar('ATTENDEE;CN="' + '","' * 60_000),
    "equal signs": a_calendar("ATTENDEE" + ";A=1" * 45_000),
    "backslashes": a_calendar(AT_ELEVEN, "SUMMARY:" + "\\" * 190_000),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_file_is_read_or_refused_with_bounded_work(name: str) -> None:
    with at_most(3_000_000):
        result = outcome(HEAVY[name])

    assert isinstance(result, str) or len(result.events) <= 500


def outcome(raw: bytes) -> Invitation | str:
    try:
        return read(raw)
    except Refused as refused:
        return refused.code


PIECES = [
    b"BEGIN:VEVENT\n",
    b"END:VEVENT\n",
    b"BEGIN:VCALENDAR\n",
    b"END:VCALENDAR\n",
    b"DTSTART:20261103\n",
    b"DTEND;VALUE=DATE:20261101\n",
    b"DTSTART;TZID=Mars/Phobos:20261103T110000\n",
    b"RRULE:FREQ=WEEKLY;BYDAY=9XX\n",
    b"RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101T000000Z\n",
    b"RDATE:,,,\n",
    b"EXDATE:x\n",
    b"\x00",
    b"\xff",
    b"\n ",
    b"RECURRENCE-ID:20261103\n",
    b"DURATION:PT\n",
    b"SEQUENCE:99999999999999\n",
    b":",
    b";",
    b'"',
    b"=",
    b"\r",
    b"RRULE:FREQ=YEARLY;BYMONTHDAY=-31;BYSETPOS=-366\n",
    b"TZOFFSETTO:+9999\n",
    b"RRULE:FREQ=DAILY;UNTIL=\n",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([OUTLOOK, GOOGLE, YANDEX]), st.randoms(use_true_random=False))
def test_law_a_mutated_file_is_read_or_refused(text: str, chance: random.Random) -> None:
    raw = bytearray(text.encode())
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(raw))
        end = min(len(raw), start + chance.choice([0, 1, 2, 40, 300]))
        raw[start:end] = chance.choice([*PIECES, bytes([chance.randrange(256)]), b""]) or b""

    result = outcome(bytes(raw))

    assert isinstance(result, Invitation) or result.startswith("ics.")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, *[line + b"\n" for line in GOOGLE.encode().split(b"\n")]]))
)
def test_law_any_pile_of_lines_is_read_or_refused(lines: list[bytes]) -> None:
    raw = b"BEGIN:VCALENDAR\n" + b"".join(lines) + b"END:VCALENDAR\n"

    result = outcome(raw)

    assert isinstance(result, Invitation) or result.startswith("ics.")


def test_limits_are_those_that_are_handed_in() -> None:
    with pytest.raises(Refused, match=r"ics\.too_large"):
        read(OUTLOOK, CalendarLimits(size=100))
