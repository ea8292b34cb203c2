"""Letters of invoices that leave once, with what is true on the day that they leave."""

from datetime import date, timedelta
from typing import Any

import pytest

from napulse.billing.actions.dunning import send_dunnings
from napulse.billing.actions.payments import Choice, Share, match_payment
from napulse.billing.actions.sending import send_invoice, sent_mark
from napulse.billing.jobs.invoices import remind
from napulse.billing.models import DunningLetter
from napulse.billing.queries.dunning import proposed
from napulse.billing.tests.making import FULL, an_author, issued, late
from napulse.clients.models import Client, Contact
from napulse.engines.kernel.errors import Refused
from napulse.testing import NOW, a_client, a_contact, the_agency
from napulse.testing_money import a_payment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    the_agency()
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client_row() -> Client:
    client = a_client("Гранит")
    a_contact(client, "Ольга Финансова", role="finance", email="fin@client.example")
    return client


def test_a_reminder_that_waits_gives_way_to_the_next(client_row: Client, time_machine: Any) -> None:
    late(client_row, 8)
    remind()
    time_machine.move_to(NOW + timedelta(days=7), tick=False)
    remind()

    first, second = DunningLetter.objects.order_by("pk")
    assert first.skipped_at is not None
    assert [row.pk for row in proposed(an_author())] == [second.pk]
    sent = send_dunnings(an_author(), letters=[first, second], now=NOW + timedelta(days=7))
    assert [row.step.days for row in sent] == [14]


def test_a_reminder_says_what_is_open_on_the_day_that_it_leaves(client_row: Client) -> None:
    invoice = late(client_row, 8)
    remind()
    letter = DunningLetter.objects.get()
    line = a_payment(amount_minor=5_000_000)
    choice = Choice([Share(invoice.pk, 5_000_000)])
    match_payment(an_author(), line, choice=choice, now=NOW)

    later = NOW + timedelta(days=2)
    [sent] = send_dunnings(an_author(), letters=[letter], now=later)

    assert "72\u00a0000\u00a0₽" in sent.words
    assert "10\u00a0дн." in sent.words


def test_the_same_press_sends_an_invoice_once(client_row: Client) -> None:
    invoice = issued(client_row, FULL, on=date(2026, 11, 10))
    contact = Contact.objects.get(client=client_row)
    seen = sent_mark(invoice)
    send_invoice(an_author(), invoice, contact_ids=[contact.pk], words="", now=NOW, seen=seen)

    with pytest.raises(Refused, match=r"invoice\.sent_already"):
        send_invoice(an_author(), invoice, contact_ids=[contact.pk], words="", now=NOW, seen=seen)
