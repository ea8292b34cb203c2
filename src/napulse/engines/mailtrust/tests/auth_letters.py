"""Letters for the tests of authentication: read plainly, signed with dkimpy's canonical forms."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import dkim
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from dkim.canonicalization import CanonicalizationPolicy

from napulse.engines.mailtrust.letter import Facts, Header, Letter
from napulse.engines.mailtrust.model import Address, Context, HeaderSpan, Resolver, SenderView
from napulse.engines.mailtrust.resolvers import TableResolver

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
BANK = "bank.example"
FIELDS = ("from", "to", "subject", "date", "content-type")
PLAIN = (
    b"From: Anna <anna@bank.example>\r\n"
    b"To: you@client.example\r\n"
    b"Subject: Your  statement\r\n"
    b"Date: Wed, 25 Nov 2026 11:00:00 +0000\r\n"
    b"Content-Type: text/plain\r\n"
    b"\r\n"
    b"Dear  client,  \r\n\tall is well.\r\n\r\n\r\n"
)
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"([^\s<>,\"@]+)@([A-Za-z0-9.-]+)")


def a_letter(raw: bytes, author: str = "") -> Letter:
    """A letter taken apart as far as authentication needs it."""
    end = re.search(rb"\n\r*\n|\Z", raw)
    assert end is not None
    headers, counts = [], Counter[str]()
    for found in _FIELD.finditer(raw, 0, end.start()):
        name = found[1].decode().lower()
        stop = found.end() - (raw[found.end() - 1 : found.end()] == b"\r")
        value = raw[found.start(2) : stop]
        span = HeaderSpan(name, counts[name], found.start(), stop)
        flat = re.sub(rb"\r?\n", b"", value).decode("utf-8", "replace").strip()
        headers.append(Header(name, flat, value, span))
        counts[name] += 1
    sender = _sender(headers)
    return Letter(raw, tuple(headers), (), (), (), Facts(), sender, (), truncated=False)


def _sender(headers: Sequence[Header]) -> SenderView:
    authors = tuple(
        Address(local, domain.lower(), "", header.span)
        for header in headers
        if header.name == "from"
        for local, domain in _ADDRESS.findall(header.value)
    )
    return SenderView(authors, authors[0] if authors else None)


@cache
def an_rsa_key(bits: int = 2048, number: int = 0) -> RSAPrivateKey:
    """A key of that size, the same one for the same number."""
    return generate_private_key(65_537, bits)


@cache
def an_ed25519_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def record(key: RSAPrivateKey | Ed25519PrivateKey, extra: str = "") -> str:
    """The TXT record that publishes a key."""
    if isinstance(key, RSAPrivateKey):
        content = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; {extra} p={base64.b64encode(content).decode()}"
    content = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"v=DKIM1; k=ed25519; {extra} p={base64.b64encode(content).decode()}"


@dataclass(frozen=True)
class Signing:
    """How to sign: `tags` come before h=, as "x=123; "."""

    key: RSAPrivateKey | Ed25519PrivateKey = field(default_factory=an_rsa_key)
    domain: str = BANK
    selector: str = "s1"
    forms: str = "relaxed/relaxed"
    fields: tuple[str, ...] = FIELDS
    tags: str = ""
    digest: str = "sha256"
    name: str = "DKIM-Signature"
    start: str = "v=1; "
    length: int | None = None

    @property
    def algorithm(self) -> str:
        return f"{'rsa' if isinstance(self.key, RSAPrivateKey) else 'ed25519'}-{self.digest}"


def signed(raw: bytes, how: Signing | None = None) -> bytes:
    """The letter with a signature on top."""
    how = how or Signing()
    forms = CanonicalizationPolicy.from_c_value(how.forms.encode())
    headers, body = dkim.rfc822_parse(raw)
    digest = hashlib.new(how.digest, forms.canonicalize_body(body)[: how.length]).digest()
    value = (
        f" {how.start}a={how.algorithm}; c={how.forms}; d={how.domain}; s={how.selector};\r\n"
        f"\t{how.tags}h={':'.join(how.fields)};\r\n"
        f"\tbh={base64.b64encode(digest).decode()}; b="
    ).encode("latin-1")
    chosen = dkim.select_headers(
        forms.canonicalize_headers(headers), [name.encode() for name in how.fields]
    )
    own = forms.canonicalize_headers([(how.name.encode(), value)])
    content = b"".join(n + b":" + v for n, v in chosen) + own[0][0] + b":" + own[0][1].rstrip()
    signature = base64.b64encode(_sign(how, content))
    return how.name.encode() + b":" + value + signature + b"\r\n" + raw


def _sign(how: Signing, content: bytes) -> bytes:
    digest = {"sha256": hashes.SHA256(), "sha1": hashes.SHA1()}[how.digest]  # noqa: S303
    if isinstance(how.key, RSAPrivateKey):
        return how.key.sign(content, PKCS1v15(), digest)
    return how.key.sign(hashlib.sha256(content).digest())


def a_zone(extra: Mapping[str, str] | None = None) -> TableResolver:
    """DNS with the keys of the bank, of a list and of a sealer, and what else is told."""
    keys = {f"s1._domainkey.{host}": record(an_rsa_key()) for host in ("bank.example",)}
    keys[f"ed._domainkey.{BANK}"] = record(an_ed25519_key())
    keys["s1._domainkey.list.example"] = record(an_rsa_key(number=1))
    return TableResolver.of_texts({**keys, **(extra or {})})


def a_context(resolver: Resolver | None = None, **more: object) -> Context:
    """The judgement's surroundings: now, and the zone."""
    values: dict[str, object] = {"as_of": NOW, "resolver": resolver or a_zone(), **more}
    return Context(**values)  # type: ignore[arg-type]


def days(count: float) -> timedelta:
    return timedelta(days=count)
