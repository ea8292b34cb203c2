"""Reads a message of Outlook (.msg) and writes it as a letter (MS-OXMSG, MS-OXPROPS).

Only what a judgement needs is taken: the transport headers, the sender, the texts, the files. The
body is assembled anew, so signatures over it cannot hold: they are left out rather than be seen
to fail.
"""

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from io import BytesIO

import olefile

from napulse.engines.kernel.errors import Refused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADERS, SUBJECT, MESSAGE_ID = 0x007D, 0x0037, 0x1035
BODY, HTML = 0x1000, 0x1013
SENDER_NAME, SENDER_SMTP, SENDER_ADDRESS = 0x0C1A, 0x5D01, 0x0C1F
SHOWN_NAME, SHOWN_SMTP, SHOWN_ADDRESS = 0x0042, 0x5D02, 0x0065
SUBMITTED, DELIVERED = 0x0039, 0x0E06
TO_NAME, TO_SMTP, TO_ADDRESS = 0x3001, 0x39FE, 0x3003
FILE_NAME, FILE_SHORT, FILE_TYPE, FILE_DATA = 0x3707, 0x3704, 0x370E, 0x3701
CODEPAGE = 0x3FFD
UNICODE, ANSI, BINARY, LONG, TIME = 0x001F, 0x001E, 0x0102, 0x0003, 0x0040
ADDRESSES = (SHOWN_SMTP, SENDER_SMTP, SHOWN_ADDRESS, SENDER_ADDRESS)
MOST_FILES, MOST_BYTES, DEEPEST = 200, 60_000_000, 5
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
OURS = re.compile(
    r"(?im)^(?:content-[\w-]+|mime-version|dkim-signature|domainkey-signature|arc-[\w-]+"
    r"|microsoft mail internet headers[^\n]*)(?:[ \t]*:[^\n]*)?(?:\n[ \t][^\n]*)*\n?"
)

BROKEN = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    struct.error,
    RecursionError,
    OverflowError,
)


def letter_of_outlook(raw: bytes) -> bytes:
    """The message as an RFC 822 letter. Refused: `upload.broken_outlook`, `upload.not_a_letter`."""
    try:
        with olefile.OleFileIO(BytesIO(raw)) as ole:
            return _Folder(ole, ()).letter()
    except Refused:
        raise
    except BROKEN as error:
        raise Refused("upload.broken_outlook") from error


class _Folder:
    """A storage of the file: a message, a recipient or an attachment, with its properties."""

    def __init__(
        self, ole: olefile.OleFileIO, path: tuple[str, ...], depth: int = 0, charset: str = "cp1251"
    ) -> None:
        self.ole, self.path, self.depth = ole, path, depth
        self.fixed = self._fixed()
        page = self.fixed.get((CODEPAGE, LONG), 0)
        self.charset = ("utf-8" if page == 65001 else f"cp{page}") if page else charset

    def letter(self) -> bytes:
        """Headers as they travelled, the body put together again."""
        if not any(self.text(tag) for tag in (SUBJECT, BODY, HEADERS)) and not self._html():
            raise Refused("upload.not_a_letter")
        body = self._body()
        headers = self._travelled() or self._made()
        return headers + body.as_bytes()

    def _travelled(self) -> bytes:
        """The transport headers without those that speak of the old body."""
        lines = re.sub(r"\r\n?", "\n", self.text(HEADERS)).strip("\n")
        kept = OURS.sub("", lines + "\n").strip("\n") if lines else ""
        kept = "\n".join(line for line in kept.split("\n") if line.strip())
        return (kept.replace("\n", "\r\n") + "\r\n").encode("utf-8", "replace") if kept else b""

    def _made(self) -> bytes:
        """Headers for a message that never travelled: a draft, or one within Exchange."""
        head = EmailMessage(policy=SMTP)
        name = self.line(SHOWN_NAME) or self.line(SENDER_NAME)
        address = next((a for a in map(self.line, ADDRESSES) if "@" in a), "")
        if address:
            head["From"] = formataddr((name, address))
        if people := ", ".join(self._recipients()):
            head["To"] = people
        head["Subject"] = self.line(SUBJECT)
        moment = self.fixed.get((DELIVERED, TIME)) or self.fixed.get((SUBMITTED, TIME))
        if moment:
            head["Date"] = format_datetime(EPOCH + timedelta(microseconds=moment // 10))
        if ident := self.line(MESSAGE_ID):
            head["Message-ID"] = ident
        return head.as_bytes().rstrip(b"\r\n") + b"\r\n"

    def _recipients(self) -> Iterator[str]:
        for storage in self._storages("__recip_version1.0_"):
            address = next((a for a in map(storage.line, (TO_SMTP, TO_ADDRESS)) if "@" in a), "")
            if address:
                yield formataddr((storage.line(TO_NAME), address))

    def _body(self) -> EmailMessage:
        body = EmailMessage(policy=SMTP)
        text, html = self.text(BODY), self._html()
        if text or not html:
            body.set_content(text, charset="utf-8", cte="base64")
        if html and text:
            body.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
        elif html:
            body.set_content(html, subtype="html", charset="utf-8", cte="base64")
        for number, storage in enumerate(self._storages("__attach_version1.0_")):
            if number < MOST_FILES:
                storage.attach_to(body)
        return body

    def _html(self) -> str:
        raw = self.stream(HTML, BINARY)
        if not raw:
            return self.text(HTML)
        told = re.search(rb"charset=[\"']?([\w-]+)", raw[:2000], re.IGNORECASE)
        return _decoded(raw, told[1].decode("ascii", "replace") if told else self.charset)

    def attach_to(self, body: EmailMessage) -> None:
        """This attachment becomes a part of the body; a message inside stays a message."""
        name = self.line(FILE_NAME) or self.line(FILE_SHORT) or "file"
        inner = (*self.path, f"__substg1.0_{FILE_DATA:04X}000D")
        if self.ole.exists(list(inner)) and self.depth < DEEPEST:
            raw = _Folder(self.ole, inner, self.depth + 1).letter()
            body.add_attachment(message_from_bytes(raw, policy=SMTP))
            return
        kind, _slash, sub = (self.line(FILE_TYPE) or "application/octet-stream").partition("/")
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", f"{kind}/{sub}") or kind in {
            "multipart",
            "message",
        }:
            kind, sub = "application", "octet-stream"
        data = self.stream(FILE_DATA, BINARY)
        body.add_attachment(data, maintype=kind, subtype=sub, filename=name)

    def _storages(self, prefix: str) -> "Iterator[_Folder]":
        depth = len(self.path) + 1
        seen = {
            tuple(entry[:depth])
            for entry in self.ole.listdir(streams=False, storages=True)
            if len(entry) == depth
            and tuple(entry[: depth - 1]) == self.path
            and entry[depth - 1].startswith(prefix)
        }
        for path in sorted(seen):
            yield _Folder(self.ole, path, self.depth, self.charset)

    def line(self, tag: int) -> str:
        """A text property as one line: nothing in it can begin a header of its own."""
        return " ".join(self.text(tag).replace("\0", " ").split())[:1000]

    def text(self, tag: int) -> str:
        for kind, charset in ((UNICODE, "utf-16-le"), (ANSI, self.charset)):
            if raw := self.stream(tag, kind):
                return _decoded(raw, charset).rstrip("\0")
        return ""

    def stream(self, tag: int, kind: int) -> bytes:
        path = [*self.path, f"__substg1.0_{tag:04X}{kind:04X}"]
        if not self.ole.exists(path) or self.ole.get_type(path) != olefile.STGTY_STREAM:
            return b""
        if self.ole.get_size(path) > MOST_BYTES:
            raise Refused("upload.too_large")
        return bytes(self.ole.openstream(path).read())

    def _fixed(self) -> dict[tuple[int, int], int]:
        """Numbers and moments stand in one stream: 16 bytes each, after a head.

        The head of 24 bytes of a message inside is read as one of 8 and an idle number.
        """
        path = [*self.path, "__properties_version1.0"]
        if not self.ole.exists(path):
            return {}
        raw = bytes(self.ole.openstream(path).read(64_000))
        head = 8 if len(raw) % 16 else 32
        found = {}
        for place in range(head, len(raw) - 15, 16):
            kind, tag, _flags, value = struct.unpack_from("<HHIQ", raw, place)
            found[tag, kind] = value & 0xFFFFFFFF if kind == LONG else value
        return found


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
