"""The key of a client's link: in the letter that leaves, in no copy that a colleague reads."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from napulse.access.models import Agency
from napulse.jobs.actions import send_letter_again
from napulse.jobs.keys import HIDDEN
from napulse.jobs.mail import leaving, queue_letter
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.queries import opened
from napulse.jobs.tests.servers import Box, Wish, a_server
from napulse.jobs.tests.test_mail import a_draft
from napulse.jobs.tests.test_outbox import reach, send
from napulse.testing import NOW, a_client, a_user, acting, the_agency

pytestmark = pytest.mark.django_db
KEY = "TheKeyOfTheDoor"
FILE = ("Статус.pdf", "application/pdf", b"%PDF-1 " + bytes(range(256)))


def a_letter_with_a_link(**more: Any) -> Letter:
    the_agency()
    text = f"Открыть отчёт: https://sfera.example/g/s/{KEY}/"
    html = f'<a href="https://sfera.example/g/s/{KEY}/">Открыть отчёт</a>'
    draft = a_draft(text=text, html=html, door_key=KEY, attachments=(FILE,), **more)
    return queue_letter(draft, now=NOW)


def test_the_stored_letter_is_the_one_that_leaves_but_for_its_key() -> None:
    letter = a_letter_with_a_link()

    stored, leaves = opened(bytes(letter.raw)), opened(leaving(letter) or b"")

    assert KEY not in str(list(Letter.objects.values()))
    assert KEY in leaves.text
    assert KEY in leaves.html
    assert (stored.text.replace(HIDDEN, KEY), stored.html.replace(HIDDEN, KEY)) == (
        leaves.text,
        leaves.html,
    )
    assert (stored.headers, stored.attachments) == (leaves.headers, leaves.attachments)
    assert leaves.attachments[0].content == FILE[2]


def read_by(browser: Browser, letter: Letter) -> str:
    doors = ("letter_detail", "letter_html")
    pages = [browser.get(reverse(f"jobs:{door}", args=[letter.pk])) for door in doors]
    raw = opened(browser.get(reverse("jobs:letter_raw", args=[letter.pk])).content)
    assert [page.status_code for page in pages] == [200, 200]
    assert "Открыть отчёт" in raw.text
    return "".join([*(page.content.decode() for page in pages), raw.text, raw.html])


def test_a_colleague_reads_the_letter_without_its_key(client: Browser, settings: Any) -> None:
    manager = a_user("manager")
    letter = a_letter_with_a_link(client_id=a_client(team=(manager,)).pk)
    client.force_login(manager)

    assert KEY in read_by(client, letter)  # it cannot leave by itself: somebody hands it over
    reach(settings, Wish("127.0.0.1", 9))
    assert KEY not in read_by(client, letter)
    Agency.objects.update(is_demo=True)
    assert KEY in read_by(client, letter)


def test_a_sent_letter_shows_no_key_when_the_mail_server_is_gone_again(client: Browser) -> None:
    manager = a_user("manager")
    letter = a_letter_with_a_link(client_id=a_client(team=(manager,)).pk)
    Letter.objects.update(state=LetterState.SENT)
    client.force_login(manager)

    assert KEY not in read_by(client, letter)


def test_the_letter_leaves_with_its_key_and_so_it_does_again(settings: Any) -> None:
    box = Box()
    with a_server(box) as wish:
        reach(settings, wish)
        letter = a_letter_with_a_link()
        send(wish)
        Letter.objects.update(state=LetterState.BOUNCED)
        send_letter_again(acting(a_user("managing")), letter, now=timezone.now())
        send(wish)

    first, again = (opened(one) for one in box.letters)
    assert first == again
    assert KEY in first.text
    assert HIDDEN not in first.text + first.html


def test_a_key_sealed_under_a_lost_secret_keeps_the_letter_here(settings: Any) -> None:
    reach(settings, Wish("127.0.0.1", 9))
    letter = a_letter_with_a_link()
    settings.SECRET_KEY = "another, for the first one is lost"

    send(Wish("127.0.0.1", 9))

    letter.refresh_from_db()
    assert letter.state == LetterState.REFUSED
    assert "SECRET_KEY" in letter.server_words
