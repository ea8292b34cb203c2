"""Real servers for the tests of incoming mail: Dovecot over TLS, and a name server, on loopback."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from dnslib import QTYPE, RR, TXT
from dnslib.dns import DNSRecord
from dnslib.server import BaseResolver, DNSServer

from napulse.jobs.tests.servers import a_certificate, a_free_port

USER, PASSWORD = "director@sfera.example", "app-password"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{home}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {uid}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mailbox_list_index = no
mail_fsync = never
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server with one account; `trust` is the file that vouches for its certificate."""

    home: Path
    tls: int
    plain: int
    trust: Path

    @contextmanager
    def signed_in(self) -> "Iterator[imaplib.IMAP4_SSL]":
        """The account as its owner's mail program sees it."""
        context = ssl.create_default_context(cafile=str(self.trust))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.tls, ssl_context=context)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def put(self, *letters: bytes, folder: str = "INBOX") -> None:
        """Deliver letters into a folder, made when it is not there."""
        with self.signed_in() as client:
            client.create(folder)
            for raw in letters:
                status, words = client.append(folder, "", "", raw)
                assert status == "OK", words

    def unseen(self, folder: str = "INBOX") -> int:
        with self.signed_in() as client:
            client.select(folder, readonly=True)
            return len(client.search(None, "UNSEEN")[1][0].split())

    def renumber(self) -> None:
        """New UIDVALIDITY and UIDs for every folder, as after a move to another server."""
        for pattern in ("dovecot-uidlist", "dovecot.index*"):
            for found in (self.home / "mail").rglob(pattern):
                found.unlink()


def needs_dovecot() -> None:
    if not shutil.which("dovecot") and os.environ.get("NAPULSE_REQUIRE_ALL") != "1":
        pytest.skip("Dovecot is not installed")


@contextmanager
def a_dovecot() -> Iterator[Dovecot]:
    """A server of its own below a folder of its own, stopped and removed afterwards."""
    needs_dovecot()
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)
    tls, plain = a_free_port(), a_free_port()
    cert, _context = a_certificate(home)
    owner = ("nobody", "nogroup") if os.getuid() == 0 else (str(os.getuid()), str(os.getgid()))
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (home / "mail").mkdir()
    shutil.chown(home / "mail", *_ids(owner))
    uid, gid = _ids(owner)
    text = CONFIG.format(
        home=home, uid=uid, gid=gid, user=owner[0], group=owner[1], tls=tls, plain=plain
    )
    (home / "dovecot.conf").write_text(text)
    server = subprocess.Popen(["dovecot", "-F", "-c", str(home / "dovecot.conf")])  # noqa: S603, S607
    try:
        _await(server, tls, home / "log")
        yield Dovecot(home, tls, plain, cert)
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)


def _ids(owner: tuple[str, str]) -> tuple[int, int]:
    if owner[0].isdecimal():
        return int(owner[0]), int(owner[1])
    return pwd.getpwnam(owner[0]).pw_uid, grp.getgrnam(owner[1]).gr_gid


def _await(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start")


class _Zone(BaseResolver):
    """Answers TXT from a table; what it does not hold does not exist; some names never answer."""

    def __init__(self, texts: Mapping[str, str], silent: frozenset[str]) -> None:
        self.texts, self.silent, self.asked = dict(texts), silent, 0

    def resolve(self, request: DNSRecord, handler: object) -> DNSRecord:
        self.asked += 1
        name = str(request.q.qname).rstrip(".").lower()
        reply = request.reply()
        if name in self.silent:
            time.sleep(5)
        text = self.texts.get(name)
        if text is None:
            reply.header.rcode = 3
        elif QTYPE[request.q.qtype] == "TXT":
            parts = [text[n : n + 200] for n in range(0, len(text), 200)]
            reply.add_answer(RR(request.q.qname, QTYPE.TXT, rdata=TXT(parts), ttl=300))
        return reply


@dataclass(frozen=True)
class NameServer:
    """A running name server, and how often it was asked."""

    port: int
    zone: _Zone


@contextmanager
def a_name_server(
    texts: Mapping[str, str], silent: frozenset[str] = frozenset()
) -> Iterator[NameServer]:
    zone = _Zone(texts, silent)
    port = a_free_port()
    server = DNSServer(zone, port=port, address="127.0.0.1")
    server.start_thread()
    try:
        yield NameServer(port, zone)
    finally:
        server.stop()
        server.server.server_close()
