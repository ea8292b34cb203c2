"""Invitations as Outlook, Google and Yandex write them; all names are invented."""

from __future__ import annotations

from datetime import UTC, datetime

from napulse.engines.exchange import CalendarLimits, Invitation, read_invitation

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

OUTLOOK = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REQUEST
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VTIMEZONE
TZID:Russian Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;CN="Образцова, Анна";RSVP=TRUE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:
 Anna.Obraztsova@granit.example
ATTENDEE;CN=Пётр Примеров;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION:MAILTO:petr@granit.example
ATTENDEE;CN=Переговорная «Нева»;CUTYPE=ROOM;ROLE=NON-PARTICIPANT:mailto:neva@agency.example
CLASS:PUBLIC
CREATED:20261028T081500Z
DESCRIPTION:Повестка:\\n1. Осенний запуск\\; медиаплан\\n2. Бюджет\\, сроки
DTEND;TZID="Russian Standard Time":20261103T120000
DTSTAMP:20261028T081500Z
DTSTART;TZID="Russian Standard Time":20261103T110000
LOCATION:Москва\\, ул. Примерная\\, 5
ORGANIZER;CN="Вера Менеджерова":mailto:vera@agency.example
SEQUENCE:2
SUMMARY;LANGUAGE=ru:Гранит: статус по осеннему
  запуску
UID:040000008200E00074C5B7101A82E00800000000B0A1
X-MICROSOFT-SKYPETEAMSMEETINGURL:https://meet.example/room/17
BEGIN:VALARM
TRIGGER:-PT15M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")

GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20260907T100000
DTEND;TZID=Europe/Berlin:20260907T103000
RRULE:FREQ=WEEKLY;BYDAY=MO
EXDATE;TZID=Europe/Berlin:20261109T100000
DTSTAMP:20260901T120000Z
ORGANIZER;CN=Nora Sample:mailto:nora@lindwurm.example
UID:7kukuqrfedlm2f9t@google.com
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Nora Sample;X-NUM-GUESTS=0:mai
 lto:nora@lindwurm.example
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:Lindwurm weekly
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20261117T153000
DTEND;TZID=Europe/Berlin:20261117T160000
DTSTAMP:20261101T120000Z
UID:7kukuqrfedlm2f9t@google.com
RECURRENCE-ID;TZID=Europe/Berlin:20261116T100000
SEQUENCE:1
STATUS:TENTATIVE
SUMMARY:Lindwurm weekly (moved)
END:VEVENT
END:VCALENDAR
"""

YANDEX = """BEGIN:VCALENDAR
PRODID:-//Yandex LLC//Yandex Calendar//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Asia/Yekaterinburg
TZURL:http://tzurl.org/zoneinfo-outlook/Asia/Yekaterinburg
X-LIC-LOCATION:Asia/Yekaterinburg
BEGIN:STANDARD
TZNAME:+05
TZOFFSETFROM:+0500
TZOFFSETTO:+0500
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Asia/Yekaterinburg:20261105T143000
DTEND;TZID=Asia/Yekaterinburg:20261105T153000
SUMMARY:Бриф: «Уральский чай»
UID:abc123yandex.example
SEQUENCE:1
DTSTAMP:20261101T101112Z
URL:https://calendar.example/event?id=1
TRANSP:OPAQUE
ORGANIZER;CN=Глеб Чаев:mailto:gleb@chai.example
ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=vera@agency.example;ROLE=REQ-PARTICIPANT:mailto:vera@agency.example
X-TELEMOST-CONFERENCE:https://telemost.example/j/123
END:VEVENT
END:VCALENDAR
"""


def a_calendar(*lines: str, head: str = "") -> bytes:
    """A calendar with one event made of these lines (UID and DTSTAMP are added)."""
    event = "\n".join(lines)
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}BEGIN:VEVENT\nUID:one@example\n"
        f"DTSTAMP:20261101T000000Z\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
    ).encode()


def read(raw: bytes | str, limits: CalendarLimits | None = None) -> Invitation:
    """Read in the agency's zone (Moscow) at NOW."""
    data = raw.encode() if isinstance(raw, str) else raw
    return read_invitation(
        data, now=NOW, default_zone="Europe/Moscow", limits=limits or CalendarLimits()
    )
