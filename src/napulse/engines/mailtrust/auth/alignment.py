"""Which domain may speak for another: identifier alignment, RFC 7489, 3.1."""

from __future__ import annotations

from napulse.engines.mailtrust.domains import registrable


def is_aligned(signer: str, author: str, strict: bool = False) -> bool:
    """Whether a domain may speak for the author's: the same, or of the same organisation."""
    if not signer or not author:
        return False
    return signer == author or (not strict and registrable(signer) == registrable(author))
