"""Composes letters into the bytes that leave, and puts them into the outbox once each."""

import mimetypes
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage as Message
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime, formataddr, parseaddr
from unicodedata import category

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode

from napulse.access.letters import SecretLetter
from napulse.access.queries import agency
from napulse.access.secrets_at_rest import sealed
from napulse.engines.kernel.errors import Refused
from napulse.jobs.keys import HIDDEN, whole
from napulse.jobs.models import Letter, LetterState

Attachment = tuple[str, str, bytes]
OURS = {"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version"}
ADDRESS = re.compile(r"""[^\s@<>"(),:;\\\[\]]+@[\w.-]+""")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter says, to whom, and what it is about. `key` makes it unique for good.

    `door_key` is the part of text and HTML that opens a door: the stored copy is without it.
    """

    recipient: str
    subject: str
    text: str
    key: str
    html: str = ""
    recipient_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    about: str = ""
    about_id: int | None = None
    client_id: int | None = None
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    automatic: bool = False
    is_secret: bool = False
    door_key: str = ""


def queue_letter(draft: Draft, *, now: datetime) -> Letter:
    """Store the letter in the surrounding transaction; the same key again is the same letter.

    Without an SMTP server the letter is kept here, exactly as it would leave.
    """
    letter, _made = Letter.objects.get_or_create(key=draft.key, defaults=_columns(draft, now))
    return letter


def _columns(draft: Draft, now: datetime) -> dict[str, object]:
    leaves = settings.ENV.mail.is_set
    message_id = message_id_of(draft.key)
    return {
        "message_id": message_id,
        "sender": sender_address(),
        "recipient": wire_address(draft.recipient),
        "recipient_name": draft.recipient_name[:120],
        "subject": draft.subject[:300],
        "raw": compose(without_key(draft), message_id=message_id, now=now),
        "sealed_key": sealed(draft.door_key) if draft.door_key else "",
        "about": draft.about,
        "about_id": draft.about_id,
        "client_id": draft.client_id,
        "is_secret": draft.is_secret,
        "state": LetterState.QUEUED if leaves else LetterState.HELD,
        "next_try_at": now if leaves else None,
        "created_at": now,
    }


def without_key(draft: Draft) -> Draft:
    """The draft as it is stored: its key is kept apart."""
    if not draft.door_key:
        return draft
    text, html = (said.replace(draft.door_key, HIDDEN) for said in (draft.text, draft.html))
    return replace(draft, text=text, html=html)


def leaving(letter: Letter) -> bytes | None:
    """The bytes that leave, its key in place; None when the key cannot be read any more."""
    return whole(letter, _policy(letter.recipient))


def sender_address() -> str:
    """The envelope sender: the agency's own address, else the installation's."""
    return wire_address(parseaddr(agency().mail_from or settings.DEFAULT_FROM_EMAIL)[1])


def message_id_of(key: str) -> str:
    """Stable for a key, and not to be guessed from outside."""
    host = sender_address().rpartition("@")[2] or "localhost"
    return f"<{salted_hmac('napulse.letter', key, algorithm='sha256').hexdigest()[:40]}@{host}>"


def wire_address(address: str) -> str:
    """An address with its domain in the form that mail servers speak; refused when impossible."""
    refuse_controls(address=address)
    if not ADDRESS.fullmatch(address.strip()):
        raise Refused("letter.bad_address", address=address)
    local, _at, domain = address.strip().rpartition("@")
    try:
        return Address(username=local, domain=punycode(domain)).addr_spec
    except (ValueError, UnicodeError, HeaderParseError):
        raise Refused("letter.bad_address", address=address) from None


def refuse_controls(**values: str) -> None:
    """A control character in a header would let a text write headers of its own."""
    for name, value in values.items():
        if any(category(letter) in {"Cc", "Zl", "Zp", "Cs"} for letter in value):
            raise Refused("letter.bad_header", name=name)


def compose(draft: Draft, *, message_id: str, now: datetime) -> bytes:
    """The whole MIME letter: text, HTML beside it, attachments."""
    recipient = wire_address(draft.recipient)
    message = Message(policy=_policy(recipient))
    for name, value in _headers(draft, recipient, message_id, now).items():
        refuse_controls(**{name: name + value})
        message[name] = value
    message.set_content(draft.text, charset="utf-8")
    if draft.html:
        message.add_alternative(draft.html, subtype="html", charset="utf-8")
    for attachment in draft.attachments:
        _attach(message, attachment)
    return message.as_bytes()


def _policy(recipient: str) -> "EmailPolicy[Message]":
    """Seven bits pass everywhere; only an address that is not in Latin letters needs more."""
    return SMTP.clone(cte_type="7bit") if recipient.isascii() else SMTPUTF8


def _headers(draft: Draft, recipient: str, message_id: str, now: datetime) -> dict[str, str]:
    name = parseaddr(agency().mail_from)[0] or agency().name
    headers = {
        "From": formataddr((name, sender_address())),
        "To": _mailbox(draft.recipient_name, recipient),
        "Subject": draft.subject,
        "Date": format_datetime(now),
        "Message-ID": message_id,
    }
    if draft.reply_to:
        headers["Reply-To"] = draft.reply_to
    if draft.automatic:
        headers["Auto-Submitted"] = "auto-generated"
    return headers | {k: v for k, v in draft.headers.items() if k.lower() not in OURS}


def _mailbox(name: str, address: str) -> str:
    refuse_controls(recipient_name=name)
    local, _at, domain = address.rpartition("@")
    return str(Address(display_name=name, username=local, domain=domain))


def _attach(message: Message, attachment: Attachment) -> None:
    name, mime, content = attachment
    refuse_controls(attachment=name, mime=mime)
    kind, _slash, subtype = (mime or "application/octet-stream").partition("/")
    message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)


class OutboxBackend(BaseEmailBackend):
    """Django's own letters (sign-in, recovery) leave through the same outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        for message in email_messages:
            for recipient in message.recipients():
                queue_letter(_draft_of(message, recipient), now=now)
        return len(email_messages)


def _draft_of(message: EmailMessage, recipient: str) -> Draft:
    name, address = parseaddr(recipient)
    return Draft(
        recipient=address or recipient,
        recipient_name=name,
        subject=str(message.subject),
        text=str(message.body),
        html=_html_of(message),
        attachments=tuple(_attachments_of(message)),
        key=f"mail:{uuid.uuid4()}",
        reply_to=", ".join(message.reply_to),
        headers={name: str(value) for name, value in message.extra_headers.items()},
        automatic=True,
        is_secret=isinstance(message, SecretLetter),
        door_key=message.door_key if isinstance(message, SecretLetter) else "",
    )


def _html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(body) for body, mime in message.alternatives if mime == "text/html"), "")


def _attachments_of(message: EmailMessage) -> list[Attachment]:
    plain = [one for one in message.attachments if isinstance(one, tuple)]
    return [
        (
            name or "attachment",
            mime or mimetypes.guess_type(name or "")[0] or "application/octet-stream",
            content.encode() if isinstance(content, str) else bytes(content),
        )
        for name, content, mime in plain
    ]
