"""What kind of document an upload is, judged by its bytes: its name and its sender may lie."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from napulse.engines.kernel.errors import Refused

LARGEST = 10_000_000
_MOST_ENTRIES = 2_000
_SHEET = "xl/workbook.xml"
_BAD = re.compile(r'[\x00-\x1f\x7f/\\<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind that is kept: its MIME type, the ending of its name, and whether a page shows it."""

    mime: str
    ending: str
    is_picture: bool = False


PDF = DocumentKind("application/pdf", "pdf")
JPEG = DocumentKind("image/jpeg", "jpg", is_picture=True)
PNG = DocumentKind("image/png", "png", is_picture=True)
XLSX = DocumentKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
KINDS = {kind.mime: kind for kind in (PDF, JPEG, PNG, XLSX)}


def judge_document(raw: bytes, limit: int = LARGEST) -> DocumentKind:
    """PDF, JPEG, PNG or XLSX; anything else is refused.

    Refused: ``document.empty``, ``document.too_large`` (size, limit, in bytes),
    ``document.macros`` (a workbook that carries programs), ``document.unknown``.
    """
    if not raw:
        raise Refused("document.empty")
    if len(raw) > limit:
        raise Refused("document.too_large", size=len(raw), limit=limit)
    if raw.startswith(b"%PDF-") and b"%%EOF" in raw[-2048:]:
        return PDF
    if raw.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in raw[-64:]:
        return JPEG
    if raw.startswith(b"\x89PNG\r\n\x1a\n") and raw[12:16] == b"IHDR":
        return PNG
    if raw.startswith(b"PK\x03\x04"):
        return _workbook(raw)
    raise Refused("document.unknown")


def _workbook(raw: bytes) -> DocumentKind:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            names = book.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Refused("document.unknown") from None
    if len(names) > _MOST_ENTRIES or _SHEET not in names:
        raise Refused("document.unknown")
    if any("vbaproject" in name.lower() for name in names):
        raise Refused("document.macros")
    return XLSX


def document_name(written: str, kind: DocumentKind, longest: int = 200) -> str:
    """A harmless file name that ends as its content says: "чек.exe" of a PDF is "чек.pdf"."""
    bare = _BAD.sub(" ", written.replace("\\", "/").rpartition("/")[2])
    stem, dot, ending = bare.rpartition(".")
    words = " ".join((stem if dot and len(ending) <= 5 else bare).split()).strip(". ")
    return f"{words[: longest - len(kind.ending) - 1] or 'document'}.{kind.ending}"
