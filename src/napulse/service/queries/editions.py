"""A report as its reader gets it: one shape for mail, text, PDF, guest page and preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its words, a quiet second line, a chip, and whether it is new to the reader."""

    text: str
    note: str = ""
    chip: str = ""
    tone: str = ""
    mark: str = ""
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A titled section."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that is written in a report, in its own language, ready to be set."""

    kind: str
    language: str
    agency: str
    client: str
    number: int
    title: str
    subject: str
    sent_at: datetime
    author: str
    author_title: str = ""
    intro: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    foot: tuple[str, ...] = ()
    internal: bool = False


def words() -> dict[str, str]:
    """Fixed words of the documents, in the active language."""
    return {
        "open": _("Open the report and answer"),
        "internal": _("For colleagues only: the client does not get this edition."),
        "page": pgettext("of a document: page 1 of 2", "page"),
        "of": pgettext("of a document: page 1 of 2", "of"),
    }


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def without_empty(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.rows)
