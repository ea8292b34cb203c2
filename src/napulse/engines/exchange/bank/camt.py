"""ISO 20022 camt.053, any version: elements are known by their local names.

Read by `iterparse` in bounded memory: an entry is thrown away once it is told, and so is each part
of a batch. `CdtDbtInd` is the direction of the entry itself, for a reversal too (ISO 20022: "if
CRDT and reversal, the original entry was a debit"); the other side's name then stands where the
original had it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from napulse.engines.exchange.bank.shapes import (
    AccountPart,
    Event,
    Head,
    Movement,
    Opener,
    Wanted,
    problem,
)
from napulse.engines.exchange.bank.values import clean_name, read_day, read_minor, tax_number
from napulse.engines.kernel.errors import Refused

_NOTHING = {"", "NOTPROVIDED", "NONREF"}
_DEEPEST = 60


def local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


def read_camt(opener: Opener, wanted: Wanted) -> Iterator[Event]:
    """Tell every statement of the file; `line` is the number of the entry, from 1.

    Refused `statement.not_camt` when no statement is in it, `statement.dangerous` when it declares
    entities. A break of the XML ends the reading with the problem `bank.xml_broken`.
    """
    reader = _Reader()
    with opener() as source:
        try:
            for moment, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
                if moment == "start":
                    reader.enter(element)
                else:
                    yield from reader.leave(element)
        except DefusedXmlException:
            raise Refused("statement.dangerous") from None
        except ParseError as broken:
            if not reader.statements:
                raise Refused("statement.not_camt") from None
            yield problem(broken.position[0], "bank.xml_broken")
            yield from reader.parts()
    if not reader.statements:
        raise Refused("statement.not_camt")


@dataclass(slots=True)
class _Draft:
    """One part of an entry: what it says of the payment, before the entry tells the rest."""

    minor: int | None
    currency: str
    values: dict[str, str]


@dataclass(slots=True)
class _Statement:
    account: str = ""
    currency: str = ""
    days: list[str] = field(default_factory=list)
    sums: dict[str, int | None] = field(default_factory=dict)
    told_head: bool = False
    told_part: bool = False
    first_entry: int = 1


class _Reader:
    """The path of open elements, and what the open statement and entry have said so far."""

    def __init__(self) -> None:
        self.path: list[Element] = []
        self.statements = 0
        self.entries = 0
        self.at = _Statement()
        self.drafts: list[_Draft] = []

    def enter(self, element: Element) -> None:
        self.path.append(element)
        if len(self.path) > _DEEPEST:
            raise Refused("statement.dangerous")
        if local(element.tag) == "Stmt":
            self.statements += 1
            self.at = _Statement(first_entry=self.entries + 1)

    def leave(self, element: Element) -> Iterator[Event]:
        self.path.pop()
        parent = self.path[-1] if self.path else None
        name, above = local(element.tag), local(parent.tag) if parent is not None else ""
        if name == "TxDtls":
            self.drafts.append(_draft(element))
            self._forget(element, parent)
        elif name == "Ntry" and above == "Stmt":
            self.entries += 1
            yield from self._head()
            yield from self._entry(element)
            self.drafts = []
            self._forget(element, parent)
        elif above == "Stmt":
            self._about(name, element)
        elif name == "Stmt":
            yield from self._head()
            yield from self.parts()
            self._forget(element, parent)

    def _forget(self, element: Element, parent: Element | None) -> None:
        element.clear()
        if parent is not None:
            parent.remove(element)

    def _about(self, name: str, element: Element) -> None:
        """A child of the statement that is no entry: account, days, balance, totals."""
        at = self.at
        if name == "Acct":
            at.account = _first(element, "IBAN") or _first(element, "Id", "Othr", "Id")
            at.currency = _first(element, "Ccy")
        elif name == "FrToDt":
            at.days = [_first(element, "FrDtTm"), _first(element, "ToDtTm")]
        elif name == "Bal":
            self._balance(element)
        elif name == "TxsSummry":
            for key, tag in (("incoming", "TtlCdtNtries"), ("outgoing", "TtlDbtNtries")):
                at.sums[key] = read_minor(_first(element, tag, "Sum"), at.currency or "EUR")

    def _balance(self, element: Element) -> None:
        code = _first(element, "Tp", "CdOrPrtry", "Cd")
        kind = {"OPBD": "opening", "PRCD": "opening", "CLBD": "closing"}.get(code)
        minor, currency = _amount(element)
        if kind and minor is not None and not (code == "PRCD" and "opening" in self.at.sums):
            sign = -1 if _first(element, "CdtDbtInd") == "DBIT" else 1
            self.at.sums[kind] = sign * minor
            self.at.currency = self.at.currency or currency

    def _head(self) -> Iterator[Event]:
        at = self.at
        if not at.told_head:
            at.told_head = True
            days = [read_day(text) for text in (*at.days, "", "")]
            yield Head("camt", "utf-8", days[0], days[1], (at.account,))

    def parts(self) -> Iterator[Event]:
        """The control sums of the open statement, once."""
        at = self.at
        if self.statements and not at.told_part:
            at.told_part = True
            days = [read_day(text) for text in (*at.days, "", "")]
            line = at.first_entry
            yield AccountPart(at.account, at.currency or "EUR", line, days[0], days[1], **at.sums)

    def _entry(self, element: Element) -> Iterator[Event]:
        line, said = self.entries, element
        status = _first(said, "Sts", "Cd") or _first(said, "Sts")
        if status not in {"", "BOOK"}:
            yield problem(line, "bank.not_booked", state=status[:10])
            return
        minor, currency = _amount(said)
        on = _day_of(said, "BookgDt") or _day_of(said, "ValDt")
        side = _first(said, "CdtDbtInd")
        if minor is None or side not in {"CRDT", "DBIT"}:
            yield problem(line, "bank.bad_amount", key="Amt", value=_first(said, "Amt")[:40])
            return
        if on is None:
            yield problem(line, "bank.bad_date", value=_first(said, "BookgDt", "Dt")[:40])
            return
        if not minor:  # a notice of interest of nothing: no money moved
            return
        is_reversal = _first(said, "RvslInd") in {"true", "1"}
        parts = self.drafts or [_Draft(minor, currency, {})]
        if len(parts) > 1 and not _adds_up(parts, minor, currency):
            yield problem(line, "bank.batch_sum", amount=minor, parts=len(parts))
            parts = [_Draft(minor, currency, {"purpose": _told(parts)})]
        elif len(parts) == 1:  # its own amount may be that of the order, in another currency
            parts[0].minor, parts[0].currency = minor, currency
        for part in parts:
            yield self._movement(said, part, on=on, is_in=side == "CRDT", is_reversal=is_reversal)

    def _movement(
        self, entry: Element, part: _Draft, *, on: date, is_in: bool, is_reversal: bool
    ) -> Movement:
        said = part.values
        other = "dbtr" if is_in != is_reversal else "cdtr"
        reference = _first(entry, "NtryRef") or _first(entry, "AcctSvcrRef")
        raw = {"reference": reference, "reversal": "yes" if is_reversal else ""}
        return Movement(
            account=self.at.account,
            on=on,
            minor=(part.minor or 0) if is_in else -(part.minor or 0),
            currency=part.currency or self.at.currency,
            line=self.entries,
            number=said.get("number", "") or reference,
            counterparty=clean_name(said.get(f"{other}_name", "")),
            inn=tax_number(said.get(f"{other}_inn", "")),
            counter_account=said.get(f"{other}_account", ""),
            purpose=said.get("purpose", "") or _words(entry, "AddtlNtryInf"),
            raw={key: value for key, value in raw.items() if value},
        )


def _adds_up(parts: list[_Draft], minor: int, currency: str) -> bool:
    """Whether the parts of a batch are its amount, each of them something and in its currency."""
    same = all(part.minor and part.currency in {"", currency} for part in parts)
    return same and sum(part.minor or 0 for part in parts) == minor


def _told(parts: list[_Draft]) -> str:
    return " ".join(part.values.get("purpose", "") for part in parts[:5]).strip()[:500]


def _draft(details: Element) -> _Draft:
    minor, currency = _amount(details)
    if minor is None:
        minor, currency = _amount(_find(details, "AmtDtls", "TxAmt"))
    number = _first(details, "Refs", "EndToEndId")
    values = {
        "number": "" if number in _NOTHING else number,
        "purpose": _words(details, "RmtInf") or _words(details, "AddtlTxInf"),
    }
    for key, tag in (("dbtr", "Dbtr"), ("cdtr", "Cdtr")):
        party = _find(details, "RltdPties", tag)
        values[f"{key}_name"] = _first(party, "Nm") or _first(party, "Pty", "Nm")
        values[f"{key}_inn"] = _deep(party, "Othr", "Id")
        account = _find(details, "RltdPties", f"{tag}Acct")
        values[f"{key}_account"] = _deep(account, "IBAN") or _deep(account, "Othr", "Id")
    return _Draft(minor, currency, values)


def _find(element: Element | None, *path: str) -> Element | None:
    """The first child by local names, step by step."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if local(child.tag) == name), None)
    return element


def _first(element: Element | None, *path: str) -> str:
    """The text at the end of a path; with one name, of the first such element at any depth."""
    if element is None:
        return ""
    found = _find(element, *path)
    if found is None and len(path) == 1:
        found = next((e for e in element.iter() if local(e.tag) == path[0]), None)
    return (found.text or "").strip() if found is not None else ""


def _deep(element: Element | None, *path: str) -> str:
    """The text of the first place at any depth where this path begins."""
    if element is None:
        return ""
    for one in element.iter():
        found = _find(one, *path)
        if found is not None and (found.text or "").strip():
            return (found.text or "").strip()
    return ""


def _words(element: Element, name: str) -> str:
    """Every text below the elements of this name, in order, blanks made single."""
    texts = [
        text.strip()
        for one in element.iter()
        if local(one.tag) == name
        for text in one.itertext()
        if text.strip()
    ]
    return " ".join(" ".join(texts).split())


def _amount(element: Element | None) -> tuple[int | None, str]:
    amount = _find(element, "Amt")
    if amount is None:
        return None, ""
    currency = amount.get("Ccy", "")
    return read_minor(amount.text or "", currency or "EUR"), currency


def _day_of(entry: Element, name: str) -> date | None:
    return read_day(_first(entry, name, "Dt") or _first(entry, name, "DtTm"))
