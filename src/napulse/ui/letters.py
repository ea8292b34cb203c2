"""Letters as HTML for mail programs: one frame and one style, which is inlined."""

from functools import cache
from pathlib import Path
from typing import Any, Protocol

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

STYLE = Path(__file__).resolve().parent / "letter.css"


class Letter(Protocol):
    """What a letter says, in its language; the rest is known to its template."""

    @property
    def language(self) -> str: ...


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules for dark and narrow screens cannot be inlined: they stay in the head."""
    return css_inline.CSSInliner(
        keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False
    )


def html_of(letter: Letter, template: str, *, style: Path, **more: Any) -> str:
    """The template, which extends "ui/mail/letter.html", with our style and its own after it."""
    sheets = "".join(sheet.read_text("utf-8") for sheet in (STYLE, style))
    context = {"letter": letter, "style": mark_safe(sheets), **more}  # noqa: S308 - our own files
    with translation.override(letter.language):
        page = render_to_string(template, context)
    return _inliner().inline("\n".join(line.strip() for line in page.splitlines() if line.strip()))
