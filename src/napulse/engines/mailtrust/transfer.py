"""Bodies out of their transfer encoding, and the kind of a file by its first bytes and name."""

from __future__ import annotations

import binascii
import re

from napulse.engines.mailtrust.words import base64_bytes

_LINE_ENDS = b"\r\n \t"
_MAGIC = (
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"Rar!", "application/x-rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
)
_MARKUP = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body|<script|<svg)", re.IGNORECASE)
_RUNNABLE = re.compile(
    r"\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|ps1|msi|jar|lnk|iso|img|vhd|cpl|dll|apk)$"
)
_PAGE = re.compile(r"\.(?:x?html?|shtml|svg)$")


def transferred(body: bytes, encoding: str) -> bytes:
    """The body with its transfer encoding undone; what is unknown is left as it is."""
    if encoding == "base64":
        return base64_bytes(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    return body


def decoded_size(body: bytes, encoding: str) -> int:
    """How many bytes the body holds once decoded, without decoding it for base64."""
    if encoding == "base64":
        signs = len(body) - sum(body.count(bytes((end,))) for end in _LINE_ENDS)
        return max(0, signs * 3 // 4 - body[-8:].count(b"="))
    if encoding == "quoted-printable":
        return max(0, len(body) - 2 * body.count(b"="))
    return len(body)


def judged_type(body: bytes, encoding: str, filename: str) -> str:
    """The type of a file by its first bytes, else by its name; "" where neither tells."""
    start = transferred(body[:400], encoding)[:200]
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    if _MARKUP.match(start):
        return "text/html"
    name = filename.lower().rstrip(" .\u200b\u202c")
    if _RUNNABLE.search(name):
        return "application/x-msdownload"
    return "text/html" if _PAGE.search(name) else ""
