"""What a signature field says (RFC 6376, 3.2 and 3.5), read strictly and without a clock."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

from napulse.engines.mailtrust.auth.ledger import Malformed, host_name

Tags = Mapping[str, str]

ALGORITHMS = {
    "rsa-sha256": ("rsa", "sha256"),
    "ed25519-sha256": ("ed25519", "sha256"),
    "rsa-sha1": ("rsa", "sha1"),
}
_FORMS = ("simple", "relaxed")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_NUMBER = re.compile(r"[0-9]{1,76}\Z")
_WHITE = " \t\r\n"
_FOLDED = re.compile(r"[ \t\r\n]+")
_ESCAPED = re.compile(r"=([0-9A-F]{2})")


def read_tags(text: str) -> dict[str, str]:
    """A list of `tag=value;`, values without the blanks around. Raises `Malformed`."""
    pieces = text.split(";")
    if not pieces[-1].strip(_WHITE):
        pieces.pop()
    tags: dict[str, str] = {}
    for piece in pieces:
        key, equals, value = piece.partition("=")
        key = key.strip(_WHITE)
        if not equals or not _KEY.match(key):
            raise Malformed("syntax")
        if key in tags:
            raise Malformed("duplicate_tag")
        tags[key] = value.strip(_WHITE)
    return tags


def without_signature(value: bytes) -> bytes:
    """The field's value with nothing behind `b=`, as it was when it was signed."""
    pieces = value.split(b";")
    for at, piece in enumerate(pieces):
        key, equals, _value = piece.partition(b"=")
        if equals and key.strip(_WHITE.encode()) == b"b":
            pieces[at] = key + equals
    return b";".join(pieces)


def wanted(tags: Tags, key: str) -> str:
    """A tag that must be there and say something."""
    if not (value := tags.get(key)):
        raise Malformed(f"missing_{key}")
    return value


def in_base64(text: str) -> bytes:
    """Bytes out of base64 with folds; anything else in it is refused."""
    try:
        return base64.b64decode(_FOLDED.sub("", text), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Malformed("base64") from wrong


def number(tags: Tags, key: str) -> int | None:
    """A decimal number, or None where the tag is missing."""
    if key not in tags:
        return None
    if not _NUMBER.match(tags[key]):
        raise Malformed("number")
    return int(tags[key])


def domain_of(tags: Tags, key: str) -> str:
    """The name in a tag; raw bytes beyond ASCII are UTF-8 (RFC 8616)."""
    try:
        return host_name(wanted(tags, key).encode("latin-1").decode("utf-8"))
    except UnicodeError as wrong:
        raise Malformed("domain") from wrong


def list_of(text: str) -> tuple[str, ...]:
    """Values between colons, in lower case."""
    return tuple(piece.strip(_WHITE).lower() for piece in text.split(":"))


@dataclass(frozen=True)
class Statement:
    """A claim of a domain about a letter; times in seconds of the epoch."""

    kind: str  # of the key: rsa, ed25519
    digest: str  # sha256, sha1
    domain: str
    selector: str
    signature: bytes
    body_hash: bytes
    head_form: str
    body_form: str
    fields: tuple[str, ...]
    length: int | None
    signed_at: int | None
    expires_at: int | None


def read_statement(tags: Tags, default_form: str = "simple") -> Statement:
    """The common part of DKIM-Signature and ARC-Message-Signature. Raises `Malformed`."""
    algorithm = wanted(tags, "a").lower()
    if algorithm not in ALGORITHMS:
        raise Malformed("algorithm")
    head_form, _, body_form = tags.get("c", f"{default_form}/{default_form}").lower().partition("/")
    body_form = body_form or "simple"
    if head_form not in _FORMS or body_form not in _FORMS:
        raise Malformed("canonicalization")
    signed_at, expires_at = number(tags, "t"), number(tags, "x")
    if signed_at is not None and expires_at is not None and expires_at < signed_at:
        raise Malformed("expires_before")
    if "h" not in tags:
        raise Malformed("missing_h")
    kind, digest = ALGORITHMS[algorithm]
    return Statement(
        kind=kind,
        digest=digest,
        domain=domain_of(tags, "d"),
        selector=domain_of(tags, "s"),
        signature=in_base64(wanted(tags, "b")),
        body_hash=in_base64(wanted(tags, "bh")),
        head_form=head_form,
        body_form=body_form,
        fields=list_of(tags["h"]),
        length=number(tags, "l"),
        signed_at=signed_at,
        expires_at=expires_at,
    )


def read_identity(tags: Tags, domain: str) -> str:
    """The `i=` of a signature, quoted-printable undone; it must lie within the domain.

    RFC 6376, 2.11: blanks inside do not count, `=` and two capital hexadecimal digits are a byte.
    """
    written = _FOLDED.sub("", tags.get("i", ""))
    identity = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written) or f"@{domain}"
    _local, at, host = identity.rpartition("@")
    if not at:
        raise Malformed("identity")
    host = host_name(host)
    if host != domain and not host.endswith(f".{domain}"):
        raise Malformed("identity")
    return f"{_local}@{host}"
