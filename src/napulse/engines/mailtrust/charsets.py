"""Bytes to characters, whatever the letter says of its charset: a closed list of codecs."""

from __future__ import annotations

import re

_SINGLE = [f"iso-8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)]
_SINGLE += [f"windows-{n}" for n in range(1250, 1259)]
_ALIASES = {
    **{name: name for name in _SINGLE},
    **{f"cp{n}": f"cp{n}" for n in (437, 850, 852, 866, 874, 932, 936, 949, 950)},
    **{f"cp{n}": f"windows-{n}" for n in range(1250, 1259)},
    **{f"cp-{n}": f"windows-{n}" for n in range(1250, 1259)},
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "us-ascii": "",
    "ascii": "",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "utf-7": "utf-7",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "iso-2022-kr": "iso2022_kr",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
}
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_SINGLE_BYTE = frozenset(_SINGLE) | {"koi8-r", "koi8-u", "cp866", "mac-cyrillic"}


def codec_of(charset: str) -> str | None:
    """The codec for a charset name; "" for plain ASCII, None for what is on no list."""
    name = charset.strip(" \t\"'").lower().replace("_", "-")
    return _ALIASES.get(name)


def decoded(data: bytes, charset: str) -> tuple[str, str]:
    """The text of `data`, and a defect code or "". Never raises; a lie is looked through."""
    if not charset:
        return guessed(data), ""
    codec = codec_of(charset)
    if codec is None:
        return guessed(data), "charset_unknown"
    if codec == "utf-8":
        return _utf8(data)
    if data.isascii() and not codec.startswith(("utf-", "iso2022")):
        return data.decode("ascii"), ""
    if not codec:
        return guessed(data), "charset_lie"
    if codec in _SINGLE_BYTE and _is_utf8(data):
        return data.decode("utf-8"), "charset_lie"
    text = data.decode(codec, "replace")
    return text, "charset_utf7" if codec == "utf-7" else ""


def guessed(data: bytes) -> str:
    """The text of bytes that name no charset: UTF-8, else Cyrillic, else Western."""
    if data.isascii():
        return data.decode("ascii")
    if _is_utf8(data):
        return data.decode("utf-8")
    high = len(_HIGH.findall(data))
    if high * 3 < len(_LETTERS.findall(data)):
        return data.decode("windows-1252", "replace")
    lower = sum(data.count(byte) for byte in range(0xE0, 0x100))
    upper = sum(data.count(byte) for byte in range(0xC0, 0xE0))
    return data.decode("windows-1251" if lower >= upper else "koi8-r", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def _utf8(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 4 > len(_HIGH.findall(data)):
        return guessed(data), "charset_lie"
    return text, "charset_broken"
