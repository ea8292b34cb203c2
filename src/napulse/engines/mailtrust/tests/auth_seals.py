"""ARC sets for the tests: results, message signature and seal put on top of a letter."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from dkim.canonicalization import Relaxed

from napulse.engines.mailtrust.tests.auth_letters import FIELDS, Signing, an_rsa_key, signed

_ARC = re.compile(rb"^(ARC-[A-Za-z-]+):((?:[^\n]*)(?:\n[ \t][^\n]*)*\n)", re.MULTILINE)
_ORDER = {b"arc-authentication-results": 0, b"arc-message-signature": 1, b"arc-seal": 2}


@dataclass(frozen=True)
class Sealing:
    """How to seal: `results` are the words of the ARC-Authentication-Results."""

    instance: int = 1
    results: str = "list.example; dmarc=pass header.from=bank.example"
    cv: str = "none"
    key: RSAPrivateKey = field(default_factory=lambda: an_rsa_key(number=1))
    domain: str = "list.example"
    fields: tuple[str, ...] = FIELDS
    tags: str = ""
    length: int | None = None
    gap: str = " "  # between the field's name and its first tag


def sealed(raw: bytes, how: Sealing | None = None) -> bytes:
    """The letter with one more ARC set on top."""
    how = how or Sealing()
    signing = Signing(
        key=how.key,
        domain=how.domain,
        fields=how.fields,
        tags=how.tags,
        length=how.length,
        name="ARC-Message-Signature",
        start=f"i={how.instance}; ",
    )
    raw = signed(raw, signing).replace(b"ARC-Message-Signature: ", _name(how, "Message-Signature"))
    raw = (
        _name(how, "Authentication-Results") + f"i={how.instance}; {how.results}\r\n".encode() + raw
    )
    return _seal(raw, how)


def _name(how: Sealing, kind: str) -> bytes:
    return f"ARC-{kind}:{how.gap}".encode()


def _seal(raw: bytes, how: Sealing) -> bytes:
    start = f"i={how.instance}; a=rsa-sha256; cv={how.cv}; d={how.domain}; s=s1; b="
    head = raw.partition(b"\r\n\r\n")[0] + b"\r\n"
    fields = sorted(
        _ARC.findall(head), key=lambda pair: (_number(pair[1]), _ORDER[pair[0].lower()])
    )
    own = Relaxed.canonicalize_headers([(b"ARC-Seal", start.encode())])[0]
    content = b"".join(n + b":" + v for n, v in Relaxed.canonicalize_headers(fields))
    content += own[0] + b":" + own[1].rstrip()
    signature = base64.b64encode(how.key.sign(content, PKCS1v15(), hashes.SHA256()))
    return _name(how, "Seal") + start.encode() + signature + b"\r\n" + raw


def _number(value: bytes) -> int:
    found = re.search(rb"i=(\d+)", value)
    assert found is not None
    return int(found[1])
