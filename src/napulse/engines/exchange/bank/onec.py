"""`1CClientBankExchange` (`kl_to_1c.txt`), versions 1.01 to 1.03, read line by line.

The standard of exchange with client banks (v8.1c.ru/edi/edi_stnd/100/101.htm). A line is a key or
`key=value`; sections of balances and of documents are closed by words of their own. Unknown keys
are kept and told once. A section that is not closed is told by its line; the rest is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from napulse.engines.exchange.bank import onec_keys as keys
from napulse.engines.exchange.bank.shapes import (
    AccountPart,
    Event,
    Head,
    Movement,
    Opener,
    Problem,
    Wanted,
    problem,
)
from napulse.engines.exchange.bank.text import encoding_of, lines_of
from napulse.engines.exchange.bank.values import (
    clean_name,
    currency_of,
    read_day,
    read_minor,
    tax_number,
)
from napulse.engines.kernel.errors import Refused

Fields = dict[str, str]
_KEPT_BACK = 100
"""Documents before any account is known: kept until the accounts are, no more than so many."""


@dataclass(slots=True)
class _Section:
    """A section that is open: its closing word, its first line, what it says."""

    end: str
    line: int
    kind: str = ""
    fields: Fields = field(default_factory=dict)


def read_onec(opener: Opener, wanted: Wanted) -> Iterator[Event]:
    """Tell what the statement holds, in its order, the head first.

    Direction is never written: it follows from the accounts that the statement is about (the
    header's, then those of balances), or the own accounts where it names none. Refused
    `statement.not_onec` when the first word is another.
    """
    encoding = encoding_of(opener)
    lines = lines_of(opener, encoding)
    first = next(((n, text.strip()) for n, text in lines if text.strip()), (0, ""))
    if first[1] != keys.BEGIN:
        raise Refused("statement.not_onec")
    yield from _Reader(encoding, wanted).read(lines)


class _Reader:
    """Goes through the lines with at most one section open."""

    def __init__(self, encoding: str, wanted: Wanted) -> None:
        self.encoding = encoding
        self.wanted = wanted
        self.header: Fields = {}
        self.accounts: dict[str, None] = {}
        self.open: _Section | None = None
        self.told_head = self.ended = self.told_letters = self.told_rest = False
        self.told_keys: set[str] = set()
        self.last = 1

    def read(self, lines: Iterator[tuple[int, str]]) -> Iterator[Event]:
        for number, text in lines:
            self.last = number
            if "\ufffd" in text and not self.told_letters:
                self.told_letters = True
                yield problem(number, "bank.letters")
            key, sign, value = text.partition("=")
            if key.strip() and not self.ended:
                yield from self._line(number, key.strip(), value.strip(), bool(sign))
            elif text.strip("\x1a \t\r\f") and not self.told_rest:
                self.told_rest = True
                yield problem(number, "bank.after_end")
        yield from self._close_left_open()
        if not self.told_head:
            yield self._head()
        if not self.ended:
            yield problem(self.last, "bank.no_end")

    def _line(self, number: int, key: str, value: str, has_value: bool) -> Iterator[Event]:
        start = keys.SECTIONS.get(key)
        if key == keys.END:
            self.ended = True
            yield from self._close_left_open()
        elif start:
            yield from self._close_left_open()
            self.open = _Section(start, number, value)
        elif key in keys.ENDS:
            yield from self._close(number, key)
        elif self.open is None:
            yield from self._header(number, key, value)
        else:
            yield from self._field(number, key, value, has_value)

    def _header(self, number: int, key: str, value: str) -> Iterator[Event]:
        if key == keys.ACCOUNT and value:
            self.accounts[value] = None
        elif key in keys.HEADER:
            self.header[key] = value
        else:
            yield from self._unknown(number, key)

    def _field(self, number: int, key: str, value: str, has_value: bool) -> Iterator[Event]:
        section = self.open
        if section is None:
            return
        known = keys.BALANCE if section.end == keys.END_BALANCE else keys.DOCUMENT
        if key not in known:
            if not has_value and section.fields:  # a purpose of several lines
                last = next(reversed(section.fields))
                section.fields[last] = f"{section.fields[last]} {key}".strip()
                return
            yield from self._unknown(number, key)
        section.fields[key] = value

    def _unknown(self, number: int, key: str) -> Iterator[Problem]:
        if key not in self.told_keys and len(self.told_keys) < _KEPT_BACK:
            self.told_keys.add(key)
            yield problem(number, "bank.unknown_key", key=key[:60])

    def _close_left_open(self) -> Iterator[Event]:
        if self.open is not None:
            code = "bank.unclosed" if self.open.end == keys.END_DOCUMENT else "bank.unclosed_sums"
            yield problem(self.open.line, code)
            self.open = None

    def _close(self, number: int, key: str) -> Iterator[Event]:
        section, self.open = self.open, None
        if section is None:
            yield problem(number, "bank.end_without_begin", key=key)
        elif section.end != key:
            yield problem(section.line, "bank.unclosed")
        elif key == keys.END_BALANCE:
            yield from self._balance(section)
        else:
            yield from self._document(section)

    def _head(self) -> Head:
        self.told_head = True
        return Head(
            "1c",
            self.encoding,
            read_day(self.header.get("ДатаНачала", "")),
            read_day(self.header.get("ДатаКонца", "")),
            tuple(self.accounts),
        )

    def _balance(self, section: _Section) -> Iterator[Event]:
        said = section.fields
        account = said.get(keys.ACCOUNT, "") or next(iter(self.accounts), "")
        self.accounts[account] = None
        currency = currency_of(account)
        sums: dict[str, int | None] = {}
        for name, key in keys.SUMS.items():
            text = said.get(key, "")
            sums[name] = read_minor(text, currency) if text else None
            if text and sums[name] is None:
                yield problem(section.line, "bank.bad_amount", key=key, value=text[:40])
        days = [read_day(said.get(key, "")) for key in ("ДатаНачала", "ДатаКонца")]
        yield AccountPart(account, currency, section.line, days[0], days[1], **sums)

    def _document(self, section: _Section) -> Iterator[Event]:
        if not self.told_head:
            yield self._head()
        told = _document(section, frozenset(self.accounts) or self.wanted.own)
        yield from told


def _document(section: _Section, own: frozenset[str]) -> Iterator[Event]:
    """One or, between two own accounts, two movements; or what is wrong with the document."""
    said = section.fields
    payer = said.get("ПлательщикСчет") or said.get("ПлательщикРасчСчет") or ""
    payee = said.get("ПолучательСчет") or said.get("ПолучательРасчСчет") or ""
    if payer not in own and payee not in own:
        if section.kind != keys.EXTRACT:
            yield problem(section.line, "bank.not_our_account", number=said.get("Номер", "")[:30])
        return
    if payer == payee:
        yield problem(section.line, "bank.to_itself", account=payer)
        return
    sides: list[tuple[str, str, int]] = []
    if payer in own:
        sides.append((payer, payee, -1))
    if payee in own:
        sides.append((payee, payer, 1))
    for account, other, sign in sides:
        yield _movement(section, account, other, sign)


def _movement(section: _Section, account: str, other: str, sign: int) -> Movement | Problem:
    said, currency = section.fields, currency_of(account)
    minor = read_minor(said.get("Сумма", ""), currency)
    if minor is None or minor <= 0:
        value = said.get("Сумма", "")[:40]
        return problem(section.line, "bank.bad_amount", key="Сумма", value=value)
    posted = "ДатаСписано" if sign < 0 else "ДатаПоступило"
    on = _day(said.get, posted, "Дата")
    if on is None:
        value = (said.get(posted) or said.get("Дата", ""))[:40]
        return problem(section.line, "bank.bad_date", value=value)
    side = "Получатель" if sign < 0 else "Плательщик"
    return Movement(
        account=account,
        on=on,
        minor=sign * minor,
        currency=currency,
        line=section.line,
        number=said.get("Номер", ""),
        counterparty=clean_name(said.get(f"{side}1", ""), said.get(side, "")),
        inn=tax_number(said.get(f"{side}ИНН", "")),
        counter_account=other,
        purpose=_purpose(said),
        raw={"kind": section.kind, **_rest(said)},
    )


def _day(get: Callable[[str, str], str], *names: str) -> date | None:
    """The first of these that is filled; one that is filled with no day is no day."""
    text = next((value for name in names if (value := get(name, ""))), "")
    return read_day(text)


def _purpose(said: Fields) -> str:
    whole = said.get("НазначениеПлатежа", "")
    parts = [said.get(f"НазначениеПлатежа{n}", "") for n in range(1, 7)]
    return " ".join((whole or " ".join(part for part in parts if part)).split())


def _rest(said: Fields) -> Fields:
    return {key: value for key, value in said.items() if value and key not in keys.TAKEN}
