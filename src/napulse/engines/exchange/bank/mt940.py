"""MT940 by the library mt-940, one message at a time, so that memory holds one message.

The library reads the dialects of `:86:`; whatever it raises on a message becomes a problem at the
message's first line, and the other messages are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import mt940

from napulse.engines.exchange.bank.shapes import (
    AccountPart,
    Event,
    Head,
    Movement,
    Opener,
    Wanted,
    problem,
)
from napulse.engines.exchange.bank.text import encoding_of, lines_of
from napulse.engines.exchange.bank.values import clean_name, tax_number
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money

_OPTIONS = mt940.Options(
    applicant_iban=True,
    merge_keeps_values=True,
    reversal_sign=True,
    case_insensitive_marks=True,
    unbounded_details=True,
    strip_bom=True,
    gvc_leading_text=True,
)
_LONGEST_MESSAGE = 200_000
"""Lines of one message; a longer one is refused rather than held."""

Message = tuple[int, list[str]]


def read_mt940(opener: Opener, wanted: Wanted) -> Iterator[Event]:
    """Tell every message; `line` is the line of its `:20:`, of a movement that of its `:61:`.

    Refused `statement.not_mt940` when no message is in it.
    """
    encoding = encoding_of(opener)
    told = False
    for line, lines in _messages(lines_of(opener, encoding)):
        told = True
        yield from _message(line, lines, encoding)
    if not told:
        raise Refused("statement.not_mt940")


def _messages(lines: Iterator[tuple[int, str]]) -> Iterator[Message]:
    """Each `:20:` begins a message; the envelope of SWIFT around it is not part of it."""
    start = 0
    held: list[str] = []
    for number, text in lines:
        bare = text.strip("\ufeff")
        at = bare.find(":20:") if bare.startswith(("{", ":20:")) else -1
        if at >= 0:
            if start:
                yield start, held
            start, held = number, [bare[at:]]
        elif start:
            if len(held) >= _LONGEST_MESSAGE:
                raise Refused("statement.message_too_long", line=start)
            held.append("" if _ends(bare.strip()) else bare)
    if start:
        yield start, held


def _ends(bare: str) -> bool:
    """The end of a message, with the trailer of SWIFT behind it."""
    return bare == "-" or bare.startswith("-}")


def _message(line: int, lines: list[str], encoding: str) -> Iterator[Event]:
    try:
        read: Any = mt940.parse("\n".join(lines).strip() + "\n", options=_OPTIONS)
        events = list(_told(read, line, lines, encoding))
    except Exception as error:  # the library raises whatever its patterns and dates raise
        yield problem(line, "bank.message_broken", error=type(error).__name__)
        return
    yield from events


def _told(read: Any, line: int, lines: list[str], encoding: str) -> Iterator[Event]:
    about: dict[str, Any] = read.data
    account = _account(about)
    if not account:
        yield problem(line, "bank.no_account")
        return
    opening = about.get("final_opening_balance") or about.get("intermediate_opening_balance")
    closing = about.get("final_closing_balance") or about.get("intermediate_closing_balance")
    currency = _currency(opening, closing)
    places = [line + at for at, text in enumerate(lines) if text.startswith(":61:")]
    moved = [one for one in read.transactions if one.data.get("amount") is not None]
    yield Head("mt940", encoding, _day(opening), _day(closing), (account,))
    incoming = outgoing = 0
    for index, one in enumerate(moved):
        place = places[index] if index < len(places) else line
        movement = _movement(one.data, account, place)
        if not movement.minor:  # a notice, no money moved
            continue
        incoming += max(movement.minor, 0)
        outgoing -= min(movement.minor, 0)
        yield movement
    if len(places) > len(moved):
        yield problem(places[len(moved)], "bank.message_broken", error="61")
    yield AccountPart(
        account, currency, line, _day(opening), _day(closing),
        _minor(opening), incoming, outgoing, _minor(closing),
    )  # fmt: skip


def _account(about: dict[str, Any]) -> str:
    """`BIC/number`, a number, or an IBAN with its currency behind it."""
    text = str(about.get("account_identification") or "").strip()
    number = text.rpartition("/")[2].replace(" ", "")
    has_currency = len(number) > 3 and number[-3:].isalpha() and number[-4].isdigit()
    return number[:-3] if has_currency else number


def _movement(said: dict[str, Any], account: str, line: int) -> Movement:
    amount = said["amount"]
    on = said.get("entry_date") or said["date"]
    number = _text(said, "customer_reference") or _text(said, "bank_reference")
    name = _text(said, "applicant_name") or _text(said, "recipient_name")
    purpose = _text(said, "purpose") or _text(said, "transaction_details")
    extra = _text(said, "additional_purpose")
    kept = ("bank_reference", "posting_text", "id", "extra_details", "end_to_end_reference")
    return Movement(
        account=account,
        on=date(on.year, on.month, on.day),
        minor=_money(amount.amount, str(amount.currency)),
        currency=str(amount.currency),
        line=line,
        number="" if number == "NONREF" else number,
        counterparty=clean_name(name),
        inn=tax_number(_text(said, "gvc_applicant_bin")),
        counter_account=_text(said, "applicant_iban") or _text(said, "gvc_applicant_iban"),
        purpose=" ".join(f"{purpose} {extra}".split()),
        raw={key: text for key in kept if (text := _text(said, key))},
    )


def _text(said: dict[str, Any], key: str) -> str:
    value = said.get(key)
    return " ".join(str(value).split()) if value not in (None, "") else ""


def _money(amount: Decimal, currency: str) -> int:
    return Money.of(amount, currency).minor


def _minor(balance: Any) -> int | None:
    if balance is None or balance.amount is None:
        return None
    return _money(balance.amount.amount, str(balance.amount.currency))


def _day(balance: Any) -> date | None:
    on = getattr(balance, "date", None)
    return date(on.year, on.month, on.day) if on else None


def _currency(*balances: Any) -> str:
    known = (b.amount.currency for b in balances if b is not None and b.amount is not None)
    return str(next(known, "EUR"))
