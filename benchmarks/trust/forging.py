"""Senders forged in the ways that mail programs read differently, after the cases of espoofer.

The forger owns `attack.example`, signs with its key and wants the brand's address to be seen.
"""

import re
from collections.abc import Callable

from trust.writing import READER, RECEIVER, SENT, received
from trust.zone import Signing, signed

LEGIT = "admin@corp.mail.ru"
EVIL = "second@attack.example"
FROMS = {
    "a1 subdomain that is not there": f"From: <admin@nowhere.{LEGIT.partition('@')[2]}>",
    "a8 two From": f"From: <{EVIL}>\r\nFrom: <{LEGIT}>",
    "a8 two From, other order": f"From: <{LEGIT}>\r\nFrom: <{EVIL}>",
    "a9 blank before From": f" From: <{EVIL}>\r\nFrom: <{LEGIT}>",
    "a10 blank before the colon": f"From : <{EVIL}>\r\nFrom: <{LEGIT}>",
    "a11 folded name": f"From\r\n : <{EVIL}>\r\nFrom: <{LEGIT}>",
    "a12 folded name after": f"From: <{LEGIT}>\r\nFrom\r\n : <{EVIL}>",
    "a13 folded name alone": f"From\r\n : <{LEGIT}>",
    "a14 two addresses": f"From: <{LEGIT}>, <{EVIL}>",
    "a15 encoded address": "From: =?utf-8?B?PGFkbWluQGNvcnAubWFpbC5ydT4=?=,<" + EVIL + ">",
    "a16 route": f"From: <@a.example,@b.example:{LEGIT}>",
    "a17 quoted pair": f"From: <{LEGIT}>\\,<{EVIL}>",
    "a18 bare and angle": f"From: {LEGIT},<{EVIL}>",
    "a19 angle and bare": f"From: <{EVIL}>{LEGIT}",
    "client a1": f"From: <x@corp.mail.ru>\r\nFrom: <{LEGIT}>",
    "client a2 two in one": f"From: <x@corp.mail.ru>, <{LEGIT}>",
    "client a3 other Sender": f"From: <{LEGIT}>\r\nSender: <{EVIL}>",
    "group": f"From: Mail.ru: {LEGIT}, {EVIL};",
    "comment": f"From: ({EVIL}) {LEGIT} (<{EVIL}>)",
    "NUL": f"From: {LEGIT}\x00<{EVIL}>",
    "quoted local part": f'From: "{LEGIT} "@attack.example',
    "empty": f"From: <>\r\nSender: <{LEGIT}>",
}
DOMAINS = {
    "a3 NUL in the selector": "corp.mail.ru; q=dns/txt; z=\x00",
    "a4 parenthesis in d=": "corp.mail.ru(.attack.example",
    "a5 quote in d=": "corp.mail.ru'a.attack.example",
    "d= longer": "corp.mail.ru.attack.example",
    "d= shorter": "ru",
    "d= of the public mailboxes' neighbour": "xmail.ru",
}


def unsigned(raw: bytes) -> bytes:
    """The letter without DKIM signatures."""
    return re.sub(rb"(?im)^DKIM-Signature:[^\n]*\n([ \t][^\n]*\n)*", b"", raw)


def forged_letters() -> dict[str, bytes]:
    """Every forged sender once, as a whole letter."""
    plain = f"From: <{LEGIT}>\r\nTo: <{READER}>\r\nSubject: x\r\n\r\nMail.ru team\r\n".encode()
    return {name: forge(plain) for name, forge in FORGERIES.items()}


def _with_from(lines: str) -> Callable[[bytes], bytes]:
    def forge(raw: bytes) -> bytes:
        bare = _without_trace(raw)
        bare = re.sub(
            rb"(?m)^From:[^\n]*\n([ \t][^\n]*\n)*", lines.encode() + b"\r\n", bare, count=1
        )
        return _arrived(signed(bare, Signing("attack.example", SENT)))

    return forge


def _with_domain(domain: str) -> Callable[[bytes], bytes]:
    def forge(raw: bytes) -> bytes:
        return _arrived(signed(_without_trace(raw), Signing(domain, SENT, "others")))

    return forge


def _with_results(line: str) -> Callable[[bytes], bytes]:
    """Results that the forger wrote into the letter, below the receiver's own trace."""

    def forge(raw: bytes) -> bytes:
        return _arrived(line.encode() + b"\r\n" + _without_trace(raw))

    return forge


def _enclosed(raw: bytes) -> bytes:
    """A genuine letter as the attachment of an unsigned one in the brand's name."""
    head = f"From: Mail.ru <{LEGIT}>\r\nTo: <{READER}>\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/mixed; boundary="q"\r\n\r\n--q\r\nContent-Type: text/plain\r\n'
    inner = b"\r\nMail.ru\r\n--q\r\nContent-Type: message/rfc822\r\n\r\n" + raw
    return _arrived(head.encode() + inner + b"\r\n--q--\r\n")


def _nothing_signed(raw: bytes) -> bytes:
    return _arrived(_without_trace(raw))


def _without_trace(raw: bytes) -> bytes:
    raw = unsigned(raw)
    return raw[raw.index(b"From:") :]


def _arrived(raw: bytes) -> bytes:
    return received("mail.attack.example", RECEIVER, SENT) + raw


SAYS = "dmarc=pass header.from=corp.mail.ru; dkim=pass header.d=corp.mail.ru"
RESULTS = {
    "results of the receiver, forged": f"Authentication-Results: {RECEIVER}; {SAYS}",
    "results of nobody": f"Authentication-Results: mx.google.com; {SAYS}",
    "results without a name": f"Authentication-Results: {SAYS}",
    "a6 results in a comment": f"Authentication-Results: ({RECEIVER}) x.example; {SAYS}",
    "a7 results injected by the envelope": (
        f"Authentication-Results: x.example; spf=pass smtp.mailfrom=a(; {RECEIVER}; {SAYS})"
    ),
    "ARC results": f"ARC-Authentication-Results: i=1; {RECEIVER}; {SAYS}",
    "own trace, forged": (
        f"Authentication-Results: {RECEIVER}; {SAYS}\r\n"
        f"Received: from corp.mail.ru by {RECEIVER}; Tue, 10 Mar 2026 12:00:00 +0300"
    ),
}
FORGERIES: dict[str, Callable[[bytes], bytes]] = (
    {name: _with_from(lines) for name, lines in FROMS.items()}
    | {name: _with_domain(domain) for name, domain in DOMAINS.items()}
    | {name: _with_results(line) for name, line in RESULTS.items()}
    | {
        "genuine letter enclosed": _enclosed,
        "a2 nothing signed": lambda raw: _arrived(_without_trace(raw)),
    }
)
