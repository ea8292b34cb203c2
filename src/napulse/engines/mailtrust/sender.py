"""Who a letter says it is from: every author that some mail program would show, and the shown one.

Structural defects (codes of `SenderView.defects`, any of them makes the sender ambiguous):
`no_from`, `several_from`, `hidden_from`, `folded_name`, `space_before_colon`, `odd_name`,
`leading_space`, `no_address`, `group`, `route`, `backslash`, `stray_bracket`, `unclosed_bracket`,
`unclosed_quote`, `unclosed_comment`, `comment_in_address`, `bracket_without_address`,
`encoded_address`, `address_in_comment`, `odd_address`, `space_in_address`, `control_in_address`,
`trailing_dot`, `text_after_address`, `nul`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from napulse.engines.mailtrust.letter import Header
from napulse.engines.mailtrust.mailboxes import Found, Reading, read_field
from napulse.engines.mailtrust.model import Address, HeaderSpan, Limits, SenderView
from napulse.engines.mailtrust.words import Budget

_TRAILING_DOT = re.compile(rb"@[^\s<>@,]*\.(?=[\s>,]|$)")
_AFTER = re.compile(rb">[ \t\r\n]*[^\s,;<>(]")


@dataclass
class Senders:
    """What the sender's fields hold: the view, notes for the letter, whether a limit was met."""

    view: SenderView
    notes: set[str] = field(default_factory=set)
    truncated: bool = False


@dataclass
class _Reader:
    """Reads the fields of one letter under common limits."""

    raw: bytes
    limits: Limits
    budget: Budget
    notes: set[str] = field(default_factory=set)
    defects: set[str] = field(default_factory=set)
    truncated: bool = False

    def addresses(self, headers: Iterable[Header], *, structural: bool) -> list[_Author]:
        out: list[_Author] = []
        for header in headers:
            reading = read_field(header.raw, self.limits.addresses, self.budget)
            self.truncated |= reading.truncated
            if structural:
                self.defects |= reading.defects | _oddities(header.raw, reading)
                self.notes |= {f"from_{note}" for note in reading.notes}
            base = self.raw.find(b":", header.span.byte_from) + 1
            out += [_Author(_address(found, header, base), found.kind) for found in reading.found]
        return out


@dataclass(frozen=True)
class _Author:
    address: Address
    kind: str


def read_senders(
    raw: bytes, headers: tuple[Header, ...], hidden: tuple[Header, ...], limits: Limits
) -> Senders:
    """The sender's view of a letter from its fields; `hidden` are From lines inside others."""
    reader = _Reader(raw, limits, Budget(limits.encoded_words))
    named = {
        name: [header for header in headers if header.name == name]
        for name in ("from", "sender", "resent-from", "reply-to")
    }
    fields = [*named["from"], *hidden]
    groups = [reader.addresses([header], structural=True) for header in fields]
    sender = reader.addresses(named["sender"] + named["resent-from"], structural=False)
    reply_to = reader.addresses(named["reply-to"], structural=False)
    authors = [author for group in groups for author in group]
    plain = _field_defects(reader, fields, hidden)
    if not plain:
        authors += sender
    if not authors:
        reader.defects.add("no_address")
    view = SenderView(
        authors=_distinct(author.address for author in authors),
        visible=_visible(groups, authors),
        reply_to=_distinct(author.address for author in reply_to if author.kind != "inside"),
        sender=_distinct(author.address for author in sender if author.kind != "inside"),
        defects=tuple(sorted(reader.defects)),
    )
    return Senders(view, reader.notes, reader.truncated or reader.budget.spent)


def _field_defects(reader: _Reader, fields: list[Header], hidden: tuple[Header, ...]) -> bool:
    """Notes what is wrong with the From fields themselves; whether one is as it should be."""
    names = [_written_name(reader.raw, header) for header in fields[: len(fields) - len(hidden)]]
    odd = {_name_defect(name) for name in names} - {""}
    reader.defects |= odd
    if not names:
        reader.defects.add("no_from")
    if len(names) > 1:
        reader.defects.add("several_from")
    if hidden:
        reader.defects.add("hidden_from")
    return any(not _name_defect(name) for name in names)


def _written_name(raw: bytes, header: Header) -> bytes:
    colon = raw.find(b":", header.span.byte_from)
    start = header.span.byte_from
    before = raw[start - 1 : start]
    return before.strip(b"\r\n") + raw[start:colon]


def _name_defect(name: bytes) -> str:
    if name[:1] in (b" ", b"\t"):
        return "leading_space"
    if name.isalpha():
        return ""
    if b"\n" in name:
        return "folded_name"
    return "space_before_colon" if name.rstrip(b" \t").isalpha() else "odd_name"


def _oddities(raw: bytes, reading: Reading) -> set[str]:
    defects = set()
    if b"\x00" in raw:
        defects.add("nul")
    if _TRAILING_DOT.search(raw):
        defects.add("trailing_dot")
    angles = [found for found in reading.found if found.kind == "angle"]
    if (angles and b"@" in raw[angles[-1].end :]) or (angles and _joined(raw, angles)):
        defects.add("text_after_address")
    return defects


def _joined(raw: bytes, angles: list[Found]) -> bool:
    """Whether words stand right behind a closing bracket."""
    return any(_AFTER.match(raw, found.end - 1) for found in angles)


def _address(found: Found, header: Header, base: int) -> Address:
    span = HeaderSpan(header.name, header.span.index, base + found.start, base + found.end)
    return Address(found.local, found.domain, found.shown, span)


def _distinct(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """The first of each address, letters' case apart."""
    seen: dict[str, Address] = {}
    for address in addresses:
        seen.setdefault(address.address.lower(), address)
    return tuple(seen.values())


def _visible(groups: list[list[_Author]], authors: list[_Author]) -> Address | None:
    """The last address in brackets of the first From, else the bare one, else what there is."""
    for candidates in [*groups, authors]:
        for kind in ("angle", "bare", "inside"):
            of_kind = [author.address for author in candidates if author.kind == kind]
            if of_kind:
                return of_kind[-1] if kind == "angle" else of_kind[0]
    return None
