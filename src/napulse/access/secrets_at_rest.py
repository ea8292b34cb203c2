"""Secrets as they are stored: unreadable without the installation's key."""

import base64
import logging
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)
PURPOSE = b"napulse.second-factors"


def sealed(text: str) -> str:
    return _locks().encrypt(text.encode()).decode()


def unsealed(stored: str) -> str:
    """What was sealed; under another key a random secret, to which no code is right.

    Never an empty one: anybody can compute the codes of that.
    """
    text = opened_seal(stored)
    if text is None:
        log.warning("a second factor was stored under another key and opens nothing")
        return base64.b32encode(secrets.token_bytes(20)).decode()
    return text


def opened_seal(stored: str) -> str | None:
    """What was sealed; None when it was sealed under a key that is not known any more."""
    try:
        return _locks().decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def _locks() -> MultiFernet:
    """The first key seals; keys that were in use before still open."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_lock(key) for key in keys])


@lru_cache(maxsize=8)
def _lock(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
