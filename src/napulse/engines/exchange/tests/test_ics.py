"""Invitations of real programs, zones, lengths, people, updates and cancellations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from napulse.engines.exchange import CalendarLimits, Notice, Person, latest
from napulse.engines.exchange.tests.calendars import GOOGLE, OUTLOOK, YANDEX, a_calendar, read
from napulse.engines.kernel.errors import Refused


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def starts(raw: bytes | str) -> list[datetime]:
    return [event.starts_at for event in read(raw).events]


def test_outlook_invitation_is_read_with_its_windows_zone_and_people() -> None:
    invitation = read(OUTLOOK)

    (event,) = invitation.events
    assert invitation.method == "request"
    assert invitation.warnings == ()
    assert (event.starts_at, event.ends_at) == (utc(2026, 11, 3, 8), utc(2026, 11, 3, 9))
    assert event.zone == "Europe/Moscow"
    assert event.summary == "Гранит: статус по осеннему запуску"
    assert event.description == "Повестка:\n1. Осенний запуск; медиаплан\n2. Бюджет, сроки"
    assert event.location == "Москва, ул. Примерная, 5"
    assert event.sequence == 2
    assert event.url == "https://meet.example/room/17"
    assert event.organizer == Person("Вера Менеджерова", "vera@agency.example")
    assert event.attendees == (
        Person("Образцова, Анна", "anna.obraztsova@granit.example", "required", "accepted"),
        Person("Пётр Примеров", "petr@granit.example", "optional", "needs-action"),
        Person("Переговорная «Нева»", "neva@agency.example", "informed", "needs-action", "room"),
    )


def test_yandex_invitation_keeps_its_zone_and_an_attendee_named_by_mail_has_no_name() -> None:
    (event,) = read(YANDEX).events

    assert (event.starts_at, event.zone) == (utc(2026, 11, 5, 9, 30), "Asia/Yekaterinburg")
    assert event.attendees == (Person("", "vera@agency.example", "required", "needs-action"),)
    assert event.url == "https://calendar.example/event?id=1"


def test_google_series_stays_at_ten_in_berlin_over_the_change_of_clocks() -> None:
    found = {event.starts_at: event for event in read(GOOGLE).events}

    assert sorted(found) == [
        utc(2026, 10, 5, 8),
        utc(2026, 10, 12, 8),
        utc(2026, 10, 19, 8),
        utc(2026, 10, 26, 9),
        utc(2026, 11, 2, 9),
        utc(2026, 11, 17, 14, 30),
        utc(2026, 11, 23, 9),
        utc(2026, 11, 30, 9),
        utc(2026, 12, 7, 9),
        utc(2026, 12, 14, 9),
        utc(2026, 12, 21, 9),
        utc(2026, 12, 28, 9),
    ]
    moved = found[utc(2026, 11, 17, 14, 30)]
    assert (moved.recurrence_id, moved.status) == (utc(2026, 11, 16, 9), "tentative")
    assert {event.ends_at - event.starts_at for event in found.values()} == {timedelta(minutes=30)}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20261103T110000Z"], (utc(2026, 11, 3, 11), utc(2026, 11, 3, 12), "UTC")),
        (
            ["DTSTART:20261103T110000", "DURATION:PT1H30M"],
            (utc(2026, 11, 3, 8), utc(2026, 11, 3, 9, 30), "Europe/Moscow"),
        ),
        (
            ["DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20261103T110000"],
            (utc(2026, 11, 3, 10), utc(2026, 11, 3, 11), "Europe/Berlin"),
        ),
        (
            ["DTSTART;TZID=GMT+0300:20261103T110000", "DTEND:20261103T093000Z"],
            (utc(2026, 11, 3, 8), utc(2026, 11, 3, 9, 30), "Etc/GMT-3"),
        ),
        (
            ["DTSTART;VALUE=DATE:20261103"],
            (utc(2026, 11, 2, 21), utc(2026, 11, 3, 21), "Europe/Moscow"),
        ),
        (
            ["DTSTART;VALUE=DATE:20261103", "DTEND;VALUE=DATE:20261105"],
            (utc(2026, 11, 2, 21), utc(2026, 11, 4, 21), "Europe/Moscow"),
        ),
    ],
)
def test_start_end_and_zone(lines: list[str], expected: tuple[datetime, datetime, str]) -> None:
    (event,) = read(a_calendar(*lines)).events

    assert (event.starts_at, event.ends_at, event.zone) == expected


def test_floating_time_is_of_the_calendars_own_zone_when_it_names_one() -> None:
    raw = a_calendar("DTSTART:20261103T110000", head="X-WR-TIMEZONE:Asia/Almaty\n")

    (event,) = read(raw).events

    assert (event.starts_at, event.zone) == (utc(2026, 11, 3, 6), "Asia/Almaty")


NAMELESS_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(("day", "hour"), [("20261023", 8), ("20261026", 9), ("20270329", 8)])
def test_zone_known_only_by_the_rules_in_the_file_is_used_and_told(day: str, hour: int) -> None:
    raw = a_calendar(f"DTSTART;TZID=Customized Time Zone:{day}T110000", head=NAMELESS_ZONE)

    invitation = read(raw)

    assert invitation.events[0].starts_at.hour == hour
    assert invitation.events[0].zone == f"Etc/GMT-{11 - hour}"
    assert invitation.warnings == (Notice("ics.zone_by_offset", {"zone": "Customized Time Zone"}),)


def test_wrong_zone_is_refused_with_its_line_and_name() -> None:
    with pytest.raises(Refused) as refused:
        read(a_calendar("SUMMARY:x", "DTSTART;TZID=Europe/Moskow:20261103T110000"))

    assert refused.value.code == "ics.unknown_zone"
    assert refused.value.values == {"line": 7, "zone": "Europe/Moskow"}


def test_exceptions_by_moment_by_date_and_extra_dates_of_a_series() -> None:
    raw = a_calendar(
        "DTSTART;TZID=Europe/Moscow:20261103T110000",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE:20261104T080000Z",
        "EXDATE;VALUE=DATE:20261105,20261106",
        "RDATE;TZID=Europe/Moscow:20261110T090000",
        "RDATE;VALUE=PERIOD:20261111T090000Z/PT1H",
    )

    assert starts(raw) == [
        utc(2026, 11, 3, 8),
        utc(2026, 11, 7, 8),
        utc(2026, 11, 10, 6),
        utc(2026, 11, 11, 9),
    ]


def test_all_day_series_begins_at_local_midnight_on_both_sides_of_the_change_of_clocks() -> None:
    raw = a_calendar(
        "DTSTART;VALUE=DATE:20261024",
        "RRULE:FREQ=DAILY;UNTIL=20261026",
        head="X-WR-TIMEZONE:Europe/Berlin\n",
    )

    events = read(raw).events

    assert [(event.starts_at, event.ends_at) for event in events] == [
        (utc(2026, 10, 23, 22), utc(2026, 10, 24, 22)),
        (utc(2026, 10, 24, 22), utc(2026, 10, 25, 23)),
        (utc(2026, 10, 25, 23), utc(2026, 10, 26, 23)),
    ]


def test_series_that_is_over_is_told_and_gives_nothing() -> None:
    raw = a_calendar("DTSTART:20250103T110000Z", "RRULE:FREQ=DAILY;COUNT=5", "SUMMARY:Old")

    invitation = read(raw)

    assert invitation.events == ()
    assert invitation.warnings == (Notice("ics.series_outside_window", {"summary": "Old"}),)


def test_series_longer_than_the_limit_is_cut_with_a_warning() -> None:
    raw = a_calendar("DTSTART:20261103T110000Z", "RRULE:FREQ=DAILY", "SUMMARY:Daily")

    invitation = read(raw, CalendarLimits(occurrences=3))

    assert [event.starts_at.day for event in invitation.events] == [3, 4, 5]
    assert invitation.warnings == (Notice("ics.series_cut", {"summary": "Daily"}),)


def test_single_meeting_far_away_is_read_all_the_same() -> None:
    assert starts(a_calendar("DTSTART:20280103T110000Z")) == [utc(2028, 1, 3, 11)]


def test_newest_version_wins_by_sequence_then_by_stamp() -> None:
    def version(sequence: int, stamp: str, summary: str) -> str:
        return (
            f"BEGIN:VEVENT\nUID:a\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}\nSUMMARY:{summary}\n"
            "DTSTART:20261103T110000Z\nEND:VEVENT\n"
        )

    raw = (
        "BEGIN:VCALENDAR\n"
        + version(2, "20261101T000000Z", "second")
        + version(2, "20261102T000000Z", "newest")
        + version(1, "20261103T000000Z", "first")
        + "END:VCALENDAR\n"
    )

    assert [event.summary for event in read(raw).events] == ["newest"]


def test_cancellation_of_a_meeting_and_of_a_whole_series() -> None:
    invited = read(GOOGLE).events
    cancelled = read(
        "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:7kukuqrfedlm2f9t@google.com\nSEQUENCE:3\n"
        "DTSTART;TZID=Europe/Berlin:20260907T100000\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    assert (cancelled.method, [event.status for event in cancelled.events]) == (
        "cancel",
        ["cancelled"],
    )
    merged = latest([*invited, *cancelled.events])
    assert {event.recurrence_id for event in merged} == {event.recurrence_id for event in invited}
    assert {event.status for event in merged} == {"cancelled"}


def test_cancellation_of_one_occurrence_leaves_the_others() -> None:
    one = read(
        "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:7kukuqrfedlm2f9t@google.com\nSEQUENCE:3\n"
        "RECURRENCE-ID:20261123T090000Z\nDTSTART:20261123T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    merged = latest([*read(GOOGLE).events, *one.events])

    cancelled = [event.starts_at for event in merged if event.status == "cancelled"]
    assert cancelled == [utc(2026, 11, 23, 9)]


def test_older_cancellation_does_not_touch_a_newer_meeting() -> None:
    newer = read(a_calendar("DTSTART:20261103T110000Z", "SEQUENCE:5")).events
    older = read(
        a_calendar("DTSTART:20261103T110000Z", "SEQUENCE:4", head="METHOD:CANCEL\n")
    ).events

    assert latest([*newer, *older]) == newer


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(encoding: str) -> None:
    assert read(YANDEX.encode(encoding)).events[0].summary == "Бриф: «Уральский чай»"


def test_line_folded_in_the_middle_of_a_letter_is_read() -> None:
    raw = a_calendar("DTSTART:20261103T110000Z", "SUMMARY:Щука")
    at = raw.index("Щ".encode()) + 1

    assert read(raw[:at] + b"\r\n " + raw[at:]).events[0].summary == "Щука"


def test_link_that_is_not_of_the_web_is_left_out() -> None:
    raw = a_calendar("DTSTART:20261103T110000Z", "URL:javascript:alert(1)")

    assert read(raw).events[0].url == ""


def test_event_without_uid_gets_the_same_one_every_time() -> None:
    raw = a_calendar("DTSTART:20261103T110000Z").replace(b"UID:one@example\n", b"")

    first, second = read(raw).events[0].uid, read(raw).events[0].uid

    assert first == second
    assert first.endswith("@no-uid")


def test_calendar_with_too_many_meetings_keeps_the_nearest() -> None:
    events = "".join(
        f"BEGIN:VEVENT\nUID:{day}\nDTSTART:202611{day:02}T090000Z\nEND:VEVENT\n"
        for day in range(1, 11)
    )

    invitation = read(f"BEGIN:VCALENDAR\n{events}END:VCALENDAR", CalendarLimits(events=3))

    assert [event.starts_at.day for event in invitation.events] == [1, 2, 3]
    assert invitation.warnings == (Notice("ics.events_cut", {"kept": 3, "left_out": 7}),)
