"""Sets an edition as a PDF: data goes to typst as JSON, never as markup."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from napulse.service.queries.editions import Edition, words
from napulse.ui.fonts import FONTS

FOLDER = Path(__file__).resolve().parent


def pdf(edition: Edition) -> bytes:
    """The same edition always gives the same bytes."""
    import typst  # 80 MB of it: loaded when a document is really set

    return bytes(
        typst.compile(
            FOLDER / f"{edition.kind}.typ",
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_data(edition), ensure_ascii=True)},
            timestamp=int(edition.sent_at.timestamp()),
        )
    )


def _data(edition: Edition) -> dict[str, Any]:
    with translation.override(edition.language):
        at = date_format(edition.sent_at, "DATE_FORMAT")
        return {**asdict(edition), "sent_at": at, "words": words()}


def file_name(edition: Edition) -> str:
    """A name that every system can store, in Latin letters."""
    stem = "status-report" if edition.kind == "status_report" else "contact-report"
    return f"{stem}-{edition.number}.pdf"
