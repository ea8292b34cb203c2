"""Tables and memories of DNS, and the way to a real name server."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import dns.exception
import dns.resolver
import pytest
from dnslib import QTYPE, RCODE, RR, TXT
from dnslib.server import BaseResolver, DNSLogger, DNSServer

from napulse.engines.mailtrust.auth import authenticate
from napulse.engines.mailtrust.auth.ledger import Ledger, Malformed, host_name
from napulse.engines.mailtrust.model import Answer, AuthState
from napulse.engines.mailtrust.resolvers import TableResolver
from napulse.engines.mailtrust.tests.auth_letters import (
    BANK,
    PLAIN,
    Signing,
    a_context,
    a_letter,
    an_rsa_key,
    record,
    signed,
)

TABLE = TableResolver(
    {
        ("A.example", "A"): ["192.0.2.1", "192.0.2.2"],
        ("b.example", "CNAME"): ["a.example."],
        ("loop.example", "CNAME"): ["loop.example"],
        ("half.example", "A"): ["192.0.2.3"],
    },
    temporary=["half.example", "Ill.example"],
)


@pytest.mark.parametrize(
    ("name", "type", "answer"),
    [
        ("a.EXAMPLE", "A", Answer("ok", ("192.0.2.1", "192.0.2.2"))),
        ("b.example", "A", Answer("ok", ("192.0.2.1", "192.0.2.2"))),
        ("a.example", "TXT", Answer("nxdomain")),
        ("loop.example", "A", Answer("nxdomain")),
        ("ill.example", "A", Answer("temp")),
        ("half.example", "A", Answer("ok", ("192.0.2.3",))),
        ("half.example", "TXT", Answer("temp")),
    ],
)
def test_a_table_answers_what_it_holds(name: str, type: str, answer: Answer) -> None:
    assert TABLE.resolve(name, type) == answer


class Counting:
    """Counts what is asked; `ill.example` fails."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def resolve(self, name: str, type: str, /) -> Answer:
        self.asked.append(name)
        return Answer("temp") if name == "ill.example" else Answer("ok", (name,))


def test_a_ledger_counts_and_writes_down() -> None:
    behind = Counting()
    ledger = Ledger(behind, limit=2)
    answers = [ledger.resolve(name, "TXT").state for name in ("a", "ill.example", "a", "b")]
    assert answers == ["ok", "temp", "ok", "temp"]
    assert behind.asked == ["a", "ill.example"]
    assert [(d.name, d.answer) for d in ledger.written()] == [("a", "a")]


@pytest.mark.parametrize(
    "name", ["a" * 64 + ".example", "a." * 130, "a\x00b", "a\\b", "ä", "", "a..b"]
)
def test_a_name_that_cannot_be_is_not_asked_for(name: str) -> None:
    behind = Counting()
    assert Ledger(behind, limit=9).resolve(name, "TXT") == Answer("nxdomain")
    assert behind.asked == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bank.Example.", "bank.example"),
        ("почта.рф", "xn--80a1acny.xn--p1ai"),
        ("_dmarc.a-b.example", "_dmarc.a-b.example"),
    ],
)
def test_a_name_is_brought_to_its_one_form(text: str, name: str) -> None:
    assert host_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", ".", "a..b", "-a.example", "a b", "a\x00.b", "a(.b", "a'b", "a@b", "a" * 64, "\ud800"],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        host_name(text)


# --- a real name server -------------------------------------------------------------------------


class Zone(BaseResolver):  # type: ignore[misc]
    """The bank's key in two strings, as long keys are published; `ill` fails."""

    def resolve(self, request: object, _handler: object) -> object:
        reply = request.reply()  # type: ignore[attr-defined]
        name = str(reply.q.qname).rstrip(".")
        key = record(an_rsa_key())
        if "ill" in name:
            reply.header.rcode = RCODE.SERVFAIL
        elif name == f"s1._domainkey.{BANK}" and reply.q.qtype == QTYPE.TXT:
            reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT([key[:200], key[200:]])))
        else:
            reply.header.rcode = RCODE.NXDOMAIN
        return reply


class Asking:
    """The shortest way from the engine's question to dnspython's answer."""

    def __init__(self, port: int) -> None:
        self._resolver = dns.resolver.Resolver(configure=False)
        self._resolver.nameservers = ["127.0.0.1"]
        self._resolver.port = port
        self._resolver.lifetime = 2.0

    def resolve(self, name: str, type: str, /) -> Answer:
        try:
            found = self._resolver.resolve(f"{name}.", type)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return Answer("nxdomain")
        except dns.exception.DNSException:
            return Answer("temp")
        return Answer("ok", tuple(b"".join(row.strings).decode("latin-1") for row in found))


@pytest.fixture
def name_server() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = DNSServer(Zone(), port=port, address="127.0.0.1", logger=DNSLogger("-request,-reply"))
    server.start_thread()
    yield port
    server.stop()
    server.server.server_close()


def test_a_signature_is_checked_against_a_real_name_server(name_server: int) -> None:
    asking = a_context(Asking(name_server))
    assert authenticate(a_letter(signed(PLAIN)), asking).aligned == BANK
    changed = signed(PLAIN).replace(b"well", b"ill!")
    assert authenticate(a_letter(changed), asking).aligned == ""
    gone = authenticate(a_letter(signed(PLAIN, Signing(selector="gone"))), asking)
    assert gone.signatures[0].state is AuthState.PERMERROR
    ill = authenticate(a_letter(signed(PLAIN, Signing(selector="ill"))), asking)
    assert ill.signatures[0].state is AuthState.TEMPERROR
