"""Sets an edition as a letter: HTML for mail programs with its style inlined, and its text twin."""

from functools import cache
from pathlib import Path

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from napulse.service.queries.editions import Edition, Row, words

STYLE = Path(__file__).resolve().parent / "letter.css"


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules for dark and narrow screens cannot be inlined: they stay in the head."""
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False
    )


def html_letter(edition: Edition, *, link: str) -> str:
    style = mark_safe(STYLE.read_text("utf-8"))  # noqa: S308 - our own file
    with translation.override(edition.language):
        page = render_to_string(
            "service/mail/letter.html",
            {"report": edition, "words": words(), "link": link, "style": style},
        )
    return _inliner().inline("\n".join(line.strip() for line in page.splitlines() if line.strip()))


def text_letter(edition: Edition, *, link: str) -> str:
    """The same words without any markup; nothing is escaped, for nothing is interpreted."""
    with translation.override(edition.language):
        said = words()
    lines = [edition.subject, f"{edition.agency} · {edition.client} · {edition.title}", ""]
    lines += [f"[{said['internal']}]", ""] if edition.internal else []
    lines += [text for line in edition.intro for text in (line, "")]
    lines += [f"{name}: {value}" for name, value in edition.facts]
    for part in edition.parts:
        lines += ["", part.title, *(_row(at, row) for at, row in enumerate(part.rows, 1))]
    lines += ["", f"{said['open']}:", link, "", *edition.foot] if link else ["", *edition.foot]
    signature = ", ".join(word for word in (edition.author, edition.author_title) if word)
    return "\n".join([*lines, "", signature, edition.agency, ""])


def _row(at: int, row: Row) -> str:
    told = ", ".join(word for word in (row.mark, row.chip) if word)
    tail = f" [{told}]" if told else ""
    return f"{at}. {row.text}{tail}" + (f"\n   {row.note}" if row.note else "")
