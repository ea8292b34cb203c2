"""Letters that carry documents and reminders: HTML with its style inlined, and its text twin."""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

from napulse.ui.letters import html_of

STYLE = Path(__file__).resolve().parent / "letter.css"


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says: words by paragraph, facts in pairs, and the link to the document."""

    language: str
    agency: str
    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    author: str = ""
    author_title: str = ""
    more: dict[str, str] = field(default_factory=dict)


def html_letter(said: Said) -> str:
    return html_of(said, "billing/mail/letter.html", style=STYLE)


def text_letter(said: Said) -> str:
    """The same words without any markup."""
    with translation.override(said.language):
        open_it = gettext("Open the document")
    lines = [said.subject, ""]
    lines += [text for paragraph in said.paragraphs for text in (paragraph, "")]
    lines += [f"{name}: {value}" for name, value in said.facts]
    lines += ["", f"{open_it}:", said.link] if said.link else []
    signature = ", ".join(word for word in (said.author, said.author_title) if word)
    return "\n".join([*lines, "", signature, said.agency, ""])
