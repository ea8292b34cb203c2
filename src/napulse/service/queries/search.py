"""What service tells the palette: reports by number, contacts by subject, open actions by text."""

import re
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.clients.facts import Found
from napulse.engines.kernel.text import fold
from napulse.service.models import ActionItem, ActionState, ContactReport, Interaction

NUMBER = re.compile(r"^(?:(?P<word>\D*?)\s*(?:№|no\.?|n|#)?\s*)?(?P<number>\d{1,9})$")
REPORT_WORDS = (
    "отчет",
    "отчеты",
    "report",
    "reports",
    "contact report",
    "отчет о контакте",
    "о",
    "r",
)


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Documents first, then contacts with clients, then what was promised."""
    words = fold(text).split()
    if not words:
        return []
    found = [*_reports(actor, fold(text), words, limit), *_interactions(actor, words, limit)]
    found += _actions(actor, words, limit)
    return found[:limit]


def _reports(actor: Actor, text: str, words: list[str], limit: int) -> list[Found]:
    rows = (
        ContactReport.objects.seen_by(actor)
        .filter(client__deleted_at=None)
        .select_related("client", "interaction")
    )
    number = _number(text)
    if number is not None:
        rows = rows.filter(number=number)
    else:
        rest = words[1:] if words[0] in REPORT_WORDS else words
        if not rest:
            return []
        rows = rows.filter(_each("interaction__folded", rest) | _each("client__folded", rest))
    return [_found_report(row) for row in rows.order_by("-created_at", "-pk")[:limit]]


def _number(text: str) -> int | None:
    """The number of "отчёт 42", "report №42", "42"; None for anything else."""
    found = NUMBER.match(text)
    if not found:
        return None
    word = (found["word"] or "").strip(" №#")
    return int(found["number"]) if not word or word in REPORT_WORDS else None


def _each(name: str, words: list[str]) -> Q:
    every = Q()
    for word in words:
        every &= Q(**{f"{name}__contains": word})
    return every


def _found_report(row: ContactReport) -> Found:
    label = _("Report No. %(number)s: %(subject)s") % {
        "number": row.number,
        "subject": row.interaction.subject,
    }
    return Found("report", label, row.client.name, row.get_absolute_url(), row.client_id)


def _interactions(actor: Actor, words: list[str], limit: int) -> list[Found]:
    rows: Any = Interaction.objects.seen_by(actor).filter(
        _each("folded", words), client__deleted_at=None
    )
    rows = rows.select_related("client").order_by("-starts_at", "-pk")[:limit]
    return [
        Found(
            "interaction",
            row.subject,
            f"{row.client.name} · {date_format(localtime(row.starts_at), 'SHORT_DATE_FORMAT')}",
            row.get_absolute_url(),
            row.client_id,
        )
        for row in rows
    ]


def _actions(actor: Actor, words: list[str], limit: int) -> list[Found]:
    rows: Any = ActionItem.objects.reached_by(actor).filter(
        _each("folded", words), state=ActionState.OPEN, client__deleted_at=None
    )
    rows = rows.select_related("client").order_by("due_on", "pk")[:limit]
    return [
        Found("action", row.text, row.client.name, row.get_absolute_url(), row.client_id)
        for row in rows
    ]
