"""Letters for the tests of incoming mail: signed ones, with their keys in a table, and frauds."""

import base64
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from napulse.engines.mailtrust.model import Answer, Resolver
from napulse.engines.mailtrust.resolvers import TableResolver
from napulse.mail import judging

SIGNED = (
    *("from", "from", "to", "subject", "date", "message-id"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)
DATE = "Mon, 23 Nov 2026 11:30:00 +0300"


def a_letter(
    sender: str,
    subject: str,
    text: str,
    *,
    ident: str = "<1@letters.example>",
    html: str = "",
) -> bytes:
    """A plain letter as it would leave its sender."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = "director@sfera.example"
    message["Subject"] = subject
    message["Date"] = DATE
    message["Message-ID"] = ident
    message.set_content(text, charset="utf-8")
    if html:
        message.add_alternative(html, subtype="html", charset="utf-8")
    return message.as_bytes()


def fraud(ident: str = "<won@letters.example>") -> bytes:
    """The old story: your mailbox is the millionth and has won."""
    return a_letter(
        "Администрация Mail.ru <winner@mail-prize.example>",
        "Ваш почтовый ящик выиграл приз",
        "Здравствуйте!\n\nВаш почтовый ящик стал миллионным и выиграл приз 150 000 рублей.\n"
        "Чтобы получить выигрыш, сообщите номер карты и пароль.\n\nАдминистрация Mail.ru\n",
        ident=ident,
    )


@cache
def _key() -> tuple[bytes, str]:
    key = Ed25519PrivateKey.generate()
    raw = (serialization.Encoding.Raw, serialization.PrivateFormat.Raw)
    private = key.private_bytes(*raw, serialization.NoEncryption())
    public = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return base64.b64encode(private), base64.b64encode(public).decode()


def signed(raw: bytes, domain: str) -> bytes:
    """The letter with a signature of the domain, whose key `zone` publishes."""
    private, _public = _key()
    head = dkim.sign(
        raw,
        b"s1",
        domain.encode(),
        private,
        signature_algorithm=b"ed25519-sha256",
        include_headers=[each.encode() for each in SIGNED],
    )
    return bytes(head) + raw


def zone(*domains: str) -> TableResolver:
    """A world in which these domains publish the key that `signed` signs with."""
    return TableResolver.of_texts({f"s1._domainkey.{each}": key_record() for each in domains})


def key_record() -> str:
    """What a domain publishes for those who check what `signed` signs."""
    _private, public = _key()
    return f"v=DKIM1; k=ed25519; p={public}"


class Down:
    """Name servers that do not answer now."""

    def resolve(self, name: str, type: str, /) -> Answer:
        return Answer("temp")


def name_servers(monkeypatch: pytest.MonkeyPatch, resolver: Resolver) -> None:
    """Judge by these answers instead of the network's."""
    monkeypatch.setattr(judging, "live_resolver", lambda: resolver)
