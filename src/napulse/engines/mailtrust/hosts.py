"""Host names in ASCII and in Unicode."""

from __future__ import annotations

import unicodedata

import idna

_DOTS = str.maketrans("。．｡", "...")


def ascii_domain(name: str) -> str:
    """The name in lower case and punycode, without a trailing dot. Never raises."""
    name = name.strip().rstrip(".").lower()
    if name.isascii() or len(name) > 255:
        return name
    name = unicodedata.normalize("NFKC", name.translate(_DOTS)).lower().rstrip(".")
    return ".".join(_ascii_label(label) for label in name.split("."))


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.encode(label, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        pass
    try:
        return "xn--" + label.encode("punycode").decode("ascii")
    except UnicodeError:
        return label


def unicode_domain(name: str) -> str:
    """The name as a person would see it, labels in punycode decoded. Never raises."""
    name = name.strip().rstrip(".").lower()
    if "xn--" not in name or len(name) > 255:
        return name
    return ".".join(_unicode_label(label) for label in name.split("."))


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        pass
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return label
