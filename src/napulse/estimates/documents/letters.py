"""Sets an estimate as a letter: HTML with its style inlined, and its text twin."""

from functools import cache
from pathlib import Path

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from napulse.estimates.documents.paper import Paper

STYLE = Path(__file__).resolve().parent / "letter.css"


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules for dark and narrow screens cannot be inlined: they stay in the head."""
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False
    )


def html_letter(paper: Paper, *, link: str) -> str:
    style = mark_safe(STYLE.read_text("utf-8"))  # noqa: S308 - our own file
    with translation.override(paper.language):
        page = render_to_string(
            "estimates/mail/offer.html", {"paper": paper, "link": link, "style": style}
        )
    return _inliner().inline("\n".join(line.strip() for line in page.splitlines() if line.strip()))


def text_letter(paper: Paper, *, link: str) -> str:
    """The same words without any markup; nothing is escaped, for nothing is interpreted."""
    lines = [paper.subject, f"{paper.agency} · {paper.client} · {paper.title}", ""]
    lines += [text for line in paper.intro for text in (line, "")]
    lines += [f"{name}: {value}" for name, value in paper.facts]
    lines += ["", *(f"{part.title}: {part.total}" for part in paper.parts if part.title)]
    lines += [f"{label}: {value}" for label, value in (*paper.sums, paper.total)]
    lines += ["", f"{paper.words['open']}:", link, ""]
    signature = ", ".join(word for word in (paper.author, paper.author_title) if word)
    return "\n".join([*lines, signature, paper.agency, ""])
