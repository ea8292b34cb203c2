"""Postal addresses in Russian and English.

A street in normal form is lower case, Russian names in Cyrillic whatever alphabet they are written
in, its kind in full: "ленинградский проспект", "улица ленина", "fifth avenue".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from napulse.engines.mailtrust.facts.moments import meets
from napulse.engines.mailtrust.letter import Place, Text
from napulse.engines.mailtrust.text import normal, part_span

_KINDS = {
    "проспект": r"проспекте?|просп\.?|пр-к?т\.?|пр\.|prospe[kc]t|pr-k?t|prosp\.?|pr\.",
    "улица": r"улиц[аеы]|ул\.?|ulits?[aey]|ulica|ul\.?",
    "переулок": r"переул(?:ок|ке)|пер\.|pereulok|per\.",
    "бульвар": r"бульваре?|б-р|бул\.|bulvar",
    "набережная": r"набережн(?:ая|ой)|наб\.|naberezhnaya|nab\.",
    "шоссе": r"шоссе|ш\.|shosse",
    "площадь": r"площад[ьи]|пл\.|ploshchad",
    "проезд": r"проезде?|proezd",
    "тупик": r"тупике?",
    "street": r"street|st\.|str\.",
    "avenue": r"avenue|ave\.?",
    "road": r"road|rd\.?",
    "lane": r"lane|ln\.",
    "boulevard": r"boulevard|blvd\.?",
    "square": r"square|sq\.",
    "highway": r"highway|hwy\.?",
    "drive": r"drive|dr\.",
}
_ANY = "|".join(f"(?P<k{place}>{pattern})" for place, pattern in enumerate(_KINDS.values()))
_KIND = re.compile(rf"(?<![\w.])(?:{_ANY})(?![\w])")
_NAMES = list(_KINDS)
_AS_RUSSIAN = {
    "street": "улица", "avenue": "проспект", "lane": "переулок", "boulevard": "бульвар",
    "square": "площадь", "highway": "шоссе",
}  # fmt: skip
_BEFORE = re.compile(
    r"(?:(?<=[\s,(:;])|^)((?:\d{1,2}-?(?:я|й|го|th|st|nd|rd) )?[^\W\d_][\w'-]{2,30}(?: [^\W\d_][\w'-]{2,30})?),? ?$"
)
_AFTER = re.compile(
    r",? ?((?:\d{1,2}-?(?:я|й|го) )?[^\W\d_][\w'-]{1,30}(?: [^\W\d_][\w'-]{3,30})?)"
)
_HOUSE = re.compile(
    r",? ?(?:(?:д(?:ом|\.)?|house|h\.|bld\.?|building|no\.?|№) ?)?(?P<house>\d{1,4}[а-еa-f]?(?!\w))(?:/(?P<slash>\d{1,4}[а-еa-f]?)(?!\w))?"
    r"(?:,? ?(?:стр(?:оение|\.)?|с\.|корп(?:ус|\.)?|к\.|bldg?\.?|building|build\.?|str\.?|block|corp\.?|k\.) ?(?P<building>\d{1,4}[а-я]?)(?!\w))?"
)
_HOUSE_FIRST = re.compile(r"(?<![\w.,])(\d{1,5}[a-f]?) $")
_CITY = re.compile(
    r"(?<!\w)(?:(?:г\.|город|города|city of) ?(?P<named>[^\W\d_][\w-]{2,30})"
    r"|(?P<known>москв[аеуы]|санкт-петербург\w*|петербург\w*|казан[ьи]|moscow|moskva|st\.? petersburg"
    r"|saint petersburg|kazan|екатеринбург\w*|новосибирск\w*|нижн\w+ новгород\w*|london|new york))(?!\w)"
)
_CITIES = (
    ("москв", "москва"), ("moscow", "москва"), ("moskva", "москва"), ("казан", "казань"), ("kazan", "казань"),
    ("санкт", "санкт-петербург"), ("петерб", "санкт-петербург"), ("st", "санкт-петербург"),
    ("saint", "санкт-петербург"), ("екатеринбург", "екатеринбург"), ("новосибирск", "новосибирск"),
)  # fmt: skip
_ADJECTIVE = re.compile(r"(?:[иыо]й|ая|яя|ое|ого|ой|ом|ому)$")
_LATIN_RUSSIAN = re.compile(
    r"(?:sk(?:y|iy|ij|ii|aya|aia|oe|oye)|ov[ao]?|[aeo]va|ogo|aya|naya|ina|oy)$"
)
_LETTERS = (
    ("shch", "щ"), ("skiy", "ский"), ("skij", "ский"), ("skii", "ский"), ("sky", "ский"), ("zh", "ж"),
    ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"), ("ia", "я"), ("yo", "е"),
    ("iy", "ий"), ("oy", "ой"), ("ye", "е"),
)  # fmt: skip
_SINGLE = str.maketrans("abvgdezijklmnoprstufhcyw", "абвгдезийклмнопрстуфхцыв")
_FILLER = frozenset(
    ["по", "на", "в", "офисе", "адресу", "адрес", "москва", "г", "the", "at", "our", "office", "address", "moscow", "in", "on", "is"]
)
_MOST = 50


def find_places(text: Text) -> Iterator[Place]:
    """The postal addresses among the words of a text."""
    last = 0
    for count, match in enumerate(_KIND.finditer(text.norm)):
        if count >= 4 * _MOST:
            return
        if match.start() < last:
            continue
        place = _place(text, match)
        if place:
            last = match.end()
            yield place


def _place(text: Text, match: re.Match[str]) -> Place | None:
    kind = next(_NAMES[int(name[1:])] for name, value in match.groupdict().items() if value)
    norm = text.norm
    before = _BEFORE.search(norm, max(0, match.start() - 62), match.start())
    house = _HOUSE.match(norm, match.end())
    name = _without_filler(before[1]) if before else ""
    if name and house:
        return _built(text, (name, kind), (match.start() - len(before[0]) if before else 0), house)
    after = _AFTER.match(norm, match.end())
    house = _HOUSE.match(norm, after.end()) if after else None
    if after and house and kind not in ("street", "avenue", "road", "lane", "drive"):
        return _built(text, (after[1], kind), match.start(), house)
    return _american(text, match, kind, name)


def _american(text: Text, match: re.Match[str], kind: str, name: str) -> Place | None:
    """A house number in front, as "350 fifth avenue"."""
    if not name:
        return None
    start = match.start() - len(name) - 1
    number = _HOUSE_FIRST.search(text.norm, max(0, start - 8), start)
    if not number:
        return None
    span = part_span(text, number.start(1), match.end())
    street = _street(name, kind)
    met = meets(text.norm, match.start(), match.end())
    return Place(street, number[1], "", _city(text.norm, number.start(), match.end()), met, span)


def _built(text: Text, street: tuple[str, str], start: int, house: re.Match[str]) -> Place:
    building = house["building"] or house["slash"] or ""
    return Place(
        _street(*street),
        house["house"],
        building,
        _city(text.norm, start, house.end()),
        meets(text.norm, start, house.end()),
        part_span(text, max(0, start), house.end()),
    )


def _without_filler(name: str) -> str:
    words = name.split()
    while words and words[0] in _FILLER:
        words = words[1:]
    return " ".join(words)


def _street(name: str, kind: str) -> str:
    if kind in _AS_RUSSIAN and (_LATIN_RUSSIAN.search(name) or not name.isascii()):
        kind = _AS_RUSSIAN[kind]
    if kind.isascii():
        return f"{name} {kind}"
    if name.isascii():
        for latin, letters in _LETTERS:
            name = name.replace(latin, letters)
        name = name.translate(_SINGLE)
    if kind == "проспект":
        name = re.sub(r"(?:ом|ого)$", lambda end: "ий" if end[0] == "ом" else end[0], name)
    return f"{name} {kind}" if _ADJECTIVE.search(name) else f"{kind} {name}"


def normal_street(written: str) -> str:
    """The normal form of a street, as `Place.street` has it."""
    norm = normal(written)
    match = _KIND.search(norm)
    if not match:
        return norm
    kind = next(_NAMES[int(name[1:])] for name, value in match.groupdict().items() if value)
    return _street((norm[: match.start()] + " " + norm[match.end() :]).strip(" ,"), kind)


def _city(norm: str, start: int, stop: int) -> str:
    low = max(0, start - 60)
    found = [*_CITY.finditer(norm, low, start), *_CITY.finditer(norm, stop, stop + 40)]
    if not found:
        return ""
    name = found[0]["named"] or found[0]["known"]
    return next((city for begin, city in _CITIES if name.startswith(begin)), name)
