"""Keys to a door inside letters: kept sealed beside the stored text, put in when it leaves."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy

from napulse.access.secrets_at_rest import opened_seal
from napulse.jobs.models import Letter

HIDDEN = "key-hidden-here"
"""What stands in the stored letter in place of the key."""


def whole(letter: Letter, policy: "EmailPolicy[EmailMessage]") -> bytes | None:
    """The letter as it leaves, key in place; None when that was sealed by a lost SECRET_KEY."""
    raw = bytes(letter.raw)
    if not letter.sealed_key:
        return raw
    key = opened_seal(letter.sealed_key)
    return None if key is None else _with_key(raw, key, policy)


def _with_key(raw: bytes, key: str, policy: "EmailPolicy[EmailMessage]") -> bytes:
    message = message_from_bytes(raw, policy=policy)
    for part in message.walk():
        if part.get_content_maintype() == "text" and not part.is_attachment():
            text = str(part.get_content())
            part.set_content(
                text.replace(HIDDEN, key), subtype=part.get_content_subtype(), charset="utf-8"
            )
    return message.as_bytes()
