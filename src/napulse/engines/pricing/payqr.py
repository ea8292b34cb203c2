"""The payload of a payment code by GOST R 56042-2014: what bank apps read from an invoice.

``ST0001``, one digit of the encoding, a separator, then ``Key=value`` pairs between separators. The
first five keys are obligatory and in their order. Sums are integer kopecks. Limits of lengths are
those of the standard's tables; the obligatory block holds at most 300 bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from napulse.engines.kernel.errors import Refused

HEAD = "ST0001"
ENCODINGS = {"1": "cp1251", "2": "utf-8", "3": "koi8-r"}
SEPARATORS = "|#;:^_~{}!$%&()*+,/@"
OBLIGATORY = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")
OBLIGATORY_BYTES = 300
LIMITS = {
    "Name": 160, "PersonalAcc": 20, "BankName": 45, "BIC": 9, "CorrespAcc": 20, "Sum": 18,
    "Purpose": 210, "PayeeINN": 12, "PayerINN": 12, "KPP": 9, "DrawerStatus": 2, "CBC": 20,
    "OKTMO": 11, "PaytReason": 2, "TaxPeriod": 10, "DocNo": 15, "DocDate": 10, "TaxPaytKind": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """Whom to pay, how much and for what; ``more`` are other keys of the standard."""

    name: str
    account: str
    bank: str
    bik: str
    correspondent: str = ""
    sum_minor: int = 0
    purpose: str = ""
    payee_inn: str = ""
    kpp: str = ""
    payer_inn: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def pairs(self) -> dict[str, str]:
        """Key → value in the order of the standard; empty ones only where they are obligatory."""
        first = (self.name, self.account, self.bank, self.bik, self.correspondent or "0")
        rest = {
            "Sum": str(self.sum_minor) if self.sum_minor else "",
            "Purpose": self.purpose,
            "PayeeINN": self.payee_inn,
            "PayerINN": self.payer_inn,
            "KPP": self.kpp,
            **self.more,
        }
        known = dict(zip(OBLIGATORY, first, strict=True))
        return known | {key: value for key, value in rest.items() if value}


def write(order: PaymentOrder, encoding: str = "") -> bytes:
    """Make the payload; without ``encoding`` the shortest that holds every letter (1, then 2).

    ``Refused`` with ``payqr.empty`` (an obligatory value is missing), ``payqr.too_long``,
    ``payqr.sum``, ``payqr.no_separator`` (every one stands in some value), ``payqr.letters`` (the
    asked encoding lacks a letter).
    """
    pairs = {key: " ".join(value.split()) for key, value in order.pairs().items()}
    _check(order, pairs)
    code = encoding or ("1" if _fits(pairs, ENCODINGS["1"]) else "2")
    if code not in ENCODINGS or not _fits(pairs, ENCODINGS[code]):
        raise Refused("payqr.letters", encoding=code)
    separator = _separator(pairs)
    written = [f"{key}={value}" for key, value in pairs.items()]
    block = separator.join(written[: len(OBLIGATORY)]).encode(ENCODINGS[code])
    if len(block) > OBLIGATORY_BYTES:
        raise Refused("payqr.too_long", key="Name", limit=OBLIGATORY_BYTES)
    body = separator.join(["", *written]).encode(ENCODINGS[code])
    return f"{HEAD}{code}".encode("ascii") + body


def read(payload: bytes) -> dict[str, str]:
    """Read a payload back; a separator at the end is accepted.

    ``Refused("payqr.unreadable")`` for anything that is no payment code of this standard.
    """
    head, code = payload[: len(HEAD)], payload[len(HEAD) : len(HEAD) + 1]
    encoding = ENCODINGS.get(code.decode("ascii", "replace"))
    if head != HEAD.encode("ascii") or encoding is None:
        raise Refused("payqr.unreadable")
    try:
        text = payload[len(HEAD) + 1 :].decode(encoding)
    except UnicodeDecodeError as bad:
        raise Refused("payqr.unreadable") from bad
    separator, rest = text[:1], text[1:]
    pairs = [each.partition("=") for each in rest.split(separator) if each] if separator else []
    found = {key: value for key, equals, value in pairs if equals}
    if tuple(found)[: len(OBLIGATORY)] != OBLIGATORY or len(found) != len(pairs):
        raise Refused("payqr.unreadable")
    return found


def fitted(text: str, limit: int) -> str:
    """Shorten a text to a limit at a blank, so that no word is cut while that costs little."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    cut = plain[: limit + 1].rpartition(" ")[0]
    return cut if len(cut) >= limit * 3 // 4 else plain[:limit]


def _check(order: PaymentOrder, pairs: Mapping[str, str]) -> None:
    for key in OBLIGATORY:
        if not pairs[key]:
            raise Refused("payqr.empty", key=key)
    for key, value in pairs.items():
        limit = LIMITS.get(key)
        if limit is not None and len(value) > limit:
            raise Refused("payqr.too_long", key=key, limit=limit)
    if order.sum_minor < 0:
        raise Refused("payqr.sum", sum=order.sum_minor)


def _fits(pairs: Mapping[str, str], encoding: str) -> bool:
    try:
        "".join(pairs.values()).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _separator(pairs: Mapping[str, str]) -> str:
    used = set("".join(pairs.values())) | set("".join(pairs))
    for each in SEPARATORS:
        if each not in used:
            return each
    raise Refused("payqr.no_separator")
