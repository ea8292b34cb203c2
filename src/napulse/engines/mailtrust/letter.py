"""A letter taken apart: what the reading stages (wire, mime, text) hand to those that judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from napulse.engines.mailtrust.model import HeaderSpan, Link, PartSpan, SenderView


@dataclass(frozen=True)
class Header:
    """A header field. `span` covers name and value with its folds, without the last line end."""

    name: str  # lower case
    value: str  # unfolded, encoded words decoded
    raw: bytes  # after the colon, folds included
    span: HeaderSpan


@dataclass(frozen=True)
class Part:
    """A leaf of the MIME tree. `path` is "1", "1.2"; an inner letter's parts hang below it."""

    path: str
    type: str  # lower case, as "text/html"
    content: str  # decoded; "" for what is no text
    filename: str = ""
    attached: bool = False
    size: int = 0  # decoded bytes
    byte_from: int = 0  # the encoded body in the raw letter
    byte_to: int = 0
    judged: str = ""  # the type an attachment has by its first bytes or its name, where they tell


@dataclass(frozen=True)
class Text:
    """The words of a text part or of a decoded header, as a person sees them.

    `value[i]` came from `content[at[i]]`; `at` has one more entry, the end. `norm` is the form that
    phrases are looked up in (NFKC, lower case, ё as е, look-alikes inside a word folded to the
    word's own alphabet, invisible and bidi characters gone, spaces single); `norm[i]` came from
    `value[norm_at[i]]`, again with an end entry. `visible` is False for hidden text.
    """

    path: str  # a part's path, or a header's name in lower case: "subject", "from"
    value: str
    at: Sequence[int]
    norm: str
    norm_at: Sequence[int]
    visible: bool = True


@dataclass(frozen=True)
class Phone:
    """A phone number in E.164, as "+74957256357"."""

    number: str
    span: PartSpan


@dataclass(frozen=True)
class Sum:
    """An amount of money in minor units. `kind`: how it would be paid, where the words say it.

    `kind` is one of cash, bank_card, transfer, phone_balance, gift_card, or "". `role` is one of
    reward, prize, price, compensation, or "". A way of paying a reward that no amount stands by is
    a sum of 0 without a currency. `ways`: every kind that is told around it, with its words.
    """

    minor: int
    currency: str
    kind: str
    role: str
    span: PartSpan
    ways: tuple[tuple[str, PartSpan], ...] = ()


@dataclass(frozen=True)
class Moment:
    """A time of day, with its date or weekday (0 Monday) where one stands by; local as written.

    Where a meeting is set for a day without a time, the minute is noon.

    `zone` is "" unless the letter names one. `meeting`: the words around speak of a meeting or a
    call with the reader. `days`: the words for days around it.
    """

    minute: int  # of the day
    on: date | None
    weekday: int | None
    zone: str
    meeting: bool
    span: PartSpan
    days: tuple[PartSpan, ...] = ()


@dataclass(frozen=True)
class Place:
    """A postal address: street in normal form, house and building as written, city or "".

    The normal form is that of `facts.streets.normal_street`: "ленинградский проспект" whatever the
    alphabet, order and abbreviation it is written in.
    """

    street: str
    house: str
    building: str
    city: str
    meeting: bool
    span: PartSpan


@dataclass(frozen=True)
class Ask:
    """A request for something secret or costly that the letter makes.

    `what` is one of password, card, pin, code, login, documents, bank_details, payment,
    seed_phrase.
    `denied`: the letter says that it never asks for it. `how`: reply, link, form, call, or "".
    """

    what: str
    denied: bool
    how: str
    span: PartSpan


@dataclass(frozen=True)
class Facts:
    """What the visible words hold, in their order."""

    phones: tuple[Phone, ...] = ()
    sums: tuple[Sum, ...] = ()
    moments: tuple[Moment, ...] = ()
    places: tuple[Place, ...] = ()
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Letter:
    """All that was read. `defects` are codes; `truncated` tells that a limit cut something off."""

    raw: bytes
    headers: tuple[Header, ...]
    parts: tuple[Part, ...]
    texts: tuple[Text, ...]  # subject and shown names first, then parts; hidden ones last
    links: tuple[Link, ...]
    facts: Facts
    sender: SenderView
    defects: tuple[str, ...]
    truncated: bool
    inner: tuple[tuple[str, bytes], ...] = ()  # message/rfc822 parts: path, raw bytes
    forwarded_from: str = ""  # the author in an inline forward's quoted header, as an address

    def first(self, name: str) -> Header | None:
        """The first field of that name."""
        return next((header for header in self.headers if header.name == name), None)

    def all(self, name: str) -> tuple[Header, ...]:
        """Every field of that name, top to bottom."""
        return tuple(header for header in self.headers if header.name == name)
