"""Letters of invoices, the client's link, reminders: what leaves, to whom, and what never does."""

import email
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import GuestLink
from napulse.audit.models import Entry
from napulse.billing.actions.dunning import (
    propose_dunning,
    send_dunning,
    send_dunnings,
    skip_dunning,
)
from napulse.billing.actions.sending import send_invoice
from napulse.billing.jobs.invoices import deliver_dunning, deliver_invoice, letter_changed, remind
from napulse.billing.models import DunningLetter, DunningStep, Invoice
from napulse.billing.queries.dunning import due_step, steps, unknown_words, words_of
from napulse.billing.tests.making import FULL, a_draft, an_author, issue, issued, late
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.jobs.mail import leaving
from napulse.jobs.models import Letter, LetterState
from napulse.testing import NOW, TODAY, a_client, a_contact, a_user, the_agency
from napulse.testing_money import made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    the_agency()
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client_row() -> Client:
    client = a_client("Гранит")
    a_contact(client, "Ольга Финансова", role="finance", email="fin@client.example")
    a_contact(client, "Пётр Решаев", role="decides", email="boss@client.example")
    return client


def send(invoice: Invoice, *names: str, words: str = "") -> Invoice:
    from napulse.clients.models import Contact

    ids = [Contact.objects.get(name=name).pk for name in names]
    return send_invoice(an_author(), invoice, contact_ids=ids, words=words, now=NOW)


def delivered(invoice: Invoice, *names: str, words: str = "") -> Invoice:
    """Sent, and the letters written as the worker does."""
    from napulse.clients.models import Contact

    send(invoice, *names, words=words)
    ids = list(Contact.objects.filter(name__in=names).values_list("pk", flat=True))
    author = an_author().own_id
    for _turn in range(2):  # a worker that is asked twice writes none twice
        deliver_invoice(invoice.pk, ids, author, words, 1)
    return Invoice.objects.get(pk=invoice.pk)


def opened(letter: Letter) -> EmailMessage:
    raw = leaving(letter)
    assert raw is not None
    return cast(EmailMessage, email.message_from_bytes(raw, policy=default))


def test_an_invoice_leaves_in_the_client_s_language_with_its_pdf(client_row: Client) -> None:
    invoice = issued(client_row, language="en", title="Services in November")

    invoice = delivered(invoice, "Ольга Финансова", words="Dear Olga,\n\nhere it is.")

    letter = Letter.objects.get()
    message = opened(letter)
    body = message.get_body(("plain",))
    assert body is not None
    assert (letter.recipient, invoice.state) == ("fin@client.example", "sent")
    assert message["Subject"] == "Invoice No. 1/26 of 23 November 2026"
    assert "Dear Olga," in body.get_content()
    assert "122,000.00\u00a0RUB" in body.get_content()
    (paper,) = message.iter_attachments()
    assert paper.get_filename() == "invoice-1-26.pdf"
    assert cast(bytes, paper.get_payload(decode=True)).startswith(b"%PDF")
    assert invoice.sent_to == "fin@client.example"


def test_a_draft_is_not_sent_and_somebody_must_get_it(client_row: Client) -> None:
    with pytest.raises(Refused, match=r"invoice\.not_issued"):
        send(a_draft(client_row), "Ольга Финансова")
    with pytest.raises(Refused, match=r"invoice\.nobody"):
        send(issued(client_row))


def test_contacts_of_another_client_get_nothing(client_row: Client) -> None:
    a_contact(a_client("Чужой"), "Чужак", email="other@client.example")

    with pytest.raises(Refused, match=r"invoice\.nobody"):
        send(issued(client_row), "Чужак")


def test_history_notes_what_became_of_the_letter(client_row: Client) -> None:
    invoice = delivered(issued(client_row), "Ольга Финансова")
    letter = Letter.objects.get()
    for state, words in ((LetterState.SENT, "250 OK"), (LetterState.BOUNCED, "550 no such user")):
        letter.state, letter.server_words = state, words
        letter.save()
        letter_changed(letter.pk)

    told = Entry.objects.filter(object_id=invoice.pk, model="billing.invoice").order_by("number")
    assert [entry.event for entry in told][-3:] == [
        "invoice.sent", "invoice.delivered", "invoice.letter_refused",
    ]  # fmt: skip


def key_of(letter: Letter) -> str:
    body = opened(letter).get_body(("plain",))
    assert body is not None
    return next(w for w in body.get_content().split() if "/billing/d/" in w).split("/")[-2]


def test_the_link_opens_the_one_document_and_counts_as_seen_once(
    client: Browser, client_row: Client
) -> None:
    invoice = delivered(issued(client_row), "Ольга Финансова")
    key = key_of(Letter.objects.get())
    page = reverse("billing:guest_invoice", args=[key])

    robot = client.get(page, HTTP_SEC_PURPOSE="prefetch")
    unseen = Invoice.objects.get(pk=invoice.pk).seen_at
    answers = [client.get(page), client.get(page)]
    papers = [client.get(f"{page}{kind}/") for kind in ("pdf", "xlsx")]

    assert (robot.status_code, unseen) == (200, None)
    text = answers[0].content.decode().replace("\u00a0", " ")
    assert "Счёт на оплату № 1/26 от 23 ноября 2026" in text
    assert "Сто двадцать две тысячи рублей 00 копеек" in text
    assert answers[0]["Content-Language"] == "ru"
    assert papers[0].content.startswith(b"%PDF")
    assert papers[1].content.startswith(b"PK")
    assert Invoice.objects.get(pk=invoice.pk).seen_at == NOW
    seen = Entry.objects.filter(event="invoice.seen", object_id=invoice.pk)
    assert [entry.actor_name for entry in seen] == [""]


def test_unknown_expired_and_revoked_links_look_alike(client: Browser, client_row: Client) -> None:
    delivered(issued(client_row), "Ольга Финансова")
    page = reverse("billing:guest_invoice", args=[key_of(Letter.objects.get())])
    strange = client.get(reverse("billing:guest_invoice", args=["x" * 43]))
    GuestLink.objects.update(expires_at=NOW - timedelta(seconds=1))

    expired = client.get(page)

    assert (strange.status_code, expired.status_code) == (404, 404)
    assert "1/26" not in expired.content.decode()


def test_a_link_of_somebody_erased_is_dead(client: Browser, client_row: Client) -> None:
    delivered(issued(client_row), "Ольга Финансова")
    key = key_of(Letter.objects.get())
    from napulse.clients.models import Contact

    contact = Contact.objects.get(name="Ольга Финансова")
    contact.erased_at = NOW
    made(contact)

    assert client.get(reverse("billing:guest_invoice", args=[key])).status_code == 404


@pytest.mark.parametrize(
    ("days", "known", "step"),
    [
        (-5, (), None),
        (-3, (), -3),
        (-2, (), -3),
        (0, (), -3),
        (1, (), 1),
        (1, (-3,), 1),
        (6, (1,), None),
        (8, (1,), 7),
        (20, (), 14),
        (20, (30,), None),
        (300, (1, 7), 30),
    ],
)
def test_an_invoice_takes_the_newest_step_whose_day_has_come(
    client_row: Client, days: int, known: tuple[int, ...], step: int | None
) -> None:
    """The ladder that ships: three days before the due date, then 1, 7, 14 and 30 after it."""
    found = due_step(late(client_row, days), steps(), known, TODAY)

    assert (found.days if found else None) == step


def test_the_night_proposes_each_step_once_and_the_words_are_filled_in(
    client_row: Client,
) -> None:
    invoice = late(client_row, 8)

    remind()
    remind()

    letter = DunningLetter.objects.get()
    assert (letter.invoice, letter.step.days) == (invoice, 7)
    assert "№\u00a01/26" in letter.words
    assert "8\u00a0дн." in letter.words
    assert "122\u00a0000\u00a0₽" in letter.words
    assert "{" not in letter.words
    assert not Letter.objects.exists()


def test_a_step_may_send_by_itself(client_row: Client) -> None:
    step = DunningStep.objects.get(days=7)
    step.by_itself = True
    made(step)

    late(client_row, 8)
    remind()

    letter = DunningLetter.objects.get()
    assert (letter.sent_at, letter.sent_to) == (NOW, "fin@client.example")


def test_a_reminder_leaves_with_the_invoice_to_whoever_got_it(client_row: Client) -> None:
    invoice = delivered(late(client_row, 8), "Пётр Решаев")
    remind()
    letter = DunningLetter.objects.get()

    send_dunning(an_author(), letter, words="Пётр, ждём оплату.", now=NOW)
    deliver_dunning(letter.pk, an_author().own_id)

    sent = Letter.objects.get(about="billing.dunning")
    message = opened(sent)
    assert sent.recipient == "boss@client.example"
    assert message["Subject"] == "Счёт № 1/26 не оплачен неделю"
    (paper,) = message.iter_attachments()
    assert paper.get_filename() == "invoice-1-26.pdf"
    assert invoice.number == "1/26"


def paid(invoice: Invoice) -> None:
    row = Invoice.objects.get(pk=invoice.pk)
    row.state, row.paid_minor = "paid", row.total_minor
    made(row)


def test_what_is_paid_is_never_reminded_of(client_row: Client) -> None:
    invoice = late(client_row, 8)
    remind()
    letter = DunningLetter.objects.get()
    paid(invoice)

    with pytest.raises(Refused, match=r"dunning\.paid"):
        send_dunning(an_author(), letter, words="Ждём", now=NOW)
    assert send_dunnings(an_author(), letters=[letter], now=NOW) == []
    step = DunningStep.objects.get(days=14)
    assert propose_dunning(an_author(), invoice, step=step, today=TODAY, now=NOW) is None
    remind()
    letter.refresh_from_db()
    assert (letter.sent_at, letter.skipped_at) == (None, NOW)
    assert not Letter.objects.filter(about="billing.dunning").exists()


def test_what_was_put_aside_is_not_sent_and_does_not_come_again(client_row: Client) -> None:
    late(client_row, 8)
    remind()
    letter = DunningLetter.objects.get()
    skip_dunning(an_author(), letter, now=NOW)

    with pytest.raises(Refused, match=r"dunning\.decided"):
        send_dunning(an_author(), letter, words="Ждём", now=NOW)
    remind()
    assert DunningLetter.objects.count() == 1


def test_words_are_in_the_language_of_the_invoice(client_row: Client) -> None:
    step = DunningStep.objects.get(days=7)
    english = issued(client_row, FULL, on=TODAY - timedelta(days=18), due_days=10, language="en")

    subject, words = words_of(step, english, TODAY)

    assert subject == "Invoice No.\u00a01/26 has been open for a week"
    assert "8 days past its due date (15 November 2026)" in words
    assert "₽122,000 is open" in words


def test_every_place_of_the_shipped_words_is_known() -> None:
    for step in steps():
        for text in (step.subject_ru, step.subject_en, step.words_ru, step.words_en):
            assert unknown_words(text) == []
    assert unknown_words("{number} {nummer}") == ["nummer"]


def test_drafts_and_acts_are_reminded_of_by_nobody(client_row: Client) -> None:
    draft = a_draft(client_row, drafted_on=date(2026, 1, 12))
    remind()
    assert not DunningLetter.objects.exists()
    issue(draft, on=date(2026, 1, 12))
    remind()
    assert DunningLetter.objects.get().step.days == 30
    assert a_user("finance").pk
