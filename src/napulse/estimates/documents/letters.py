"""Sets an estimate as a letter: HTML with its style inlined, and its text twin."""

from pathlib import Path

from napulse.estimates.documents.paper import Paper
from napulse.ui.letters import html_of

STYLE = Path(__file__).resolve().parent / "letter.css"


def html_letter(paper: Paper, *, link: str) -> str:
    return html_of(paper, "estimates/mail/offer.html", style=STYLE, link=link)


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
