"""Sets a pack as PDF, workbook and letter: the same figures in the reader's language."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from napulse.access.models import User
from napulse.access.queries import agency
from napulse.engines.exchange import sheets
from napulse.jobs.mail import Draft
from napulse.profit.models import MonthlyPack
from napulse.profit.pack_said import pack_figures, pack_title, sections
from napulse.ui.fonts import FONTS
from napulse.ui.tables import XLSX

FOLDER = Path(__file__).resolve().parent
PACK = "profit.pack"


def pack_pdf(pack: MonthlyPack, language: str) -> bytes:
    """The same pack in the same language always gives the same bytes."""
    import typst  # 80 MB of it: loaded when a document is really set

    with translation.override(language):
        data = _data(pack, language)
    return bytes(
        typst.compile(
            FOLDER / "pack.typ",
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
            timestamp=int(pack.known_at.timestamp()),
        )
    )


def _data(pack: MonthlyPack, language: str) -> dict[str, Any]:
    content = pack.content
    currency = content["currency"]
    return {
        "language": language,
        "agency": content["agency"],
        "title": pack_title(content),
        "known": known_line(pack),
        "figures": [[one.label, one.value, one.note] for one in pack_figures(content)],
        "sections": [
            {
                "title": one.title,
                "note": one.note,
                "columns": [[c.title, c.is_right, c.kind != "text"] for c in one.columns],
                "rows": one.written(currency),
                "foot": one.written_foot(currency),
                "warned": sorted(one.warned),
                "empty": _("Nothing in this month."),
            }
            for one in sections(content)
        ],
        "words": {"page": _("page"), "of": _("of")},
        "hash": pack.content_hash[:16],
    }


def known_line(pack: MonthlyPack) -> str:
    """Of when the figures are, and which edition this is."""
    at: datetime = pack.known_at.astimezone(ZoneInfo(agency().zone))
    told = _("Edition %(n)s, as known on %(day)s, %(time)s")
    day = date_format(at, "DATE_FORMAT")
    return told % {"n": pack.edition, "day": day, "time": f"{at:%H:%M}"}


def pack_workbook(pack: MonthlyPack, language: str) -> bytes:
    """One sheet a section, numbers as numbers."""
    with translation.override(language):
        return sheets.write_xlsx([one.sheet() for one in sections(pack.content)])


def file_name(pack: MonthlyPack, ending: str) -> str:
    """A name that every system can store."""
    return f"pack-{pack.month_on:%Y-%m}-{pack.edition}.{ending}"


def pack_letter(pack: MonthlyPack, user: User) -> Draft:
    """The letter to one reader; of one pack a reader gets one."""
    language = user.language
    with translation.override(language):
        context = {
            "user": user,
            "title": pack_title(pack.content),
            "known": known_line(pack),
            "figures": pack_figures(pack.content),
            "link": f"{settings.BASE_URL}{reverse('profit:pack_detail', args=[pack.pk])}",
        }
        return Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=pack_title(pack.content),
            text=render_to_string("profit/mail/pack.txt", context),
            html=render_to_string("profit/mail/pack.html", context),
            key=f"pack:{pack.pk}:{user.pk}",
            about=PACK,
            about_id=pack.pk,
            automatic=True,
            attachments=(
                (file_name(pack, "pdf"), "application/pdf", pack_pdf(pack, language)),
                (file_name(pack, "xlsx"), XLSX, pack_workbook(pack, language)),
            ),
        )
