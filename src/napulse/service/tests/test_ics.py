"""A calendar file becomes interactions: people matched, updates, cancellations, bad files."""

import base64
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone, translation

from napulse.audit.recording import recording
from napulse.clients.models import Contact
from napulse.engines import exchange
from napulse.service.forms.wording import ICS
from napulse.service.models import Interaction
from napulse.service.tests.making import Stage
from napulse.testing import a_contact

pytestmark = pytest.mark.django_db


def stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def an_event(
    stage: Stage, *, uid: str = "m-1", sequence: int = 0, more: str = "", days: int = -1
) -> str:
    start = timezone.now().replace(microsecond=0) + timedelta(days=days)
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\nSUMMARY:Статус по фасадам\r\n"
        f"DTSTART:{stamp(start)}\r\nDTEND:{stamp(start + timedelta(hours=1))}\r\n"
        f"ORGANIZER;CN={stage.user.name}:mailto:{stage.user.email}\r\n"
        f"ATTENDEE;CN=Марта Линд:mailto:{stage.contact.email}\r\n"
        f"ATTENDEE;CN=Новый Человек:mailto:new@{stage.contact.email.partition('@')[2]}\r\n"
        f"ATTENDEE;CUTYPE=ROOM;CN=Переговорная:mailto:room@sfera.example\r\n"
        f"{more}END:VEVENT\r\n"
    )


def a_file(*events: str, method: str = "REQUEST") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}"]
    return ("\r\n".join([*lines, "".join(events)]) + "END:VCALENDAR\r\n").encode()


def signed_in(stage: Stage) -> Browser:
    browser = Browser()
    browser.force_login(stage.user)
    return browser


def upload(stage: Stage, raw: bytes, **more: object):
    file = SimpleUploadedFile("meeting.ics", raw, content_type="text/calendar")
    return signed_in(stage).post("/interactions/file/preview/", {"file": file, **more})


def take(stage: Stage, raw: bytes, **more: object):
    values = {"raw": base64.b64encode(raw).decode(), "client": stage.client.pk, "event": ["0"]}
    return signed_in(stage).post("/interactions/file/take/", values | more)


def a_stage(domain: str = "granit.example") -> Stage:
    stage = Stage()
    stage.contact = a_contact(stage.client, "Марта Линд", email=f"marta@{domain}")
    return stage


def test_the_preview_knows_contacts_and_colleagues_and_guesses_the_client() -> None:
    stage, other = a_stage(), a_stage("other.example")

    page = upload(stage, a_file(an_event(stage)))

    shown = page.context["shown"]
    assert page.status_code == 200
    assert shown.client == stage.client
    people = {who.name: (who.contact, who.user) for who in shown.found[0].people}
    assert people == {
        "Марта Линд": (stage.contact, None),
        "Новый Человек": (None, None),
        "Анна Воронцова": (None, stage.user),
    }
    assert [who.email for who in shown.unknown] == ["new@granit.example"]
    assert other.client.name not in page.content.decode()


def test_a_client_is_guessed_by_the_domain_alone_and_never_a_neighbours() -> None:
    stage, other = a_stage(), a_stage("other.example")
    file = a_file(an_event(stage)).replace(b"marta@granit", b"stranger@granit")
    foreign = a_file(an_event(other))

    assert upload(stage, file).context["shown"].client == stage.client
    assert upload(stage, foreign).context["shown"].client is None


def test_taking_records_the_meeting_and_adds_the_chosen_people() -> None:
    stage = a_stage()

    answer = take(
        stage, a_file(an_event(stage)), add=["new@granit.example", "evil@nowhere.example"]
    )

    made = Interaction.objects.get()
    assert answer.url == f"/interactions/{made.pk}/"
    assert (made.subject, made.state, made.source, made.ics_uid) == (
        "Статус по фасадам",
        "held",
        "ics",
        "m-1",
    )
    added = Contact.objects.get(email="new@granit.example")
    assert not Contact.objects.filter(email="evil@nowhere.example").exists()
    assert {each.contact_id for each in made.attendees.all()} == {stage.contact.pk, added.pk, None}
    assert made.clock.ended_at == made.ends_at


def test_unknown_people_stay_names_when_nobody_asks_to_add_them() -> None:
    stage = a_stage()

    take(stage, a_file(an_event(stage)))

    names = [
        (each.name, each.contact_id, each.email)
        for each in Interaction.objects.get().attendees.all()
    ]
    assert ("Новый Человек", None, "new@granit.example") in names
    assert not Contact.objects.filter(email="new@granit.example").exists()


def test_a_newer_sequence_changes_the_same_meeting_and_keeps_what_was_written() -> None:
    stage = a_stage()
    take(stage, a_file(an_event(stage)))
    row = Interaction.objects.get()
    with recording(Interaction):
        row.notes, row.mood = "Наши заметки", "calm"
        row.save()

    take(stage, a_file(an_event(stage, sequence=2).replace("Статус по фасадам", "Перенос")))

    row.refresh_from_db()
    assert Interaction.objects.count() == 1
    assert (row.subject, row.ics_sequence, row.notes, row.mood) == (
        "Перенос",
        2,
        "Наши заметки",
        "calm",
    )


def test_an_older_sequence_is_left_out_with_a_sentence() -> None:
    stage = a_stage()
    take(stage, a_file(an_event(stage, sequence=3)))
    older = a_file(an_event(stage, sequence=1).replace("Статус по фасадам", "Старое"))

    values = {"raw": base64.b64encode(older).decode(), "client": stage.client.pk, "event": ["0"]}
    page = signed_in(stage).post("/interactions/file/take/", values, follow=True)

    assert Interaction.objects.get().subject == "Статус по фасадам"
    assert [str(each) for each in page.context["messages"]] == [
        "«Статус по фасадам» оставлено как есть: в файле более старая версия."
    ]


def test_a_cancellation_cancels_and_an_unknown_one_does_nothing() -> None:
    stage = a_stage()
    ahead = an_event(stage, days=3)
    take(stage, a_file(ahead))

    take(stage, a_file(an_event(stage, days=3, sequence=1), method="CANCEL"))
    take(stage, a_file(an_event(stage, uid="never", days=3), method="CANCEL"))

    assert [(row.ics_uid, row.state) for row in Interaction.objects.all()] == [("m-1", "cancelled")]


def test_the_invitation_from_before_a_cancellation_does_not_bring_the_meeting_back() -> None:
    stage = a_stage()
    invitation = a_file(an_event(stage, days=3))
    take(stage, invitation)
    take(stage, a_file(an_event(stage, days=3, sequence=1), method="CANCEL"))

    take(stage, invitation)
    old = Interaction.objects.get()
    take(stage, a_file(an_event(stage, days=3, sequence=2)))

    assert (old.state, old.ics_sequence) == ("cancelled", 1)
    assert [row.state for row in Interaction.objects.all()] == ["planned"]


def test_of_a_series_only_the_chosen_meetings_are_taken() -> None:
    stage = a_stage()
    series = a_file(an_event(stage, days=-15, more="RRULE:FREQ=WEEKLY;COUNT=3\r\n"))
    shown = upload(stage, series).context["shown"]

    take(stage, series, event=["0", "2"])
    take(stage, series, event=["0", "2"])

    assert len(shown.found) == 3
    taken = set(Interaction.objects.values_list("ics_recurrence", flat=True))
    assert taken == {shown.found[0].recurrence, shown.found[2].recurrence}
    assert Interaction.objects.count() == 2


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "ics.no_file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "ics.binary"),
        (b"<html><body>sign in</body></html>", "ics.html"),
        (b"hello", "ics.not_a_calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ics.no_events"),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:tomorrow\r\n"
            b"END:VEVENT\r\nEND:VCALENDAR\r\n",
            "ics.bad_date",
        ),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Mars/Base:20260101T100000\r\n"
            b"END:VEVENT\r\nEND:VCALENDAR\r\n",
            "ics.unknown_zone",
        ),
        (b"A" * 1_000_001, "ics.too_large"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_written(
    raw: bytes, code: str
) -> None:
    stage = Stage()
    answer = upload(stage, raw) if raw else signed_in(stage).post("/interactions/file/preview/", {})

    assert answer.status_code == 422
    with translation.override(stage.user.language):
        template = str(ICS[code])
    assert answer.context["error"].startswith(template.partition("%")[0])
    assert not Interaction.objects.exists()


def test_a_file_of_fifty_megabytes_is_refused_quickly() -> None:
    stage = Stage()

    answer = upload(stage, b"BEGIN:VCALENDAR\r\n" + b"X" * 50_000_000)

    assert answer.status_code == 422


def test_every_refusal_of_the_reader_has_its_sentence() -> None:
    folder = Path(next(iter(exchange.__path__)))
    raised = set()
    for source in folder.glob("ics*.py"):
        raised |= set(
            re.findall(r'(?:Refused\(|code = )"(ics\.[a-z_]+)"', source.read_text("utf-8"))
        )
        raised |= set(re.findall(r'"(ics\.[a-z_]+)" if', source.read_text("utf-8")))

    assert len(raised) > 15
    assert raised <= ICS.keys()


@pytest.mark.parametrize("raw", ["", "not base64!", base64.b64encode(b"hello").decode()])
def test_a_forged_file_in_the_second_step_is_refused(raw: str) -> None:
    stage = Stage()
    answer = signed_in(stage).post(
        "/interactions/file/take/", {"raw": raw, "client": stage.client.pk, "event": ["0"]}
    )

    assert answer.status_code == 422


def test_choosing_nothing_or_a_neighbours_client_writes_nothing() -> None:
    stage, other = a_stage(), a_stage("other.example")
    file = a_file(an_event(stage))

    assert take(stage, file, event=[]).status_code == 422
    assert take(stage, file, client=other.client.pk).status_code == 422
    assert not Interaction.objects.exists()
