"""The codes that an authenticator app shows (RFC 6238), made as an app makes them."""

import base64
import hashlib
import hmac
import struct
import time

STEP_S = 30


def code_of(secret: str, steps_on: int = 0) -> str:
    """Six digits for now, or for so many half minutes later."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    step = int(time.time()) // STEP_S + steps_on
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
