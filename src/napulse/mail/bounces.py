"""Reads the report of a mail server on a letter that it could not deliver (RFC 3464)."""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

MARK = re.compile(rb"(?i)multipart/report|message/delivery-status")
IDENT = re.compile(r"<[^<>\s]{3,200}>")
MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """A recipient whom a letter of ours did not reach for good, with the server's own words."""

    message_id: str
    recipient: str
    words: str


def bounces_in(raw: bytes) -> list[Bounce]:
    """The final failures that a delivery report tells of; nothing for any other letter.

    The letter is known by its Message-ID, which stands in the part of it that the report returns.
    That nobody outside can guess, so a forged report marks nothing.
    """
    if len(raw) > MOST_BYTES or not MARK.search(raw[:200_000]):
        return []
    message = email.message_from_bytes(raw, policy=compat32)
    if message.get_content_type() != "multipart/report":
        return []
    parts = [part for part in message.walk() if part is not message]
    ident = next((found for part in parts if (found := _returned_id(part))), "")
    status = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    if not ident or status is None:
        return []
    blocks = status.get_payload()
    failed = [block for block in blocks if isinstance(block, Message) and _is_final(block)]
    return [_bounce(ident, block) for block in failed]


def _returned_id(part: Message) -> str:
    """The Message-ID of the returned letter, whole or its headers alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return _ident(str(first["Message-ID"] or "")) if isinstance(first, Message) else ""
    if kind == "text/rfc822-headers":
        text = part.get_payload(decode=True)
        head = email.message_from_bytes(text if isinstance(text, bytes) else b"")
        return _ident(str(head["Message-ID"] or ""))
    return ""


def _ident(value: str) -> str:
    found = IDENT.search(value)
    return found[0] if found else ""


def _is_final(block: Message) -> bool:
    return str(block["Action"] or "").strip().lower() == "failed"


def _bounce(ident: str, block: Message) -> Bounce:
    who = str(block["Original-Recipient"] or block["Final-Recipient"] or "")
    said = str(block["Diagnostic-Code"] or "").partition(";")[2]
    words = f"{block['Status'] or ''} {said}".split()
    return Bounce(ident, who.partition(";")[2].strip().lower(), " ".join(words)[:1000])
