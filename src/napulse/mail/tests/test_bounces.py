"""Letters of ours that came back: who waits for them learns it; a forged report marks nothing."""

from email.message import EmailMessage

import pytest

from napulse.access.actor import system_actor
from napulse.audit.recording import recording
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import Letter as Sent
from napulse.jobs.models import LetterState
from napulse.jobs.queue import JOBS
from napulse.mail.actions.bounces import note_bounces
from napulse.mail.bounces import Bounce, bounces_in
from napulse.service.actions.delivery import ABOUT
from napulse.service.models import Recipient
from napulse.testing import NOW, a_client, a_status_report, a_user, the_agency

pytestmark = pytest.mark.django_db

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.lianta.example>
To: post@sfera.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

This is the mail system at host mx.lianta.example.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.lianta.example

Original-Recipient: rfc822;anna@lianta.example
Final-Recipient: rfc822; anna@lianta.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B
Content-Type: {kind}

From: post@sfera.example
Subject: Status
Message-ID: {ident}

--B--
"""


def a_report(ident: str, *, action: str = "failed", kind: str = "message/rfc822") -> bytes:
    return REPORT.format(ident=ident, action=action, kind=kind).replace("\n", "\r\n").encode()


@pytest.fixture
def recipient() -> Recipient:
    """Anna, to whom a status report left."""
    the_agency()
    client = a_client("Лианта")
    report = a_status_report(client, a_user("director"))
    with recording(Recipient):
        row = Recipient.objects.create(
            client=client,
            status_report=report,
            name="Анна",
            email="anna@lianta.example",
            role="to",
            state="sent",
        )
        row.letter = queue_letter(
            Draft(row.email, "Статус", "Текст", "r:1", about=ABOUT, about_id=row.pk), now=NOW
        )
        row.save()
    Sent.objects.update(state=LetterState.SENT, sent_at=NOW)
    return row


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_returned_letter_marks_its_recipient_bounced_with_the_servers_words(
    recipient: Recipient, kind: str
) -> None:
    letter = Sent.objects.get()

    count = note_bounces(system_actor(), raws=[a_report(letter.message_id, kind=kind)], now=NOW)
    JOBS["service.recipient.letter_changed"](letter_id=letter.pk)

    letter.refresh_from_db()
    recipient.refresh_from_db()
    assert (count, letter.state) == (1, LetterState.BOUNCED)
    assert (recipient.state, recipient.server_words) == ("bounced", "5.1.1 550 5.1.1 User unknown")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_report_that_is_no_final_failure_marks_nothing(recipient: Recipient, action: str) -> None:
    raw = a_report(Sent.objects.get().message_id, action=action)

    assert note_bounces(system_actor(), raws=[raw], now=NOW) == 0
    assert Sent.objects.get().state == LetterState.SENT


def test_a_report_on_a_letter_that_is_not_ours_marks_nothing(recipient: Recipient) -> None:
    raws = [a_report("<guessed@sfera.example>"), a_report("")]

    assert note_bounces(system_actor(), raws=raws, now=NOW) == 0
    assert Sent.objects.get().state == LetterState.SENT


def test_the_same_report_again_tells_nothing_new(recipient: Recipient) -> None:
    raw = a_report(Sent.objects.get().message_id)
    for _ in range(2):
        note_bounces(system_actor(), raws=[raw], now=NOW)

    assert Sent.objects.get().state == LetterState.BOUNCED


def test_other_letters_are_no_reports() -> None:
    plain = EmailMessage()
    plain["Subject"] = "multipart/report"
    plain.set_content("Action: failed\nmessage/delivery-status\n")

    assert bounces_in(plain.as_bytes()) == []
    assert bounces_in(b"") == []
    assert bounces_in(a_report("<a@b.example>")) == [
        Bounce("<a@b.example>", "anna@lianta.example", "5.1.1 550 5.1.1 User unknown")
    ]
