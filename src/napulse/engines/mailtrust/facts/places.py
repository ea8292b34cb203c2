"""Postal addresses in Russian and English; streets in the normal form of `streets`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from napulse.engines.mailtrust.facts.heads import Searched
from napulse.engines.mailtrust.facts.moments import meets
from napulse.engines.mailtrust.facts.streets import ENGLISH, KIND, kind_of, street_of
from napulse.engines.mailtrust.letter import Place, Text
from napulse.engines.mailtrust.text import part_span

_NAME = r"(?:\d{1,2}-?(?:я|й|го|th|st|nd|rd) )?[^\W\d_][\w'-]{1,30}(?: [^\W\d_][\w'-]{2,30})?"
_BEFORE = re.compile(rf"(?:(?<=[ ,(:;])|^)({_NAME}),? ?$")
_AFTER = re.compile(rf",? ?({_NAME}?)(?=,| \d| д\.| дом)")
_HOUSE = re.compile(
    r",? ?(?:(?:д(?:ом|\.)?|house|h\.|bld\.?|building|no\.?|№) ?)?"
    r"(?P<house>\d{1,4}[а-еa-f]?)(?![^\W_к])(?:/(?P<slash>\d{1,4}[а-еa-f]?)(?!\w))?"
    r"(?:,? ?(?:стр(?:оение|\.)?|с\.|корп(?:ус|\.)?|к\.?|bldg?\.?|building|build\.?|str\.?|block"
    r"|corp\.?|k\.) ?(?P<building>\d{1,4}[а-я]?)(?!\w))?"
)
_BUILDING = re.compile(
    r",? ?(?:стр(?:оение|\.)?|с\.|корп(?:ус|\.)?|к\.|bldg?\.?|building|block) ?"
    r"(?P<building>\d{1,4}[а-я]?)(?!\w)"
)
_NUMBER_FIRST = re.compile(r"(?<![\w.,/])(?P<house>\d{1,5}[a-f]?)(?:/(?P<slash>\d{1,4}))?,? $")
_CITY = re.compile(
    r"(?<!\w)(?:(?:г\.|город|города|city of) ?(?P<named>[^\W\d_][\w-]{2,30})"
    r"|(?P<known>москв[аеуы]|санкт-петербург\w*|петербург\w*|казан[ьи]|moscow|moskva"
    r"|st\.? petersburg|saint petersburg|kazan|екатеринбург\w*|новосибирск\w*"
    r"|нижн\w+ новгород\w*|london|new york))(?!\w)"
)
_CITIES = (
    ("москв", "москва"), ("moscow", "москва"), ("moskva", "москва"), ("казан", "казань"),
    ("kazan", "казань"), ("санкт", "санкт-петербург"), ("петерб", "санкт-петербург"),
    ("st", "санкт-петербург"), ("saint", "санкт-петербург"), ("екатеринбург", "екатеринбург"),
    ("новосибирск", "новосибирск"),
)  # fmt: skip
_FILLER = frozenset(
    {"по", "на", "в", "офисе", "адресу", "адрес", "москва", "москве", "г", "the", "at", "our"}
    | {"office", "address", "moscow", "in", "on", "is", "наш", "нашем"}
)
_MOST = 200


def find_places(searched: Searched) -> Iterator[Place]:
    """The postal addresses among the words of a text."""
    text, last = searched.text, 0
    for match in islice(KIND.finditer(searched), _MOST):
        place = _place(text, match) if match.start() >= last else None
        if place:
            last = match.end()
            yield place


def _place(text: Text, match: re.Match[str]) -> Place | None:
    kind, norm = kind_of(match), text.norm
    before = _BEFORE.search(norm, max(0, match.start() - 66), match.start())
    name = _without_filler(before[1]) if before else ""
    house = _HOUSE.match(norm, match.end())
    if before and name:
        start = before.end(1) - len(name)
        street = street_of(name, kind)
        first = _number_first(text, street, start, match.end())
        if first and (not house or _BUILDING.match(norm, match.end())):
            return first
        if house:
            return _built(text, street, start, house)
    after = _AFTER.match(norm, match.end()) if kind not in ENGLISH else None
    house = _HOUSE.match(norm, after.end()) if after else None
    if after and house:
        return _built(text, street_of(after[1], kind), match.start(), house)
    return None


def _number_first(text: Text, street: str, start: int, stop: int) -> Place | None:
    """A house number in front, as "350 fifth avenue", the building perhaps behind."""
    norm = text.norm
    number = _NUMBER_FIRST.search(norm, max(0, start - 12), start)
    if not number:
        return None
    building = _BUILDING.match(norm, stop)
    end = building.end() if building else stop
    return Place(
        street,
        number["house"],
        building["building"] if building else number["slash"] or "",
        _city(norm, number.start(), end),
        meets(norm, start, end),
        part_span(text, number.start(), end),
    )


def _built(text: Text, street: str, start: int, house: re.Match[str]) -> Place:
    return Place(
        street,
        house["house"],
        house["building"] or house["slash"] or "",
        _city(text.norm, start, house.end()),
        meets(text.norm, start, house.end()),
        part_span(text, start, house.end()),
    )


def _without_filler(name: str) -> str:
    words = name.split()
    while words and words[0] in _FILLER:
        words = words[1:]
    return " ".join(words)


def _city(norm: str, start: int, stop: int) -> str:
    found = [
        *_CITY.finditer(norm, max(0, start - 60), start),
        *_CITY.finditer(norm, stop, stop + 40),
    ]
    if not found:
        return ""
    name = found[0]["named"] or found[0]["known"]
    return next((city for begin, city in _CITIES if name.startswith(begin)), name)
