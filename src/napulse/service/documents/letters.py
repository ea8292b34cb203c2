"""Sets an edition as a letter: HTML for mail programs with its style inlined, and its text twin."""

from pathlib import Path

from django.utils import translation

from napulse.service.queries.editions import Edition, Row, words
from napulse.ui.letters import html_of

STYLE = Path(__file__).resolve().parent / "letter.css"


def html_letter(edition: Edition, *, link: str) -> str:
    with translation.override(edition.language):
        said = words()
    return html_of(edition, "service/mail/letter.html", style=STYLE, words=said, link=link)


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
