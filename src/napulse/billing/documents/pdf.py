"""Sets a document as a PDF: data goes to typst as JSON, never as markup."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from napulse.billing.documents.netting import netting_paper
from napulse.billing.documents.paper import Paper, paper_of
from napulse.ui.fonts import FONTS

FOLDER = Path(__file__).resolve().parent
STEMS = {
    "invoice": "invoice",
    "advance": "advance",
    "credit": "credit-note",
    "act": "act",
    "netting": "set-off",
}


def pdf(content: dict[str, Any], *, draft: bool = False) -> bytes:
    """The same content always gives the same bytes."""
    import typst  # 80 MB of it: loaded when a document is really set

    on = datetime.combine(date.fromisoformat(content["issued_on"]), datetime.min.time(), UTC)
    return bytes(
        typst.compile(
            FOLDER / "paper.typ",
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(asdict(_paper(content, draft=draft)))},
            timestamp=int(on.timestamp()),
        )
    )


def _paper(content: dict[str, Any], *, draft: bool) -> Paper:
    is_netting = content["kind"] == "netting"
    return netting_paper(content) if is_netting else paper_of(content, draft=draft)


def file_name(content: dict[str, Any], ending: str = "pdf") -> str:
    """A name that every system can store, in Latin letters."""
    number = "".join(
        sign if sign.isascii() and sign.isalnum() else "-" for sign in content["number"]
    )
    stem = STEMS[content["kind"]]
    return f"{stem}-{number.strip('-') or 'draft'}.{ending}"
