"""Real SMTP servers for the tests: they remember, refuse, stall and drop."""

import socket
import ssl
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd import smtp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session

from napulse.jobs.gateways import SmtpDoor

Answer = str | None
Dialogue = smtp.SMTP


@dataclass(frozen=True)
class Wish:
    """How to reach a server: what the settings hold in an installed product."""

    host: str
    port: int
    security: str = "none"
    user: str = ""
    password: str = ""
    timeout_s: int = 5


@dataclass
class Box:
    """Everything a server received, and what it answers at each step."""

    letters: list[bytes] = field(default_factory=list)
    at_rcpt: Callable[[str], Answer] = lambda _address: None
    after_data: Callable[["Dialogue"], Answer] = lambda _dialogue: None

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Dialogue, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if answer := self.at_rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Dialogue, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.append(bytes(envelope.content or b""))
        return self.after_data(server) or "250 Kept"

    def parsed(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.letters]  # type: ignore[misc]

    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.parsed()]


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def a_server(box: Box, **more: Any) -> Iterator[Wish]:
    port = a_free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield Wish("127.0.0.1", port)
    finally:
        controller.stop(no_assert=True)


def a_certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that is its own authority, and a server's context with it."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(  # noqa: S603 - our own words
        [  # noqa: S607 - wherever it is installed
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(cert),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


def only_password(password: str) -> Callable[..., AuthResult]:
    def check(
        _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == password.encode())

    return check


@contextmanager
def door_to(wish: Wish, **more: Any) -> Iterator[SmtpDoor]:
    door = SmtpDoor(wish, **more)
    try:
        yield door
    finally:
        door.close()


@contextmanager
def a_tls_server(box: Box, security: str, **more: Any) -> Iterator[Wish]:
    """A server that speaks TLS from the first byte ("tls") or after STARTTLS."""
    with a_server(box, **more) as wish:
        yield Wish(wish.host, wish.port, security=security)


@contextmanager
def a_server_that_cuts_the_text() -> Iterator[Wish]:
    """It takes the addresses, reads the first piece of the text and resets the connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        peer, _address = listener.accept()
        peer.sendall(b"220 hello\r\n")
        with peer, peer.makefile("rb") as lines:
            for line in lines:
                if line.upper().startswith(b"DATA"):
                    peer.sendall(b"354 go\r\n")
                    lines.read(1000)
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                peer.sendall(b"250 fine\r\n")

    thread = Thread(target=talk)
    thread.start()
    try:
        yield Wish("127.0.0.1", listener.getsockname()[1])
    finally:
        thread.join()
        listener.close()
