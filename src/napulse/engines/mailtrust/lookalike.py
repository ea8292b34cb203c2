"""What characters look like: every one stands for the one that it is confusable with (UTS 39).

The data of `confusable-homoglyphs` are Unicode's; accents, styles and invisible characters fold as
they do in words.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from napulse.engines.mailtrust.folding import CYRILLIC_AS_LATIN, FOLDING, OTHER_AS_LATIN


class _Looks(dict[int, str]):
    """Character by character: what it looks like, worked out when first asked for."""

    def __init__(self, prototypes: dict[str, str]) -> None:
        super().__init__()
        self.prototypes = prototypes

    def __missing__(self, code: int) -> str:
        value = "".join(self._of(char) for char in FOLDING[code])
        self[code] = value
        return value

    def _of(self, char: str) -> str:
        latin = CYRILLIC_AS_LATIN.get(char) or OTHER_AS_LATIN.get(char)
        if latin or char.isascii():
            return latin or char
        return self.prototypes.get(char, char).lower()


@cache
def looks() -> dict[int, str]:
    """A table for `str.translate`: a character's prototype is the ASCII letter of its class."""
    data = json.loads(
        files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    )
    prototypes: dict[str, str] = {}
    for char, others in data.items():
        plain = [other["c"] for other in others if other["c"].isascii() and other["c"].isalnum()]
        if len(char) == 1 and plain:
            prototypes[char] = min(plain, key=lambda each: (len(each), each.isupper(), each))
    return _Looks(prototypes)
