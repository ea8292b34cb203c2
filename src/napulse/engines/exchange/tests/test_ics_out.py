"""The feed that other calendars subscribe to."""
# ruff: noqa: DTZ001 - naive datetimes are what these tests are about

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from napulse.engines.exchange import FeedEvent, write_feed
from napulse.engines.exchange.tests.calendars import read

MEETING = FeedEvent(
    uid="meeting-17@napulse.example",
    sequence=3,
    changed_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
    summary="Гранит: статус; бюджет, сроки",
    starts=datetime(2026, 11, 3, 11, tzinfo=timezone(timedelta(hours=3))),
    ends=datetime(2026, 11, 3, 12, tzinfo=timezone(timedelta(hours=3))),
    location="Москва, ул. Примерная, 5",
    description="Первая строка\nвторая",
    url="https://napulse.example/m/17",
)
NEXT_CONTACT = FeedEvent(
    uid="contact-5@napulse.example",
    sequence=0,
    changed_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
    summary="Позвонить: Ёлка " + "очень длинное название " * 6,
    starts=date(2026, 11, 5),
    ends=date(2026, 11, 6),
)


def test_feed_read_back_is_what_was_written() -> None:
    meeting, contact = read(write_feed([MEETING, NEXT_CONTACT], "Встречи")).events

    assert (meeting.uid, meeting.sequence, meeting.dtstamp) == (
        MEETING.uid,
        3,
        MEETING.changed_at,
    )
    assert (meeting.summary, meeting.location, meeting.description, meeting.url) == (
        MEETING.summary,
        MEETING.location,
        MEETING.description,
        MEETING.url,
    )
    assert (meeting.starts_at, meeting.ends_at) == (MEETING.starts, MEETING.ends)
    assert (contact.all_day, contact.summary) == (True, NEXT_CONTACT.summary.strip())
    assert contact.ends_at - contact.starts_at == timedelta(days=1)


def test_feed_is_the_same_bytes_with_short_lines_and_dates_marked() -> None:
    raw = write_feed([NEXT_CONTACT], "Встречи")

    assert raw == write_feed([NEXT_CONTACT], "Встречи")
    assert b"\r\nDTSTART;VALUE=DATE:20261105\r\nDTEND;VALUE=DATE:20261106\r\n" in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 75


def test_cancelled_meeting_is_told_to_be_cancelled() -> None:
    (event,) = read(write_feed([replace(MEETING, cancelled=True)], "x")).events

    assert event.status == "cancelled"


@pytest.mark.parametrize(
    "broken",
    [
        replace(MEETING, ends=date(2026, 11, 3)),
        replace(MEETING, starts=datetime(2026, 11, 3, 11)),
        replace(NEXT_CONTACT, ends=date(2026, 11, 4)),
    ],
)
def test_entry_that_makes_no_sense_is_an_error(broken: FeedEvent) -> None:
    with pytest.raises(ValueError, match=r"bound one entry|without a zone|before it starts"):
        write_feed([broken], "x")
