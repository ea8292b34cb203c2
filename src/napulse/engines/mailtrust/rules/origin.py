"""Predicates about who sends the letter, where its links go, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from rapidfuzz.fuzz import partial_ratio

from napulse.engines.mailtrust.domains import imitated, registrable
from napulse.engines.mailtrust.letter import Part
from napulse.engines.mailtrust.lexicon import TOKEN, cyrillic, plain
from napulse.engines.mailtrust.model import HeaderSpan, Link, PartSpan
from napulse.engines.mailtrust.rules.view import Hit, View
from napulse.engines.mailtrust.rules.words import Args

ALIKE = 85
SURNAME_ENDS = (
    *("ov", "ova", "ev", "eva", "in", "ina", "yn", "skii", "skaia", "ckii", "ckaia", "oi", "aia"),
    *("enko", "ko", "uk", "ian", "dze", "shvili", "ich", "ih"),
)
URL = re.compile(r"^\s*(?:https?://|www\.)?([\w-]+(?:\.[\w-]+)+)(?:[/?#:]\S*)?\s*$", re.IGNORECASE)
ADDRESS = re.compile(r"^\[?[0-9a-f:.]*[0-9]\]?$", re.IGNORECASE)
FORM = re.compile(r"<\s*(?:form|input)\b", re.IGNORECASE)
KINDS = {
    "executable": "exe scr com pif bat cmd ps1 vbs vbe js jse wsf wsh hta msi jar cpl lnk reg apk "
    "dll chm url",
    "html": "html htm xhtml shtml mht mhtml svg",
    "macro": "docm xlsm pptm dotm xlam xll one",
    "archive": "zip rar 7z gz tar ace arj cab",
    "disk_image": "iso img vhd vhdx udf",
}
_ENDINGS = {end: kind for kind, ends in KINDS.items() for end in ends.split()}
_TO_LATIN = dict(zip("абвгдеезийклмнопрстуфхцыэ", "abvgdeeziiklmnoprstufhcie", strict=True)) | {
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ю": "u", "я": "a", "ь": "", "ъ": "",
}  # fmt: skip
_SPELLINGS = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("iu", "u"), ("yu", "u"),
    ("ju", "u"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yo", "e"), ("jo", "e"), ("ye", "e"),
    ("y", "i"), ("j", "i"), ("w", "v"), ("x", "ks"), ("ii", "i"), ("'", ""),
)  # fmt: skip


def surname(args: Args, view: View) -> Iterator[Hit]:
    """The shown name is a person's, and its surname is not in the address."""
    sender = view.letter.sender.visible
    if sender is None:
        return
    names = [each for each in TOKEN.findall(sender.shown) if len(each) > 2 and each[0].isupper()]
    brand = (f"{view.policy.brand}/names", f"{view.policy.brand}/weak names")
    if len(names) < 2 or any(key in words.places for words in view.index.names for key in brand):
        return
    local = _sound(plain(sender.local))
    sounds = [_sound(plain(name)) for name in names]
    surnames = [sound for sound in sounds if sound.endswith(SURNAME_ENDS)] or sounds
    if not any(partial_ratio(sound, local) >= ALIKE for sound in surnames):
        yield Hit({"name": sender.shown[:80], "address": sender.address}, (sender.span,))


def _sound(word: str) -> str:
    """A name in Latin letters, with the ways to write Russian ones made equal."""
    if cyrillic(word):
        word = "".join(_TO_LATIN.get(letter, letter) for letter in word)
    for spelling, one in _SPELLINGS:
        word = word.replace(spelling, one)
    return word


def sender_other_than(args: Args, view: View) -> Iterator[Hit]:
    """The sender's domain is `other_than` these, exactly."""
    for author in view.letter.sender.authors:
        if author.domain not in args["other_than"]:
            yield Hit({"domain": author.domain}, (author.span,))


def link(args: Args, view: View) -> Iterator[Hit]:
    """A link is one of these `kinds`.

    `lookalike`: its host imitates an official one; `mismatch`: it is shown as another host's;
    `ip_address`: a bare address; `outside`: not the brand's.
    """
    seen: set[tuple[str, str]] = set()
    for each in view.letter.links:
        host = host_of(each.href)
        if not host or (host, each.text) in seen:
            continue
        seen.add((host, each.text))
        kind = next((kind for kind in args["kinds"] if LINKS[kind](each, host, view)), "")
        if kind:
            yield Hit({"kind": kind, "href": each.href[:300]}, (each,))


def host_of(href: str) -> str:
    """The host a link goes to, in lower case, or ""."""
    if not href.lower().startswith(("http://", "https://", "//")):
        return ""
    try:
        return (urlsplit(href).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _lookalike(each: Link, host: str, view: View) -> bool:
    return not view.policy.owns(host) and bool(imitated(host, view.policy.imitable))


def _mismatch(each: Link, host: str, view: View) -> bool:
    match = URL.match(each.text)
    return (
        match is not None
        and view.policy.owns(match[1].lower())
        and not (view.policy.owns(host) or registrable(host) == registrable(match[1].lower()))
    )


def _ip_address(each: Link, host: str, view: View) -> bool:
    return ADDRESS.match(host) is not None


def _outside(each: Link, host: str, view: View) -> bool:
    return not view.policy.owns(host)


LINKS = {
    "lookalike": _lookalike,
    "mismatch": _mismatch,
    "ip_address": _ip_address,
    "outside": _outside,
}


def attachment(args: Args, view: View) -> Iterator[Hit]:
    """A file of one of these `kinds` is attached; `html_form`: a page that asks for input."""
    for part in view.letter.parts:
        kind = next((kind for kind in _kinds(part) if kind in args["kinds"]), "")
        if kind:
            yield Hit({"filename": part.filename[:120], "kind": kind}, (_where(part),))


def _kinds(part: Part) -> tuple[str, ...]:
    if not (part.attached or part.filename):
        return ()
    kind = _ENDINGS.get(part.filename.rstrip(". ").rpartition(".")[2].lower(), "")
    if part.type == "text/html":
        kind = kind or "html"
    return (kind, "html_form") if kind == "html" and FORM.search(part.content) else (kind,)


def _where(part: Part) -> HeaderSpan | PartSpan:
    """The attachment's bytes in the raw letter, or its text where it has one."""
    if part.content:
        return PartSpan(part.path, 0, len(part.content), visible=False)
    return HeaderSpan("content-disposition", 0, part.byte_from, part.byte_to)
