"""Letters of sent documents: written once, by recipient, with what the server said about them."""

import time
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader

from napulse.access.models import GuestLink
from napulse.audit.recording import recording
from napulse.engines.attention import WEIGHTS
from napulse.engines.kernel.errors import Refused
from napulse.jobs.gateways import SmtpDoor
from napulse.jobs.mail import leaving
from napulse.jobs.models import Letter
from napulse.jobs.outbox import send_due
from napulse.jobs.tests.servers import Box, a_server
from napulse.service.actions.delivery import send_again
from napulse.service.actions.distribution import add_to_distribution
from napulse.service.models import Recipient, RecipientState, StatusReport
from napulse.service.queries.status import attention
from napulse.service.tests.making import Stage, an_issued
from napulse.service.tests.reporting import (
    a_status_draft,
    add_own_line,
    change_draft,
    listed,
    run_job,
    send,
)
from napulse.testing import NOW, a_client, a_contact, a_user, acting, all_seeing

pytestmark = pytest.mark.django_db

SECRET = "Маржа ниже плана"
HOSTILE = "<script>alert(1)</script> #panic() $x$ *жирно* _курсив_ [ссылка] \\ @ref"


def with_mail_server(wish: Any, stage_settings: Any) -> None:
    stage_settings.ENV = replace(
        settings.ENV,
        mail=replace(settings.ENV.mail, host=wish.host, port=wish.port, security="none"),
    )


def run_outbox(wish: Any) -> None:
    """Send all that is due; the tests' own stand-in for the worker's round."""
    door = SmtpDoor(wish)
    send_due(door)
    door.close()
    for letter in Letter.objects.filter(about="service.recipient"):
        run_job("service.recipient.letter_changed", letter_id=letter.pk)


def delivered(report: StatusReport) -> list[Recipient]:
    run_job("service.deliver_status", report_id=report.pk)
    return list(Recipient.objects.filter(status_report=report).order_by("pk"))


def mail_of(recipient: Recipient) -> EmailMessage:
    recipient.refresh_from_db()
    assert recipient.letter is not None
    return message_from_bytes(leaving(recipient.letter) or b"", policy=default)


def parts_of(mail: EmailMessage) -> tuple[str, str, bytes]:
    """Its HTML, its text, its PDF."""
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html is not None
    assert text is not None
    [attached] = mail.iter_attachments()
    said = str(html.get_content()).replace("&nbsp;", "\u00a0")
    return said, str(text.get_content()), bytes(attached.get_content())


def pdf_text(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def fonts_of(pdf: bytes) -> set[str]:
    resources = [page["/Resources"]["/Font"] for page in PdfReader(BytesIO(pdf)).pages]
    named = [font.get_object()["/BaseFont"] for each in resources for font in each.values()]
    return {str(name).partition("+")[2] for name in named}


def a_sent_report(stage: Stage) -> StatusReport:
    return send(stage, a_status_draft(stage)).report


def test_every_recipient_gets_one_letter_with_html_text_and_pdf() -> None:
    stage = Stage()
    report = a_sent_report(stage)

    [recipient] = delivered(report)
    delivered(report)

    mail = mail_of(recipient)
    html, text, pdf = parts_of(mail)
    assert Letter.objects.count() == 1
    assert (mail["Subject"], mail["Reply-To"]) == (report.subject, stage.user.email)
    for words in (html, text, pdf_text(pdf)):
        assert "Макеты вывесок, готово на 70" in words.replace("\u00a0", " ")
    assert len(html.encode()) <= 10_000
    assert fonts_of(pdf) == {"Inter-Regular", "Inter-SemiBold"}


def test_the_link_in_the_letter_opens_this_recipients_document() -> None:
    stage = Stage()
    [recipient] = delivered(a_sent_report(stage))
    _html, text, _pdf = parts_of(mail_of(recipient))

    [link] = [word for word in text.split() if "/g/s/" in word]

    assert link.startswith(settings.BASE_URL)
    from napulse.service.queries.status import by_status_key

    key = link.rstrip("/").rpartition("/")[2]
    assert by_status_key(key, now=timezone.now())[1] == recipient
    assert key not in str(list(GuestLink.objects.values()))
    assert key not in str(list(Letter.objects.values()))


def test_internal_lines_reach_colleagues_alone() -> None:
    stage = Stage()
    colleague = a_user("manager", email="kollega@sfera.example")
    report = a_status_draft(stage)
    add_to_distribution(stage.actor, stage.client, user_id=colleague.pk, role="internal")
    add_own_line(stage, report, SECRET, show="internal")
    send(stage, report)

    letters = {row.role: parts_of(mail_of(row)) for row in delivered(report)}

    html, text, pdf = letters["internal"]
    assert [SECRET in words for words in (html, text, pdf_text(pdf))] == [True, True, True]
    html, text, pdf = letters["to"]
    assert [SECRET in words for words in (html, text, pdf_text(pdf))] == [False, False, False]


def test_hostile_words_are_shown_as_words() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    change_draft(stage, report, {"subject": HOSTILE, "intro": HOSTILE})
    add_own_line(stage, report, HOSTILE)
    send(stage, report)

    html, text, pdf = parts_of(mail_of(delivered(report)[0]))

    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
    assert text.count(HOSTILE) == 3
    assert pdf_text(pdf).count("<script>alert(1)</script> #panic() $x$ *жирно* _курсив_") == 3


def test_long_words_keep_their_pages() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    long = "Согласование навигационных указателей " * 40
    for number in range(20):
        add_own_line(stage, report, long, key=f"n{number}")
    add_own_line(stage, report, "Д" * 300, key="oneword")
    send(stage, report)

    _html, _text, pdf = parts_of(mail_of(delivered(report)[0]))

    assert pdf_text(pdf).count("Согласование навигационных указателей") == 20 * 40


def test_the_same_report_gives_the_same_pdf() -> None:
    from napulse.service.documents import pdf
    from napulse.service.queries.status_editions import edition

    stage = Stage()
    report = a_sent_report(stage)

    first = pdf(edition(report, role="to", now=NOW))
    time.sleep(1.1)  # a second later: no clock of the machine may be in it

    assert pdf(edition(report, role="to", now=timezone.now())) == first


def test_an_english_client_gets_an_english_letter() -> None:
    stage = Stage(language="en")
    html, text, pdf = parts_of(mail_of(delivered(a_sent_report(stage))[0]))

    assert "Open the report and answer" in html
    assert "Status report No. 1" in text
    assert "What we wait for from you" in pdf_text(pdf)
    assert [word for word in ("Ждём", "Отчёт") if word in html + text] == []


def test_a_contact_report_is_delivered_with_who_does_what_and_the_silence_clause() -> None:
    stage = Stage(silence_clause="п. 4.3 договора", silence_hours=24)
    version = an_issued(stage)

    run_job("service.deliver_report", version_id=version.pk)

    recipient = Recipient.objects.get(version_of=version)
    mail = mail_of(recipient)
    html, text, pdf = parts_of(mail)
    assert mail["Subject"].startswith("Отчёт о контакте № 1: Статус недели")
    for words in (html, text, pdf_text(pdf)):
        plain = words.replace("\u00a0", " ")
        assert "Сначала наружная реклама" in plain
        assert "Анна Воронцова · до 25 ноября" in plain
        assert "Марта Линд · до 26 ноября" in plain
        assert "По договору (п. 4.3 договора) отчёт считается согласованным" in plain
    assert "/g/r/" in text


def test_without_a_clause_nothing_is_said_of_silence() -> None:
    stage = Stage()
    version = an_issued(stage)

    run_job("service.deliver_report", version_id=version.pk)

    html, text, _pdf = parts_of(mail_of(Recipient.objects.get(version_of=version)))
    assert "считается согласованным" not in html + text


def test_the_sweep_writes_letters_that_a_dead_worker_left_out(settings: Any) -> None:
    stage = Stage()
    report = a_sent_report(stage)
    other = a_status_draft(Stage())

    run_job("service.deliver_left_over")

    assert [row.letter_id is None for row in Recipient.objects.filter(status_report=report)] == [
        False
    ]
    assert Recipient.objects.filter(status_report=other).count() == 0


def test_servers_words_are_kept_for_each_recipient(settings: Any) -> None:
    stage = Stage()
    marta, gone = stage.contact, a_contact(stage.client, "Ушёл", email="gone@client.example")
    busy = a_contact(stage.client, "Занят", email="busy@client.example")
    listed(stage, gone, "copy")
    listed(stage, busy, "copy")
    said = {
        "gone@client.example": "550 5.1.1 No such user",
        "busy@client.example": "451 4.2.1 Mailbox busy",
    }
    report = a_sent_report(stage)
    with a_server(Box(at_rcpt=said.get)) as wish:
        with_mail_server(wish, settings)
        delivered(report)
        run_outbox(wish)

    rows = {row.contact: row for row in Recipient.objects.filter(status_report=report)}
    assert [(rows[who].state, rows[who].server_words) for who in (marta, gone, busy)] == [
        ("sent", "250 Kept"),
        ("refused", "550 5.1.1 No such user"),
        ("queued", "451 4.2.1 Mailbox busy"),
    ]
    assert rows[marta].sent_at is not None
    assert rows[gone].sent_at is None


def test_a_refused_letter_is_a_reason_until_it_is_sent_again_to_a_mended_address(
    settings: Any,
) -> None:
    stage = Stage()
    report = a_sent_report(stage)
    box = Box(at_rcpt={stage.contact.email: "550 No"}.get)
    with a_server(box) as wish:
        with_mail_server(wish, settings)
        [recipient] = delivered(report)
        run_outbox(wish)
        [reason] = attention(stage.actor, client_ids=None, now=NOW)
        assert (reason.reason.code, reason.values["who"]) == ("recipient_refused", "Марта Линд")

        with recording(type(stage.contact)):
            stage.contact.email = "marta.lind@client.example"
            stage.contact.save()
        recipient.refresh_from_db()
        send_again(stage.actor, recipient, now=NOW)
        run_job("service.deliver_recipient", recipient_id=recipient.pk)
        run_outbox(wish)

    recipient.refresh_from_db()
    assert (recipient.state, recipient.email) == ("sent", "marta.lind@client.example")
    assert Letter.objects.filter(about_id=recipient.pk).count() == 2
    assert attention(stage.actor, client_ids=None, now=NOW) == []


def test_what_arrived_is_not_sent_again(settings: Any) -> None:
    stage = Stage()
    report = a_sent_report(stage)
    with a_server(Box()) as wish:
        with_mail_server(wish, settings)
        [recipient] = delivered(report)
        run_outbox(wish)
    recipient.refresh_from_db()

    with pytest.raises(Refused, match="not_refused"):
        send_again(stage.actor, recipient, now=NOW)


def test_an_address_that_is_none_is_refused_at_once() -> None:
    stage = Stage()
    report = a_sent_report(stage)
    row = Recipient.objects.get(status_report=report)
    with recording(Recipient):
        row.email = "не адрес"
        row.save()

    delivered(report)

    row.refresh_from_db()
    assert (row.state, row.letter) == (RecipientState.REFUSED, None)
    assert "letter.bad_address" in row.server_words


def test_reasons_are_those_of_the_readers_clients() -> None:
    stage = Stage()
    row = Recipient.objects.get(status_report=a_sent_report(stage))
    with recording(Recipient):
        row.state = RecipientState.REFUSED
        row.save()
    stranger = acting(a_user("manager"))
    other = a_client("Другой")

    assert "recipient_refused" in WEIGHTS
    assert attention(stranger, client_ids=None, now=NOW) == []
    assert attention(all_seeing(), client_ids=[other.pk], now=NOW) == []
    assert [x.client_id for x in attention(all_seeing(), client_ids=None, now=NOW)] == [
        stage.client.pk
    ]
