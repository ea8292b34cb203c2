"""Mailboxes against a real Dovecot: letters come once each, whatever breaks in between."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as Browser

from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.models import WorkState
from napulse.jobs.queue import JOBS
from napulse.mail.actions.mailboxes import (
    MailboxData,
    choose_folders,
    connect_mailbox,
    delete_mailbox,
    edit_mailbox,
    pause_mailbox,
    restore_mailbox,
    share_mailbox,
)
from napulse.mail.gateways import imap
from napulse.mail.models import Judged, Letter, Mailbox, MailboxState, MailFolder
from napulse.mail.queries import letters
from napulse.mail.tests.letters import Down, a_letter, fraud, name_servers
from napulse.mail.tests.servers import PASSWORD, USER, Dovecot, a_dovecot
from napulse.testing import NOW, a_user, acting, the_agency

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("dovecot")]


@pytest.fixture
def dovecot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dovecot]:
    with a_dovecot() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.trust))
        yield server


@pytest.fixture(autouse=True)
def _agency(monkeypatch: pytest.MonkeyPatch) -> None:
    the_agency()
    name_servers(monkeypatch, Down())


@pytest.fixture
def owner() -> User:
    return a_user("director")


def numbered(count: int, start: int = 0) -> list[bytes]:
    return [
        a_letter("a@b.example", f"№ {n}", f"Текст {n}\n", ident=f"<{n}@b.example>")
        for n in range(start, start + count)
    ]


def data(server: Dovecot, **more: Any) -> MailboxData:
    values = {
        "name": "Моя почта",
        "host": "127.0.0.1",
        "port": server.tls,
        "security": "tls",
        "user": USER,
        "password": PASSWORD,
    }
    return MailboxData(**(values | more))


def connected(owner: User, server: Dovecot, **more: Any) -> Mailbox:
    """A mailbox whose folders are known, the inbox chosen."""
    mailbox = connect_mailbox(acting(owner), data=data(server, **more), now=NOW)
    JOBS["mail.list_folders"](mailbox_id=mailbox.pk)
    mailbox.refresh_from_db()
    return mailbox


def raws() -> list[bytes]:
    return [row.blob.raw for row in Letter.objects.order_by("pk")]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_come_byte_for_byte_judged_and_stay_unread_at_the_server(
    owner: User, dovecot: Dovecot, security: str
) -> None:
    sent = [*numbered(3), fraud()]
    dovecot.put(*sent)
    port = dovecot.tls if security == "tls" else dovecot.plain
    mailbox = connected(owner, dovecot, security=security, port=port)
    assert (mailbox.state, mailbox.refusal) == (MailboxState.OK, "")

    JOBS["mail.poll"]()

    assert raws() == sent
    assert [row.verdict for row in Letter.objects.order_by("pk")] == [
        *[Judged.NO_CLAIM] * 3,
        Judged.FRAUDULENT,
    ]
    assert dovecot.unseen() == 4
    assert {row.mailbox for row in Letter.objects.all()} == {mailbox}


def test_only_what_is_new_is_fetched(
    owner: User, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.put(*numbered(3))
    connected(owner, dovecot)
    JOBS["mail.poll"]()
    fetched: list[int] = []
    whole = imap.ImapDoor._fetched

    def counting(door: imap.ImapDoor, uids: Any) -> Any:
        fetched.extend(uids)
        return whole(door, uids)

    monkeypatch.setattr(imap.ImapDoor, "_fetched", counting)
    dovecot.put(*numbered(2, start=3))
    for _ in range(2):
        JOBS["mail.poll"]()

    assert fetched == [4, 5]
    assert raws() == numbered(5)


def test_reading_that_broke_between_batches_goes_on_where_it_stopped(
    owner: User, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.put(*numbered(25))
    connected(owner, dovecot)
    monkeypatch.setattr(imap, "BATCH_LETTERS", 10)
    whole = imap.ImapDoor._fetched
    calls: list[Any] = []

    def dying(door: imap.ImapDoor, uids: Any) -> Any:
        calls.append(uids)
        if len(calls) == 2:
            raise OSError("the line broke")
        return whole(door, uids)

    monkeypatch.setattr(imap.ImapDoor, "_fetched", dying)
    JOBS["mail.poll"]()
    mailbox = Mailbox.objects.get()
    assert (mailbox.state, mailbox.refusal) == (MailboxState.REFUSED, "unreachable: the line broke")
    assert (Letter.objects.count(), MailFolder.objects.get().last_uid) == (10, 10)

    JOBS["mail.poll"]()

    assert raws() == numbered(25)
    assert Mailbox.objects.get().state == MailboxState.OK


def test_a_new_numbering_of_the_server_brings_no_letter_twice_and_loses_none(
    owner: User, dovecot: Dovecot
) -> None:
    dovecot.put(*numbered(5))
    connected(owner, dovecot)
    JOBS["mail.poll"]()
    before = MailFolder.objects.get()
    dovecot.renumber()
    dovecot.put(*numbered(2, start=5))

    JOBS["mail.poll"]()

    after = MailFolder.objects.get()
    assert after.uidvalidity != before.uidvalidity
    assert sorted(raws()) == sorted(numbered(7))
    assert after.taken == 7


def test_a_large_mailbox_is_read_with_progress_and_can_be_stopped(
    owner: User, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.put(*numbered(30))
    mailbox = connected(owner, dovecot)
    folder = mailbox.folders.get()
    mailbox = choose_folders(acting(owner), mailbox, folder_ids=[folder.pk], now=NOW)
    assert mailbox.work is not None

    JOBS["mail.load"](mailbox_id=mailbox.pk)

    mailbox.work.refresh_from_db()
    assert (mailbox.work.state, mailbox.work.done, mailbox.work.total) == (WorkState.DONE, 30, 30)
    assert Letter.objects.count() == 30


def test_stopping_the_first_reading_pauses_the_mailbox(owner: User, dovecot: Dovecot) -> None:
    dovecot.put(*numbered(3))
    mailbox = connected(owner, dovecot)
    ids = [mailbox.folders.get().pk]
    mailbox = choose_folders(acting(owner), mailbox, folder_ids=ids, now=NOW)
    assert mailbox.work is not None
    mailbox.work.wish_to_cancel = True
    mailbox.work.save()

    JOBS["mail.load"](mailbox_id=mailbox.pk)
    JOBS["mail.poll"]()

    mailbox.refresh_from_db()
    assert (mailbox.state, Letter.objects.count()) == (MailboxState.PAUSED, 0)
    pause_mailbox(acting(owner), mailbox, paused=False)
    JOBS["mail.poll"]()
    assert Letter.objects.count() == 3


def test_folders_are_listed_the_inbox_is_proposed_and_only_chosen_ones_are_read(
    owner: User, dovecot: Dovecot
) -> None:
    dovecot.put(*numbered(1))
    dovecot.put(*numbered(1, start=1), folder="Archive")
    mailbox = connected(owner, dovecot)
    rows = mailbox.folders.order_by("name").values_list("name", "is_chosen")
    assert list(rows) == [("Archive", False), ("INBOX", True)]
    JOBS["mail.poll"]()
    assert raws() == numbered(1)

    everything = list(mailbox.folders.values_list("pk", flat=True))
    choose_folders(acting(owner), mailbox, folder_ids=everything, now=NOW)
    JOBS["mail.load"](mailbox_id=mailbox.pk)

    assert sorted(raws()) == sorted(numbered(2))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"password": "no"}, "sign_in"), ({"port": 1}, "unreachable")],
)
def test_a_refusal_is_told_on_the_mailbox(
    owner: User, dovecot: Dovecot, wrong: dict[str, Any], code: str
) -> None:
    mailbox = connected(owner, dovecot, **wrong)

    assert mailbox.state == MailboxState.REFUSED
    assert mailbox.refusal.startswith(f"{code}: ")


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(
    owner: User, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    for security, port in (("tls", dovecot.tls), ("starttls", dovecot.plain)):
        mailbox = connected(owner, dovecot, security=security, port=port)
        assert mailbox.refusal.startswith("certificate: "), mailbox.refusal
    log = (dovecot.home / "log").read_text()
    assert "Login:" not in log


def test_the_password_is_kept_sealed_and_history_does_not_tell_it(
    owner: User, dovecot: Dovecot
) -> None:
    mailbox = connected(owner, dovecot)

    assert PASSWORD not in mailbox.password
    assert mailbox.password != ""
    told = [str(each.changes) for each in Entry.objects.filter(model="mail.mailbox")]
    assert told
    assert not any(PASSWORD in each or mailbox.password in each for each in told)


def test_a_moved_mailbox_needs_the_password_anew(owner: User, dovecot: Dovecot) -> None:
    mailbox = connected(owner, dovecot)
    elsewhere = data(dovecot, host="evil.example", password="")

    with pytest.raises(Refused, match=r"mailbox\.password_missing"):
        edit_mailbox(acting(owner), mailbox, data=elsewhere, version=mailbox.version)
    renamed = data(dovecot, name="Другое имя", password="")
    edit_mailbox(acting(owner), mailbox, data=renamed, version=mailbox.version)

    JOBS["mail.list_folders"](mailbox_id=mailbox.pk)
    assert Mailbox.objects.get().state == MailboxState.OK


def test_a_shared_mailbox_is_read_by_those_it_is_shared_with_and_changed_by_its_owner(
    owner: User, dovecot: Dovecot
) -> None:
    dovecot.put(*numbered(1))
    mailbox, reader, other = connected(owner, dovecot), a_user("manager"), a_user("director")
    JOBS["mail.poll"]()
    share_mailbox(acting(owner), mailbox, user_ids=[reader.pk])

    seen = {who: letters.letters(acting(who)).count() for who in (owner, reader, other)}

    assert seen == {owner: 1, reader: 1, other: 0}
    assert list(Mailbox.objects.seen_by(acting(reader))) == [mailbox]
    with pytest.raises(Missing):
        pause_mailbox(acting(reader), mailbox, paused=True)
    share_mailbox(acting(owner), mailbox, user_ids=[])
    assert letters.letters(acting(reader)).count() == 0


def test_a_removed_mailbox_is_not_read_its_letters_stay_and_it_comes_back(
    owner: User, dovecot: Dovecot
) -> None:
    dovecot.put(*numbered(1))
    mailbox = connected(owner, dovecot)
    JOBS["mail.poll"]()
    delete_mailbox(acting(owner), mailbox, now=NOW)
    dovecot.put(*numbered(1, start=1))

    JOBS["mail.poll"]()

    assert letters.letters(acting(owner)).count() == 1
    restore_mailbox(acting(owner), mailbox)
    JOBS["mail.poll"]()
    assert letters.letters(acting(owner)).count() == 2


def test_the_pages_connect_a_mailbox_and_tell_how_it_is_read(
    owner: User, dovecot: Dovecot, client: Browser
) -> None:
    owner.language = "en"
    owner.save()
    client.force_login(owner)
    values = {
        "name": "Work",
        "host": "127.0.0.1",
        "port": dovecot.tls,
        "security": "tls",
        "user": USER,
        "password": "wrong",
        "files_letters": "on",
    }

    answer = client.post("/mail/mailboxes/create/", values)

    mailbox = Mailbox.objects.get()
    assert answer["Location"] == mailbox.get_absolute_url()
    JOBS["mail.list_folders"](mailbox_id=mailbox.pk)
    page = client.get(mailbox.get_absolute_url()).content.decode()
    assert "The server does not accept the user name or the app password." in page
    values |= {"password": PASSWORD, "version": Mailbox.objects.get().version}
    client.post(f"{mailbox.get_absolute_url()}save/", values)
    JOBS["mail.list_folders"](mailbox_id=mailbox.pk)
    page = client.get(mailbox.get_absolute_url()).content.decode()
    assert "INBOX" in page
    assert PASSWORD not in page
    refused = client.post("/mail/mailboxes/create/", values | {"password": "", "host": "no host"})
    assert refused.status_code == 422
