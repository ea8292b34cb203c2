"""Real `napulse worker` processes, killed without warning: nothing lost, nothing twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as installed
from django.db import connection
from django.utils import timezone

from napulse.jobs.mail import queue_letter
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.tests.servers import Box, Wish, a_server
from napulse.jobs.tests.test_mail import a_draft
from napulse.jobs.tests.test_outbox import reach
from napulse.testing import the_agency

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]

WAITS = (LetterState.QUEUED, LetterState.SENDING)


@pytest.fixture(autouse=True, scope="module")
def roles_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A committed test empties every table afterwards; the shipped roles come back here."""
    yield
    from napulse.access.actions import sync_roles
    from napulse.config.roles import ROLES

    with django_db_blocker.unblock():
        sync_roles(ROLES)


def database_url() -> str:
    wish = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{wish['NAME']}"
    secret = f":{wish['PASSWORD']}" if wish["PASSWORD"] else ""
    return f"postgres://{wish['USER']}{secret}@{wish['HOST']}:{wish['PORT']}/{wish['NAME']}"


STARTED: list["subprocess.Popen[bytes]"] = []


@pytest.fixture(autouse=True)
def nobody_left() -> Iterator[None]:
    yield
    while STARTED:
        worker = STARTED.pop()
        worker.kill()
        worker.wait()


def start_worker(wish: Wish) -> "subprocess.Popen[bytes]":
    env = {
        **os.environ,
        "NAPULSE_HOME": str(installed.ENV.data_dir),
        "DATABASE_URL": database_url(),
        "NAPULSE_SMTP_HOST": wish.host,
        "NAPULSE_SMTP_PORT": str(wish.port),
        "NAPULSE_SMTP_SECURITY": "none",
        "NAPULSE_MAIL_FROM": "post@sfera.example",
    }
    worker = subprocess.Popen([sys.executable, "-m", "napulse.config.cli", "worker"], env=env)
    STARTED.append(worker)
    return worker


def end(worker: "subprocess.Popen[bytes]") -> int:
    worker.send_signal(signal.SIGTERM)
    return worker.wait(timeout=20)


def leases_end() -> None:
    """Time passes for the letters that the dead worker held."""
    past = timezone.now() - timedelta(seconds=1)
    Letter.objects.filter(state=LetterState.SENDING).update(lease_until=past)


def until(done: Callable[[], bool], within_s: float = 40) -> None:
    deadline = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < deadline, Counter(Letter.objects.values_list("state", flat=True))
        time.sleep(0.05)


def all_sent() -> bool:
    return not Letter.objects.filter(state__in=WAITS).exists()


def letters(count: int) -> list[str]:
    the_agency()
    now = timezone.now()
    return [
        queue_letter(a_draft(key=f"service.recipient:{n}"), now=now).message_id
        for n in range(count)
    ]


def test_a_worker_killed_between_commit_and_send_loses_nothing_and_sends_nothing_twice(
    settings: Any,
) -> None:
    workers: list[subprocess.Popen[bytes]] = []
    seen = 0

    def kill_at_some(_address: str) -> None:
        nonlocal seen
        seen += 1
        if seen in {7, 20, 21}:
            os.kill(workers[-1].pid, signal.SIGKILL)

    box = Box(at_rcpt=kill_at_some)
    with a_server(box) as wish:
        reach(settings, wish)
        expected = letters(50)
        for _life in range(3):
            workers.append(start_worker(wish))
            assert workers[-1].wait(timeout=40) == -signal.SIGKILL
            held = Letter.objects.get(state=LetterState.SENDING)
            assert held.handed_at is None
            leases_end()
        workers.append(start_worker(wish))
        until(all_sent)
        assert end(workers[-1]) == 0

    assert Counter(box.ids()) == Counter(expected)
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}


def test_a_worker_killed_after_the_text_left_repeats_it_with_the_same_message_id(
    settings: Any,
) -> None:
    """SMTP cannot tell whether such a letter arrived: it goes again, as the same letter."""
    workers: list[subprocess.Popen[bytes]] = []

    def kill_once(_dialogue: Any) -> None:
        if len(box.letters) == 3:
            os.kill(workers[0].pid, signal.SIGKILL)

    box = Box(after_data=kill_once)
    with a_server(box) as wish:
        reach(settings, wish)
        expected = letters(6)
        workers.append(start_worker(wish))
        workers[0].wait(timeout=40)
        assert Letter.objects.get(state=LetterState.SENDING).handed_at is not None
        leases_end()
        workers.append(start_worker(wish))
        until(all_sent)
        end(workers[1])

    assert set(box.ids()) == set(expected)
    [(again, times)] = [(one, n) for one, n in Counter(box.ids()).items() if n > 1]
    assert (again, times) == (box.ids()[2], 2)
    assert len({raw for raw in box.letters if again.encode() in raw}) == 1


def test_two_workers_at_once_never_send_a_letter_twice(settings: Any) -> None:
    box = Box()
    with a_server(box) as wish:
        reach(settings, wish)
        expected = letters(120)
        workers = [start_worker(wish) for _ in range(2)]
        until(all_sent)
        assert [end(worker) for worker in workers] == [0, 0]

    assert Counter(box.ids()) == Counter(expected)
