"""Published keys: RFC 6376, 3.6; RFC 8463 for Ed25519; RFC 8301 on what is too weak."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from napulse.engines.mailtrust.auth.ledger import Ledger, Malformed
from napulse.engines.mailtrust.auth.statement import Tags, in_base64, list_of, read_tags

STRONG_BITS = 1024
_ED25519_BYTES = 32
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha1": hashes.SHA1(),  # noqa: S303 - only to tell what an old signature is worth
}


@dataclass(frozen=True)
class Key:
    """A usable key. `testing` and `exact` are the flags y and s of its record."""

    public: RSAPublicKey | Ed25519PublicKey
    testing: bool = False
    exact: bool = False

    @property
    def weak(self) -> bool:
        """Whether its owner can no longer be sure to be the only one who signs with it."""
        return isinstance(self.public, RSAPublicKey) and self.public.key_size < STRONG_BITS


def find_key(domain: str, selector: str, kind: str, digest: str, dns: Ledger) -> Key:
    """The key for a signature. Raises `Malformed` or `Unavailable`.

    Of several records the first that is a usable key counts; the reason is that of the first.
    """
    records = [text for text in dns.texts(f"{selector}._domainkey.{domain}") if "p=" in text]
    refused = Malformed("no_key")
    for at, record in enumerate(records):
        try:
            return _read_key(read_tags(record), kind, digest)
        except Malformed as wrong:
            refused = refused if at else wrong
    raise refused


def _read_key(tags: Tags, kind: str, digest: str) -> Key:
    flags = list_of(tags.get("t", ""))
    if tags.get("v", "DKIM1") != "DKIM1":
        raise Malformed("key_version")
    if tags.get("k", "rsa").lower() != kind:
        raise Malformed("key_kind")
    if "h" in tags and digest not in list_of(tags["h"]):
        raise Malformed("key_hash")
    if not {"*", "email"} & set(list_of(tags.get("s", "*"))):
        raise Malformed("key_service")
    return Key(_public(tags.get("p"), kind), testing="y" in flags, exact="s" in flags)


def _public(text: str | None, kind: str) -> RSAPublicKey | Ed25519PublicKey:
    if text == "":
        raise Malformed("key_revoked")
    content = in_base64(text or "")
    if kind == "ed25519":
        if len(content) != _ED25519_BYTES:
            raise Malformed("key_syntax")
        return Ed25519PublicKey.from_public_bytes(content)
    try:
        public = load_der_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise Malformed("key_syntax") from wrong
    if not isinstance(public, RSAPublicKey):
        raise Malformed("key_syntax")
    return public


def is_signed(key: Key, digest: str, content: bytes, signature: bytes) -> bool:
    """Whether the key's owner signed the content."""
    try:
        if isinstance(key.public, RSAPublicKey):
            key.public.verify(signature, content, PKCS1v15(), _DIGESTS[digest])
        else:
            hashed = hashes.Hash(_DIGESTS[digest])
            hashed.update(content)
            key.public.verify(signature, hashed.finalize())
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True
