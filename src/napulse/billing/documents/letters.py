"""Letters that carry documents and reminders: HTML with its style inlined, and its text twin."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

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


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules for dark and narrow screens cannot be inlined: they stay in the head."""
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False
    )


def html_letter(said: Said) -> str:
    style = mark_safe(STYLE.read_text("utf-8"))  # noqa: S308 - our own file
    with translation.override(said.language):
        page = render_to_string("billing/mail/letter.html", {"said": said, "style": style})
    return _inliner().inline("\n".join(line.strip() for line in page.splitlines() if line.strip()))


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
