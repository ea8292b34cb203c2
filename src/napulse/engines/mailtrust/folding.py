"""One character as it counts in the form that phrases are looked up in."""

from __future__ import annotations

import unicodedata

CYRILLIC_AS_LATIN = dict(
    zip("авекмнорстухіїјѕԁԛԝһӏьгпиԍэ", "abekmhopctyxiijsdqwhlbrnuge", strict=True)
)
LATIN_AS_CYRILLIC = dict(zip("abekmhopctyxrnuij0346", "авекмнорстухгпиіјозчб", strict=True))
OTHER_AS_LATIN = dict(
    zip("αβγεηικνορτυχωϲϳօսհոցզԁյաɑɡɩⲟⲣⲥⲕⲏ", "abyenikvoptuxwcjouhngqdjwagiopckh", strict=True)
)
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))
_SINGLE = {
    **_SMALL_CAPITALS,
    **dict.fromkeys("™®©℠℗", " "),
    **dict.fromkeys("“”„‟«»″〝〞", '"'),
    **dict.fromkeys("‘’‚‛ʼ′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800", ""),
    "№": "№",
    "ё": "е",
    "ѐ": "е",
    "ѝ": "и",
    "ß": "ss",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ı": "i",
}


class Folding(dict[int, str]):
    """A table for `str.translate` that works an entry out when it is first asked for."""

    def __missing__(self, code: int) -> str:
        value = _folded(chr(code))
        self[code] = value
        return value


def _folded(char: str) -> str:
    if char in _SINGLE:
        return _SINGLE[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me", "Cn", "Cs"):
        return ""
    if category[0] == "Z" or char in "\t\n\r\f\v\x85":
        return " "
    if category == "Cc":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    code = ord(char)
    if 0x1F150 <= code <= 0x1F169 or 0x1F170 <= code <= 0x1F189:
        return chr(97 + (code - 0x1F150) % 32)
    return "".join(_plain(each) for each in unicodedata.normalize("NFKC", char).lower())


def _plain(char: str) -> str:
    """A lower-case character without its accent; Cyrillic keeps its own letters."""
    if char in _SINGLE:
        return _SINGLE[char]
    if "\u0400" <= char <= "\u052f" or char == " ":
        return char
    if char.isascii() or unicodedata.category(char) == "Mn":
        return char if char.isascii() else ""
    name = unicodedata.normalize("NFD", char)
    return name[0] if len(name) > 1 and (name[0].isascii() or "α" <= name[0] <= "ω") else char


FOLDING = Folding()
