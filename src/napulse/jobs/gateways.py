"""The one place that speaks SMTP: one letter in, one plain outcome out, never an exception."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

REPLY_FACTOR = 15
SETTINGS_CODES = {530, 534, 535, 538}


class Kind(StrEnum):
    DELIVERED = "delivered"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


class SmtpSettings(Protocol):
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def security(self) -> str: ...
    @property
    def timeout_s(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt, with the server's own words."""

    kind: Kind
    words: str
    code: int | None = None
    reached: bool = True


class _Answered(Exception):
    """The server said no at some step of the dialogue."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class LostLease(Exception):
    """Somebody else took the letter before its text was handed over: nothing was sent."""


class SmtpDoor:
    """A connection to the mail server, opened when the first letter comes and kept for the next."""

    def __init__(self, settings: SmtpSettings, *, trusted: str | None = None) -> None:
        self.settings = settings
        self.trusted = trusted
        self._smtp: smtplib.SMTP | None = None

    def send(self, envelope: Envelope, *, before_data: Callable[[], None]) -> Outcome:
        """Hand one letter over. `before_data` runs when, for the last time, nothing has left."""
        try:
            smtp = self._open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return _not_reached(error)
        try:
            self._address(smtp, envelope)
            before_data()
            return self._hand_over(smtp, envelope.raw)
        except _Answered as answered:
            self._reset(smtp)
            return answered.outcome
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(Kind.TEMPORARY, _words_of(error))
        except LostLease:
            self.close()
            raise

    def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None and self._alive(self._smtp):
            return self._smtp
        smtp = self._smtp = self._connect()
        smtp.ehlo_or_helo_if_needed()
        if self.settings.security == "starttls":
            smtp.starttls(context=self._trust())
            smtp.ehlo_or_helo_if_needed()
        if self.settings.user:
            smtp.login(self.settings.user, self.settings.password)
        return smtp

    def _connect(self) -> smtplib.SMTP:
        wish = self.settings
        if wish.security == "tls":
            context = self._trust()
            return smtplib.SMTP_SSL(wish.host, wish.port, timeout=wish.timeout_s, context=context)
        return smtplib.SMTP(wish.host, wish.port, timeout=wish.timeout_s)

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.trusted)

    @staticmethod
    def _alive(smtp: smtplib.SMTP) -> bool:
        try:
            return bool(smtp.noop()[0] == 250)
        except (OSError, smtplib.SMTPException):
            smtp.close()
            return False

    @staticmethod
    def _address(smtp: smtplib.SMTP, envelope: Envelope) -> None:
        options = [] if envelope.recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not smtp.has_extn("smtputf8"):
            words = "the mail server takes addresses in Latin letters only (no SMTPUTF8)"
            raise _Answered(Outcome(Kind.PERMANENT, words))
        smtp.command_encoding = "utf-8" if options else "ascii"
        _expect(smtp.mail(envelope.sender, options), {250})
        _expect(smtp.rcpt(envelope.recipient), {250, 251})

    def _hand_over(self, smtp: smtplib.SMTP, raw: bytes) -> Outcome:
        """Until the final dot is out, a broken connection has delivered nothing."""
        _expect(smtp.docmd("DATA"), {354})
        smtp.send(_stuffed(raw))
        if smtp.sock is not None:
            smtp.sock.settimeout(self.settings.timeout_s * REPLY_FACTOR)
        try:
            answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(Kind.UNKNOWN, _words_of(error))
        if smtp.sock is not None:
            smtp.sock.settimeout(self.settings.timeout_s)
        _expect(answer, {250})
        return Outcome(Kind.DELIVERED, _said(answer), answer[0])

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def _stuffed(raw: bytes) -> bytes:
    """The text with leading dots doubled and the final dot, as SMTP wants it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    end = b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + end


def _expect(answer: tuple[int, bytes], good: set[int]) -> None:
    code = answer[0]
    if code in good:
        return
    hopeless = 500 <= code < 600 and code not in SETTINGS_CODES
    kind = Kind.PERMANENT if hopeless else Kind.TEMPORARY
    raise _Answered(Outcome(kind, _said(answer), code))


def _said(answer: tuple[int, bytes]) -> str:
    code, words = answer
    return f"{code} {words.decode('utf-8', 'replace')}".strip()[:2000]


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        told = words if isinstance(words, bytes) else str(words).encode()
        return _said((error.smtp_code, told))
    return (str(error) or type(error).__name__)[:2000]


def _not_reached(error: Exception) -> Outcome:
    """No connection, no TLS, no sign-in: the letter is not to blame, so it waits."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    return Outcome(Kind.TEMPORARY, _words_of(error), code, reached=False)
