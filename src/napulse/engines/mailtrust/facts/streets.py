"""Streets in normal form.

Lower case, Russian names in Cyrillic whatever alphabet they are written in, the kind in full:
"ленинградский проспект", "улица ленина", "fifth avenue".
"""

from __future__ import annotations

import re

from napulse.engines.mailtrust.facts.heads import Anchored, heads_of

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
_NAMES = list(_KINDS)
_ANY = "|".join(f"(?P<k{place}>(?:{words}))" for place, words in enumerate(_KINDS.values()))
KIND = Anchored(
    re.compile(rf"(?:{_ANY})(?!\w)"),
    heads_of(
        "про пр pro pr ули ул uli ul пер per бул б bul наб nab шос ш sho пло пл plo туп str st "
        "ave roa rd lan ln bou blv squ sq hig hwy dri dr"
    ),
)
ENGLISH = frozenset({"street", "avenue", "road", "lane", "drive"})
_AS_RUSSIAN = {
    "street": "улица", "avenue": "проспект", "lane": "переулок", "boulevard": "бульвар",
    "square": "площадь", "highway": "шоссе",
}  # fmt: skip
_ADJECTIVE = re.compile(r"(?:[иыо]й|ая|яя|ое)$")
_LATIN_RUSSIAN = re.compile(
    r"(?:sk(?:y|iy|ij|ii|aya|aia|oe|oye)|ov[ao]?|[aeo]va|ogo|aya|naya|ina|oy)$"
)
_LETTERS = (
    ("shch", "щ"), ("skiy", "ский"), ("skij", "ский"), ("skii", "ский"), ("sky", "ский"),
    ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"),
    ("ia", "я"), ("yo", "е"), ("iy", "ий"), ("oy", "ой"), ("ye", "е"),
)  # fmt: skip
_SINGLE = str.maketrans("abvgdezijklmnoprstufhcyw", "абвгдезийклмнопрстуфхцыв")
_CASES = re.compile(r"(?:ск)(?:ом|ого|ому)$")


def kind_of(match: re.Match[str]) -> str:
    """The kind of street of a match of `KIND`."""
    return next(_NAMES[int(name[1:])] for name, value in match.groupdict().items() if value)


def street_of(name: str, kind: str) -> str:
    """The normal form of a street of that name and kind."""
    if kind in _AS_RUSSIAN and (_LATIN_RUSSIAN.search(name) or not name.isascii()):
        kind = _AS_RUSSIAN[kind]
    if kind.isascii():
        return f"{name} {kind}"
    if name.isascii():
        for latin, letters in _LETTERS:
            name = name.replace(latin, letters)
        name = name.translate(_SINGLE)
    name = _CASES.sub("ский", name)
    return f"{name} {kind}" if _ADJECTIVE.search(name) else f"{kind} {name}"


def normal_street(norm: str) -> str:
    """The normal form of a street written in full, given in the normal form of a text."""
    match = re.search(rf"(?<!\w)(?:{_ANY})(?!\w)", norm)
    if not match:
        return norm
    rest = f"{norm[: match.start()]} {norm[match.end() :]}"
    return street_of(rest.strip(" ,"), kind_of(match))
