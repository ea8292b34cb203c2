"""A zone of its own for the letters: keys made in the run, a table in the place of DNS, a signer.

The signer is written after RFC 6376 on `cryptography` alone, so that the product's verifier is
never measured against itself.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from napulse.engines.mailtrust.model import Answer

SELECTOR = "s1"
BRAND = "mail.ru"
LIFETIME = 25 * 3600  # seconds until x=, as Mail.ru signs
SIGNED = (
    *("from", "to", "subject", "date", "message-id", "reply-to", "sender"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)


@cache
def key(owner: str) -> rsa.RSAPrivateKey:
    """The key of the brand, of everybody else (`others`), or one nobody publishes (`wrong`)."""
    if owner not in {"brand", "others", "wrong"}:
        raise ValueError(owner)
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(owner: str) -> str:
    """The TXT record of a key."""
    spki = key(owner).public_key()
    der = spki.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def owner_of(domain: str) -> str:
    """Who holds the keys of a domain: everything below the brand's is the brand's own."""
    return "brand" if domain == BRAND or domain.endswith("." + BRAND) else "others"


class Zone:
    """Every domain has a key, SPF and DMARC; what stands in `records` overrules."""

    def __init__(self, records: dict[tuple[str, str], tuple[str, ...]] | None = None) -> None:
        self.records = records or {}

    def resolve(self, name: str, type: str, /) -> Answer:
        """As `model.Resolver` asks for it."""
        name = name.rstrip(".").lower()
        if (name, type) in self.records:
            return _answer(self.records[name, type])
        if type == "A":
            return Answer("ok", ("192.0.2.10",))
        if type != "TXT":
            return Answer("nxdomain")
        return _answer(self._text(name))

    def _text(self, name: str) -> tuple[str, ...]:
        head, _, domain = name.partition("._domainkey.")
        if domain:
            return (published(owner_of(domain)),) if head == SELECTOR else ()
        if name.startswith("_dmarc."):
            strict = name == "_dmarc." + BRAND
            return (f"v=DMARC1; p={'reject' if strict else 'none'}",) if name.count(".") < 3 else ()
        return () if name.startswith("_") else ("v=spf1 ip4:192.0.2.0/24 -all",)


def _answer(values: tuple[str, ...]) -> Answer:
    return Answer("ok", values) if values else Answer("nxdomain")


@dataclass(frozen=True)
class Signing:
    """How a letter is signed.

    `body_length` signs only so many bytes of the body (l=); `times` is how often a field's name is
    signed beyond its occurrences: once forbids that another is added.
    """

    domain: str
    at: datetime
    owner: str = ""  # whose key; "" for the domain's own
    headers: tuple[str, ...] = SIGNED
    body_length: int | None = None
    lifetime: int = LIFETIME
    times: int = 1
    extra: dict[str, str] = field(default_factory=dict)


def signed(raw: bytes, how: Signing) -> bytes:
    """The letter with a relaxed/relaxed rsa-sha256 signature on top; line ends become CRLF."""
    raw = re.sub(rb"\r?\n", b"\r\n", raw)
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = _fields(head)
    body = _relaxed_body(body)
    tags = _tags(how, [name for name, _ in fields], body)
    text = b"; ".join(f"{name}={value}".encode() for name, value in tags.items()) + b"; b="
    hashed = _chosen(fields, tags["h"].split(":")) + b"dkim-signature:" + text
    private = key(how.owner or owner_of(how.domain))
    made = base64.b64encode(private.sign(hashed, padding.PKCS1v15(), hashes.SHA256()))
    folded = b"\r\n\t".join(made[at : at + 70] for at in range(0, len(made), 70))
    return b"DKIM-Signature: " + text + folded + b"\r\n" + raw


def _tags(how: Signing, names: list[str], body: bytes) -> dict[str, str]:
    """The tags in their order."""
    chosen = [name for name in how.headers for _ in range(names.count(name) + how.times)]
    at = int(how.at.timestamp())
    cut = body if how.body_length is None else body[: how.body_length]
    tags = {"v": "1", "a": "rsa-sha256", "c": "relaxed/relaxed", "d": how.domain, "s": SELECTOR}
    tags |= {"t": str(at), "x": str(at + how.lifetime), "h": ":".join(chosen)}
    if how.body_length is not None:
        tags["l"] = str(len(cut))
    return tags | how.extra | {"bh": base64.b64encode(hashlib.sha256(cut).digest()).decode()}


def _fields(head: bytes) -> list[tuple[str, bytes]]:
    """Name and canonical line of every header field."""
    found = []
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = line.partition(b":")
        value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()
        lower = name.strip().lower()
        found.append((lower.decode("latin-1"), lower + b":" + value + b"\r\n"))
    return found


def _chosen(fields: list[tuple[str, bytes]], names: list[str]) -> bytes:
    """The lines to hash: each name takes the lowest field that is left."""
    left = list(fields)
    out = b""
    for name in names:
        places = [place for place, (known, _) in enumerate(left) if known == name]
        if places:
            out += left.pop(places[-1])[1]
    return out


def _relaxed_body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    text = b"\r\n".join(lines).rstrip(b"\r\n")
    return text + b"\r\n" if text else b""


def holds(raw: bytes) -> bool:
    """Whether a letter of `signed` is still the same to a verifier: a signature is right.

    Knows only what `signed` writes. A change that keeps it true is no change of the letter: blanks
    that the relaxed form drops, line ends, and fields that nobody signs.
    """
    head, _, body = re.sub(rb"(?<!\r)\n", b"\r\n", raw).partition(b"\r\n\r\n")
    fields = _fields(head)
    lines = [line for name, line in fields if name == "dkim-signature"]
    digest = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest())
    is_plain = sum(name == "from" for name, _ in fields) == 1
    return is_plain and any(_holds(line, fields, digest) for line in lines)


def _holds(line: bytes, fields: list[tuple[str, bytes]], digest: bytes) -> bool:
    text = line.removeprefix(b"dkim-signature:").rstrip(b"\r\n")
    unsigned, mark, made = text.rpartition(b"; b=")
    tags = dict(re.findall(rb"(?:^|; )([a-z]+)=([^;]*)", unsigned))
    try:
        hashed = _chosen(fields, tags[b"h"].decode().split(":")) + b"dkim-signature:"
        public = key(owner_of(tags[b"d"].decode())).public_key()
        signature = base64.b64decode(made.replace(b" ", b""), validate=True)
        public.verify(signature, hashed + unsigned + mark, padding.PKCS1v15(), hashes.SHA256())
    except (KeyError, ValueError, InvalidSignature):
        return False
    return tags.get(b"bh") == digest and b"l" not in tags
