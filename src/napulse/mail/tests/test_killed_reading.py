"""A real worker killed without warning while it reads a mailbox: nothing lost, nothing twice."""

import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from napulse.jobs.models import LongWork, WorkerBeat, WorkState
from napulse.jobs.tests.servers import Wish
from napulse.jobs.tests.test_killed_worker import (  # noqa: F401 - fixtures count here too
    end,
    nobody_left,
    roles_again,
    start_worker,
)
from napulse.mail.actions.mailboxes import choose_folders, connect_mailbox
from napulse.mail.models import Letter, MailboxState
from napulse.mail.tests.servers import a_dovecot
from napulse.mail.tests.test_mailboxes import data, numbered
from napulse.testing import NOW, a_user, acting, the_agency

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]
MANY = 200
NO_MAIL = Wish("127.0.0.1", 1)


def until(done: Callable[[], bool], within_s: float = 90) -> None:
    deadline = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < deadline, Letter.objects.count()
        time.sleep(0.05)


def test_a_worker_killed_in_the_middle_of_a_mailbox_loses_and_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    the_agency()
    owner = a_user("director")
    with a_dovecot() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.trust))
        monkeypatch.setenv("NAPULSE_DNS", "none")
        server.put(*numbered(MANY))
        mailbox = connect_mailbox(acting(owner), data=data(server), now=NOW)
        mailbox.folders.create(name="INBOX", is_chosen=True)
        folder_ids = list(mailbox.folders.values_list("pk", flat=True))
        mailbox = choose_folders(acting(owner), mailbox, folder_ids=folder_ids, now=NOW)
        first = start_worker(NO_MAIL)
        until(lambda: Letter.objects.count() >= 50)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert Letter.objects.count() < MANY
        WorkerBeat.objects.all().delete()  # time passes: it is known to be silent

        second = start_worker(NO_MAIL)
        work = mailbox.work
        assert work is not None
        until(lambda: not _again(work).is_open)
        until(lambda: not Letter.objects.filter(judged_at=None).exists())
        assert end(second) == 0

    assert _again(work).state == WorkState.DONE
    assert Counter(row.blob.raw for row in Letter.objects.all()) == Counter(numbered(MANY))
    mailbox.refresh_from_db()
    assert mailbox.state == MailboxState.OK


def _again(work: LongWork) -> LongWork:
    work.refresh_from_db()
    return work
