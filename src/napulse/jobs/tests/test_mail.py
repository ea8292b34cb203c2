"""Letters are composed whole, queued once, and carry no header that a text smuggled in."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.kernel.errors import Refused
from napulse.jobs.mail import Draft, compose, message_id_of, queue_letter
from napulse.jobs.models import Letter, LetterState
from napulse.testing import NOW, the_agency

pytestmark = pytest.mark.django_db


def a_draft(**more: object) -> Draft:
    plain = Draft(
        recipient="marta@client.example",
        recipient_name="Марта Кох",
        subject="Статус за неделю: «Гранит»",
        text="Добрый день!\n.точка в начале строки\n",
        html="<p>Добрый день!</p>",
        key="service.recipient:1",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def test_a_letter_is_queued_once_for_each_key() -> None:
    the_agency()

    first = queue_letter(a_draft(), now=NOW)
    second = queue_letter(a_draft(subject="Other"), now=NOW)

    assert first == second
    assert Letter.objects.get().subject == "Статус за неделю: «Гранит»"
    assert first.message_id == message_id_of("service.recipient:1")


def test_without_a_server_the_letter_is_kept_here_exactly_as_it_would_leave() -> None:
    the_agency()

    letter = queue_letter(a_draft(), now=NOW)

    assert (letter.state, letter.next_try_at) == (LetterState.HELD, None)
    assert parsed(bytes(letter.raw))["Message-ID"] == letter.message_id


def test_a_letter_holds_both_parts_names_attachments_and_headers() -> None:
    the_agency()
    draft = a_draft(
        attachments=(("Статус.pdf", "application/pdf", b"%PDF-1"),),
        reply_to="anna@sfera.example",
        automatic=True,
    )

    raw = compose(draft, message_id="<a@b>", now=NOW)

    letter = parsed(raw)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == draft.text
    assert html.get_content().strip() == draft.html
    [file] = list(letter.iter_attachments())
    assert (file.get_filename(), file.get_content()) == ("Статус.pdf", b"%PDF-1")
    assert {name: str(letter[name]) for name in ("From", "To", "Subject", "Reply-To")} == {
        "From": "Сфера <napulse@localhost>",
        "To": "Марта Кох <marta@client.example>",
        "Subject": draft.subject,
        "Reply-To": "anna@sfera.example",
    }
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == NOW
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "poison", ["a\r\nBcc: x@evil.example", "a\nb", "a\x00b", "a\u2028b", "a\rb"]
)
@pytest.mark.parametrize("place", ["subject", "recipient", "recipient_name", "reply_to", "headers"])
def test_a_line_break_in_a_header_is_refused(place: str, poison: str) -> None:
    the_agency()
    value = {"X-Note": poison} if place == "headers" else poison

    with pytest.raises(Refused):
        queue_letter(a_draft(**{place: value}), now=NOW)

    assert not Letter.objects.exists()


@pytest.mark.parametrize("address", ["", "marta", "@client.example", "a b@c.example", "a@b@c d"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    the_agency()

    with pytest.raises(Refused, match=r"letter\.bad_address"):
        queue_letter(a_draft(recipient=address), now=NOW)


def test_a_domain_in_cyrillic_goes_out_as_mail_servers_read_it() -> None:
    the_agency()

    letter = queue_letter(a_draft(recipient="marta@тест.рф"), now=NOW)

    assert letter.recipient == "marta@xn--e1aybc.xn--p1ai"


@given(subject=st.text(max_size=120), text=st.text(max_size=300), name=st.text(max_size=60))
def test_any_text_survives_the_way_through_a_letter(subject: str, text: str, name: str) -> None:
    draft = a_draft(subject=subject, text=text, html="", recipient_name=name)
    try:
        raw = compose(draft, message_id="<a@b>", now=NOW)
    except Refused:
        return
    letter = parsed(raw)
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert letter.get_content().replace("\r\n", "\n").rstrip("\n") == expected.rstrip("\n")
    assert " ".join(str(letter["Subject"]).split()) == " ".join(subject.split())
    assert set(letter.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }


def test_djangos_own_letters_leave_through_the_outbox_one_for_each_recipient() -> None:
    the_agency()
    message = EmailMultiAlternatives("Вход", "Код 12", to=["a@x.example", "Б <b@x.example>"])
    message.attach_alternative("<b>12</b>", "text/html")

    from napulse.jobs.mail import OutboxBackend

    OutboxBackend().send_messages([message])

    letters = Letter.objects.order_by("recipient")
    assert [one.recipient for one in letters] == ["a@x.example", "b@x.example"]
    assert "Bcc" not in parsed(bytes(letters[0].raw))
    assert parsed(bytes(letters[1].raw))["To"].addresses[0].display_name == "Б"
