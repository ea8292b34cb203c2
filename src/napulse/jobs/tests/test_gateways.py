"""One letter against real servers: what each answer means."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from napulse.jobs.gateways import Envelope, Kind, LostLease, Outcome
from napulse.jobs.tests.servers import (
    Box,
    Wish,
    a_certificate,
    a_server,
    a_server_that_cuts_the_text,
    a_tls_server,
    door_to,
    only_password,
)

RAW = b"Subject: x\r\nMessage-ID: <1@a>\r\n\r\nline\r\n.dot\r\n..\r\n"


def hand(wish: Wish, **more: Any) -> Outcome:
    with door_to(wish, **more) as door:
        return door.send(Envelope("a@b.example", "c@d.example", RAW), before_data=lambda: None)


def test_a_letter_is_delivered_byte_for_byte_with_the_servers_words() -> None:
    box = Box()
    with a_server(box) as wish:
        outcome = hand(wish)

    assert outcome == Outcome(Kind.DELIVERED, "250 Kept", 250)
    assert box.letters == [RAW]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 No such user here", Kind.PERMANENT),
        ("450 4.2.1 Mailbox busy, try later", Kind.TEMPORARY),
    ],
)
@pytest.mark.parametrize("step", ["at_rcpt", "after_data"])
def test_the_servers_refusal_is_told_in_its_own_words(step: str, answer: str, kind: Kind) -> None:
    with a_server(Box(**{step: lambda _any: answer})) as wish:
        outcome = hand(wish)

    assert outcome == Outcome(kind, answer, int(answer[:3]))


def test_a_refused_letter_does_not_spoil_the_connection_for_the_next() -> None:
    box = Box(at_rcpt=lambda address: "550 no" if address == "bad@d.example" else None)
    with a_server(box) as wish, door_to(wish) as door:
        kinds = [
            door.send(Envelope("a@b.example", to, RAW), before_data=lambda: None).kind
            for to in ("good@d.example", "bad@d.example", "good@d.example")
        ]

    assert kinds == [Kind.DELIVERED, Kind.PERMANENT, Kind.DELIVERED]
    assert box.letters == [RAW, RAW]


def test_a_server_that_stalls_is_temporary() -> None:
    def stall(_address: str) -> None:
        time.sleep(2)

    with a_server(Box(at_rcpt=stall)) as wish:
        outcome = hand(Wish(wish.host, wish.port, timeout_s=1))

    assert outcome.kind == Kind.TEMPORARY
    assert outcome.words.endswith("timed out")


def drop(dialogue: Any) -> None:
    dialogue.transport.abort()


def test_a_connection_dropped_after_the_text_is_unknown() -> None:
    box = Box(after_data=drop)
    with a_server(box) as wish:
        outcome = hand(wish)

    assert outcome.kind == Kind.UNKNOWN
    assert box.letters == [RAW]


def test_a_connection_cut_in_the_middle_of_the_text_has_delivered_nothing() -> None:
    long = RAW + b"word " * 8_000_000 + b"\r\n"
    with a_server_that_cuts_the_text() as wish, door_to(wish) as door:
        outcome = door.send(Envelope("a@b.example", "c@d.example", long), before_data=lambda: None)

    assert (outcome.kind, outcome.reached) == (Kind.TEMPORARY, True)


def test_no_server_at_all_is_temporary_and_said_to_be_out_of_reach() -> None:
    with a_server(Box()) as wish:
        pass

    outcome = hand(wish)

    assert (outcome.kind, outcome.reached) == (Kind.TEMPORARY, False)


def test_a_lost_lease_hands_nothing_over() -> None:
    def lost() -> None:
        raise LostLease

    box = Box()
    with a_server(box) as wish, door_to(wish) as door, pytest.raises(LostLease):
        door.send(Envelope("a@b.example", "c@d.example", RAW), before_data=lost)

    assert box.letters == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_over_tls_only_to_a_server_with_a_trusted_certificate(
    security: str, tmp_path: Path
) -> None:
    cert, context = a_certificate(tmp_path)
    box = Box()
    more = {"ssl_context": context} if security == "tls" else {"tls_context": context}
    with a_tls_server(box, security, **more) as wish:
        trusted = hand(wish, trusted=str(cert))
        stranger = hand(wish)

    assert trusted.kind == Kind.DELIVERED
    assert (stranger.kind, stranger.reached) == (Kind.TEMPORARY, False)
    assert "certificate verify failed" in stranger.words
    assert box.letters == [RAW]


def test_a_server_without_starttls_gets_nothing_when_starttls_is_wished() -> None:
    box = Box()
    with a_server(box) as wish:
        outcome = hand(Wish(wish.host, wish.port, security="starttls"))

    assert (outcome.kind, outcome.reached, box.letters) == (Kind.TEMPORARY, False, [])


@pytest.mark.parametrize(
    ("password", "kind"), [("right", Kind.DELIVERED), ("wrong", Kind.TEMPORARY)]
)
def test_a_wrong_password_keeps_the_letter_waiting(
    password: str, kind: Kind, tmp_path: Path
) -> None:
    cert, context = a_certificate(tmp_path)
    box = Box()
    more = {"authenticator": only_password("right"), "auth_required": True, "tls_context": context}
    with a_tls_server(box, "starttls", **more) as wish:
        outcome = hand(replace(wish, user="anna", password=password), trusted=str(cert))

    assert outcome.kind == kind
    assert outcome.reached == (kind == Kind.DELIVERED)
    assert len(box.letters) == (kind == Kind.DELIVERED)
