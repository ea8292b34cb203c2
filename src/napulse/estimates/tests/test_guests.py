"""The client answers by the signed link: reads, comments, returns, accepts; a robot does not."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.clients.models import Client
from napulse.estimates import jobs
from napulse.estimates.actions import sending
from napulse.estimates.actions.sending import SendData
from napulse.estimates.models import BudgetLine, Estimate
from napulse.estimates.tests.offers import DAY, a_client_of, a_manager, a_sent, accepted, hours
from napulse.jobs.keys import HIDDEN
from napulse.jobs.mail import leaving
from napulse.jobs.models import Letter
from napulse.testing import NOW, a_project, acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user() -> User:
    return a_manager()


@pytest.fixture
def client_(user: User) -> Client:
    return a_client_of(user)


def key_of(estimate: Estimate) -> str:
    """The key in the letter as it leaves."""
    jobs.deliver(estimate.pk)
    letter = Letter.objects.filter(about_id=estimate.pk, about=sending.ABOUT).latest("pk")
    raw = leaving(letter)
    assert raw is not None
    text = re.sub(rb"=\r?\n", b"", raw).decode()
    found = re.search(r"/estimates/offer/([\w-]{43})/", text)
    assert found is not None
    return found[1]


def at(name: str, key: str) -> str:
    return reverse(f"estimates:{name}", args=[key])


def test_the_letter_has_the_pdf_and_a_link_that_is_not_kept_in_clear(
    user: User, client_: Client
) -> None:
    sent = a_sent(user, client_)
    key = key_of(sent)
    letter = Letter.objects.get(about_id=sent.pk)
    parts = list(message_from_bytes(bytes(letter.raw), policy=SMTP).walk())
    texts = [part.get_content() for part in parts if part.get_content_maintype() == "text"]
    assert all(HIDDEN in text and key not in text for text in texts)
    assert [part.get_content_type() for part in parts][-1] == "application/pdf"
    assert letter.recipient == "client@example.com"


def test_the_letter_is_written_once_for_each_sending(user: User, client_: Client) -> None:
    sent = a_sent(user, client_)
    first = key_of(sent)
    assert key_of(sent) == first
    again = sending.send_again(acting(user), sent, data=SendData("b@example.com"), now=NOW)
    second = key_of(again)
    assert second != first
    browser = Browser()
    assert browser.get(at("guest_estimate", first)).status_code == 404
    assert browser.get(at("guest_estimate", second)).status_code == 200


def test_opening_by_a_robot_is_not_seen_but_the_page_in_a_browser_is(
    user: User, client_: Client, client: Browser
) -> None:
    sent = a_sent(user, client_)
    key = key_of(sent)
    page = client.get(at("guest_estimate", key))
    sent.refresh_from_db()
    assert (page.status_code, sent.seen_at) == (200, None)
    assert at("guest_seen", key) in page.content.decode()
    assert client.post(at("guest_seen", key)).status_code == 204
    sent.refresh_from_db()
    assert sent.seen_at == NOW


def test_the_page_shows_prices_and_never_cost_or_margin(
    user: User, client_: Client, client: Browser
) -> None:
    text = client.get(at("guest_estimate", key_of(a_sent(user, client_)))).content.decode()
    assert "40\u00a0000\u00a0₽" in text
    assert "noindex" in text
    assert "Маржа" not in text


def field_that_is_wrong(answer: Any) -> str:
    found = re.search(r'name="(\w+)"[^>]*aria-describedby="answer-error"', answer.content.decode())
    return found[1] if found else ""


def test_a_return_without_a_word_points_at_the_words(
    user: User, client_: Client, client: Browser
) -> None:
    key = key_of(a_sent(user, client_))
    empty = client.post(at("guest_answer", key), {"answer": "returned"})
    assert (empty.status_code, field_that_is_wrong(empty)) == (422, "words")


def test_the_client_accepts_with_a_name_and_the_budget_is_made(
    user: User, client_: Client, client: Browser
) -> None:
    project = a_project(client_)
    sent = a_sent(user, client_, project=project)
    key = key_of(sent)
    nameless = client.post(at("guest_answer", key), {"answer": "accepted", "words": "Хорошо"})
    assert nameless.status_code == 422
    assert field_that_is_wrong(nameless) == "name"
    assert "Хорошо" in nameless.content.decode()
    done = client.post(at("guest_answer", key), {"answer": "accepted", "name": "Мария"})
    assert done.status_code == 302
    sent.refresh_from_db()
    assert sent.state == "accepted"
    assert sent.answers.get(kind="accepted").by_name == "Мария"
    assert BudgetLine.objects.get().project_id == project.pk
    twice = client.post(at("guest_answer", key), {"answer": "declined", "name": "Мария"})
    assert twice.status_code == 422


def test_comments_come_back_when_the_return_is_refused(
    user: User, client_: Client, client: Browser
) -> None:
    sent = a_sent(user, client_)
    line, key = sent.lines.get(), key_of(sent)
    body = {"answer": "returned", f"comment-{line.pk}": "Почему десять часов?"}
    refused = client.post(at("guest_answer", key), body)
    assert refused.status_code == 422
    assert "Почему десять часов?" in refused.content.decode()
    client.post(at("guest_answer", key), body | {"name": "Мария"})
    sent.refresh_from_db()
    assert (sent.state, sent.answers.get(line=line).words) == ("returned", "Почему десять часов?")


def test_what_was_said_of_a_line_stands_under_it_and_the_rest_below(
    user: User, client_: Client, client: Browser
) -> None:
    sent = a_sent(user, client_, hours(price_minor=400_000), hours(title="Вёрстка", price_minor=1))
    line, key = sent.lines.first(), key_of(sent)
    assert line is not None
    said = {f"comment-{line.pk}": "Почему десять часов?", "words": "Ждём новую"}
    client.post(at("guest_answer", key), said | {"answer": "returned", "name": "Мария"})
    text = client.get(at("guest_estimate", key)).content.decode()
    places = [text.find(one) for one in ("Почему десять часов?", "Вёрстка", "Ждём новую")]
    assert places == sorted(places)
    assert text.count("Почему десять часов?") == 1
    assert 'id="answer"' not in text


def test_the_total_and_the_pdf_stand_at_the_top(
    user: User, client_: Client, client: Browser
) -> None:
    key = key_of(a_sent(user, client_))
    text = client.get(at("guest_estimate", key)).content.decode()
    head, _lines = text.split("<thead>", 1)
    assert at("guest_pdf", key) in head
    assert "48\u00a0800\u00a0₽" in head


def test_an_expired_offer_is_read_but_not_accepted(
    user: User, client_: Client, client: Browser
) -> None:
    sent = a_sent(user, client_, valid_until=DAY)
    key = key_of(sent)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert 'value="accepted"' not in client.get(at("guest_estimate", key)).content.decode()
        body = {"answer": "accepted", "name": "Мария"}
        assert client.post(at("guest_answer", key), body).status_code == 422
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_closed_and_a_forged_link_look_alike(
    user: User, client_: Client, client: Browser
) -> None:
    sent = a_sent(user, client_)
    key = key_of(sent)
    sending.close_link(acting(user), sent, now=NOW)
    pages = [client.get(at("guest_estimate", one)) for one in (key, "0" * 43)]
    assert [page.status_code for page in pages] == [404, 404]


def test_whoever_tries_keys_is_stopped(client: Browser) -> None:
    codes = [client.get(at("guest_estimate", f"{n:043}")).status_code for n in range(32)]
    assert codes[-1] == 429


def test_the_author_is_told_of_the_answer(user: User, client_: Client) -> None:
    done = accepted(user, client_)
    jobs.tell_author(done.pk, "accepted")
    letter = Letter.objects.get(recipient=user.email)
    assert "принята" in letter.subject


def test_the_pdf_is_the_one_that_was_sent(user: User, client_: Client, client: Browser) -> None:
    answer = client.get(at("guest_pdf", key_of(a_sent(user, client_))))
    assert answer.content[:5] == b"%PDF-"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="estimate-1-v1.pdf"'
