"""The one place that speaks IMAP: folders and letters out, one plain refusal instead of errors."""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

PATIENCE_S = 30.0
BATCH_LETTERS = 50
BATCH_BYTES = 8_000_000
MOST_BYTES = 60_000_000
UNREADABLE = {b"\\noselect", b"\\nonexistent"}


class ImapRefused(Exception):
    """Why a mailbox could not be read. `code` is unreachable, certificate, sign_in or server."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words[:500]


@dataclass(frozen=True, slots=True)
class Account:
    """How to get at a mailbox."""

    host: str
    port: int
    security: str
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder at the moment it was opened: which numbering counts, and its letters' numbers."""

    uidvalidity: int
    uids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """One letter of a folder, byte for byte, and when the server received it."""

    uid: int
    raw: bytes
    received_at: datetime


@contextmanager
def imap_door(account: Account) -> "Iterator[ImapDoor]":
    """A signed-in connection; what goes wrong inside is raised as ImapRefused."""
    try:
        client = _connected(account)
        try:
            yield ImapDoor(client)
        finally:
            with suppress(OSError, IMAPClientError, ValueError):
                client.logout()
    except LoginError as error:
        raise ImapRefused("sign_in", _words(error)) from None
    except ssl.SSLCertVerificationError as error:
        raise ImapRefused("certificate", error.verify_message or _words(error)) from None
    except OSError as error:
        raise ImapRefused("unreachable", _words(error)) from None
    except (IMAPClientError, ValueError) as error:
        raise ImapRefused("server", _words(error)) from None


def _connected(account: Account) -> IMAPClient:
    """Encrypted before anything is said, and only to whom the certificate names."""
    trust = ssl.create_default_context()
    is_tls = account.security == "tls"
    client = IMAPClient(
        account.host,
        port=account.port,
        ssl=is_tls,
        ssl_context=trust if is_tls else None,
        timeout=PATIENCE_S,
    )
    client.normalise_times = False
    try:
        if not is_tls:
            client.starttls(ssl_context=trust)
        client.login(account.user, account.password)
    except BaseException:
        with suppress(OSError, IMAPClientError):
            client.shutdown()
        raise
    return client


class ImapDoor:
    """What is asked of a mailbox. Nothing is changed in it: letters stay unread."""

    def __init__(self, client: IMAPClient) -> None:
        self.client = client

    def folders(self) -> list[str]:
        """The names of the folders that hold letters, the inbox first."""
        found = [
            name
            for flags, _delimiter, name in self.client.list_folders()
            if not {bytes(flag).lower() for flag in flags} & UNREADABLE
        ]
        return sorted(found, key=lambda name: (name.upper() != "INBOX", name.casefold()))

    def open(self, folder: str, *, after: int, uidvalidity: int | None) -> Opened | None:
        """Numbers above `after`, or all when the numbering is new; None when the folder is gone."""
        try:
            told = self.client.select_folder(folder, readonly=True)
        except IMAPClientError as error:
            if self.client.folder_exists(folder):
                raise
            del error
            return None
        current = int(told[b"UIDVALIDITY"])
        above = after if current == uidvalidity else 0
        found = self.client.search(["UID", f"{above + 1}:*"])
        return Opened(current, tuple(sorted(uid for uid in found if uid > above)))

    def letters(self, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        """The letters in batches, by their numbers; those gone meanwhile are left out."""
        for place in range(0, len(uids), BATCH_LETTERS):
            for batch in self._by_size(uids[place : place + BATCH_LETTERS]):
                yield self._fetched(batch)

    def _by_size(self, uids: Sequence[int]) -> Iterator[list[int]]:
        sizes = self.client.fetch(uids, ["RFC822.SIZE"])
        batch: list[int] = []
        total = 0
        for uid in uids:
            size = int(sizes[uid][b"RFC822.SIZE"]) if uid in sizes else 0
            if batch and total + size > BATCH_BYTES:
                yield batch
                batch, total = [], 0
            batch.append(uid)
            total += size
        yield batch

    def _fetched(self, uids: Sequence[int]) -> list[Fetched]:
        body = f"BODY.PEEK[]<0.{MOST_BYTES}>"
        told = self.client.fetch(uids, [body, "INTERNALDATE"])
        return [_letter(uid, told[uid]) for uid in uids if uid in told]


def _letter(uid: int, told: dict[bytes, Any]) -> Fetched:
    received = told[b"INTERNALDATE"]
    return Fetched(uid, bytes(told[b"BODY[]<0>"]), received.astimezone(UTC))


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return " ".join(text.removeprefix("b'").rstrip("'").split()) or type(error).__name__
