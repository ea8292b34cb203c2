"""The outbox: who takes a letter, what is written down, when it is tried again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.fixtures import Settings as DjangoSettings

from napulse.config.env import MailOut
from napulse.jobs import queue
from napulse.jobs.gateways import Kind, LostLease, Outcome
from napulse.jobs.mail import queue_letter
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.outbox import BACK_OFF, LEASE, claim, mark_handed, record_outcome, send_due
from napulse.jobs.tests.servers import Box, Wish, a_server, door_to
from napulse.jobs.tests.test_mail import a_draft
from napulse.testing import NOW, the_agency

pytestmark = pytest.mark.django_db


def reach(settings: DjangoSettings, wish: Wish) -> None:
    mail = MailOut(wish.host, wish.port, "", "", "none", "post@sfera.example", wish.timeout_s)
    settings.ENV = replace(settings.ENV, mail=mail)


@pytest.fixture(autouse=True)
def with_a_server(settings: DjangoSettings) -> None:
    the_agency()
    reach(settings, Wish("127.0.0.1", 9))


def a_letter(number: int = 1, **more: object) -> Letter:
    return queue_letter(a_draft(key=f"service.recipient:{number}", **more), now=NOW)


def send(wish: Wish) -> bool:
    with door_to(wish) as door:
        return send_due(door)


def test_a_letter_that_was_delivered_is_told_to_the_app_it_is_about(
    settings: DjangoSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setitem(
        queue.JOBS, "service.recipient.letter_changed", lambda letter_id: heard.append(letter_id)
    )
    from threading import Event

    from napulse.jobs.worker import Worker

    box = Box()
    with a_server(box) as wish:
        reach(settings, wish)
        letter = a_letter(about="service.recipient", about_id=7)
        Worker("me", Event()).round()

    letter.refresh_from_db()
    assert (letter.state, letter.server_words) == (LetterState.SENT, "250 Kept")
    assert box.ids() == [letter.message_id]
    assert heard == [letter.pk]


def test_a_permanent_refusal_is_shown_at_once_with_the_servers_words(
    settings: DjangoSettings,
) -> None:
    with a_server(Box(at_rcpt=lambda _to: "550 5.1.1 No such user")) as wish:
        reach(settings, wish)
        letter = a_letter()
        send(wish)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.REFUSED, 1)
    assert letter.server_words == "550 5.1.1 No such user"


def test_a_temporary_refusal_is_tried_again_later_and_then_delivered(
    settings: DjangoSettings,
) -> None:
    answers: Iterator[str | None] = iter(["451 4.7.1 Greylisted", None])
    box = Box(at_rcpt=lambda _to: next(answers))
    with a_server(box) as wish, time_machine.travel(NOW, tick=False) as clock:
        reach(settings, wish)
        letter = a_letter()
        send(wish)
        letter.refresh_from_db()
        assert (letter.state, letter.next_try_at) == (LetterState.QUEUED, NOW + BACK_OFF[0])
        clock.shift(timedelta(seconds=59))
        send(wish)
        assert box.letters == []
        clock.shift(timedelta(seconds=1))
        send(wish)

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, len(box.letters)) == (LetterState.SENT, 2, 1)


def test_a_letter_is_given_up_after_three_days_of_temporary_refusals() -> None:
    letter, at = a_letter(), NOW
    for wait in BACK_OFF:
        taken = claim(at)
        assert taken == letter
        record_outcome(taken, Outcome(Kind.TEMPORARY, "451 later"), now=at)
        at += wait
    assert at - NOW == timedelta(minutes=201 + 240 * 17)
    last = claim(at)
    assert last is not None
    record_outcome(last, Outcome(Kind.TEMPORARY, "451 later"), now=at)

    letter.refresh_from_db()
    assert (letter.state, letter.server_words) == (LetterState.REFUSED, "451 later")


def test_a_claimed_letter_is_nobody_elses_until_its_lease_ends() -> None:
    letter = a_letter()
    at = NOW

    assert claim(at) == letter
    assert claim(at + LEASE) is None
    assert claim(at + LEASE + timedelta(seconds=1)) == letter


def test_a_worker_that_lost_its_lease_neither_sends_nor_writes_an_outcome() -> None:
    a_letter()
    slow = claim(NOW)
    quick = claim(NOW + LEASE * 2)
    assert slow is not None
    assert quick is not None

    with pytest.raises(LostLease):
        mark_handed(slow)
    record_outcome(slow, Outcome(Kind.PERMANENT, "550 stale"), now=NOW)

    letter = Letter.objects.get()
    assert (letter.state, letter.server_words) == (LetterState.SENDING, "")
    mark_handed(quick)


def test_nothing_in_the_queue_hurries_when_the_server_is_out_of_reach(
    settings: DjangoSettings,
) -> None:
    first, second = a_letter(1), a_letter(2)

    assert send(Wish("127.0.0.1", 9)) is False

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.next_try_at is not None
    assert first.next_try_at > timezone.now()
