"""Sets an estimate as a PDF: data goes to typst as JSON, never as markup."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from napulse.estimates.documents.paper import Paper
from napulse.estimates.models import Estimate
from napulse.ui.fonts import FONTS

FOLDER = Path(__file__).resolve().parent


def pdf(paper: Paper, *, at: datetime) -> bytes:
    """The same paper of the same moment always gives the same bytes."""
    import typst  # 80 MB of it: loaded when a document is really set

    return bytes(
        typst.compile(
            FOLDER / "offer.typ",
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(asdict(paper), ensure_ascii=True)},
            timestamp=int(at.timestamp()),
        )
    )


def file_name(estimate: Estimate, ending: str = "pdf") -> str:
    """A name that every system can store, in Latin letters."""
    stem = "change-order" if estimate.kind == "change" else "estimate"
    return f"{stem}-{estimate.number}-v{estimate.edition}.{ending}"
