"""The history page: of the whole agency, of a client, of one object."""

from dataclasses import replace
from itertools import chain

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.audit import queries
from napulse.audit.forms import HistoryFilter
from napulse.audit.permissions import VIEW_HISTORY
from napulse.audit.sentences import Told, told
from napulse.ui.pages import page
from napulse.ui.tables import Column, Table, download

MOST = 10_000
CHUNK = 500
COLUMNS = (
    Column("at", _("When"), kind="datetime", read=lambda one: one.entry.at),
    Column("sentence", _("Event")),
    Column("kind", pgettext_lazy("of a record", "Kind")),
    Column("subject", pgettext_lazy("of history", "Record")),
    Column("differences", _("Changes"), read=lambda one: _in_one_cell(one)),
    Column(
        "by",
        pgettext_lazy("who did it", "Person"),
        read=lambda one: one.entry.actor_name or one.entry.label,
    ),
    Column("behalf", _("On behalf of"), read=lambda one: one.entry.behalf_of),
)


@needs(VIEW_HISTORY)
def history(request: ActorRequest) -> HttpResponse:
    form = HistoryFilter(request.actor, request.GET)
    wanted = form.wanted()
    found = queries.entries(request.actor, wanted)
    shown = told(found[: queries.PAGE])
    context = {
        "form": form,
        "wanted": wanted,
        "entries": shown,
        "subject": shown[0] if wanted.object_id and shown else None,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "older_url": _older(request, shown) if len(found) > queries.PAGE else "",
        "export_url": f"{reverse('audit:history_export')}?{request.GET.urlencode()}",
    }
    return page(request, "audit/history.html", context, partial="entries")


@needs(VIEW_HISTORY)
def history_export(request: ActorRequest) -> HttpResponse:
    """What the page would show on all its pages; of a longer history the newest part."""
    wanted = HistoryFilter(request.actor, request.GET).wanted()
    found = queries.entries(request.actor, replace(wanted, before=None), limit=MOST)[:MOST]
    parts = (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))
    return download(request, Table(COLUMNS, chain.from_iterable(map(told, parts))), "history")


def _in_one_cell(one: Told) -> str:
    return "\n".join(
        f"{each.label}: {each.new}" if each.is_note else f"{each.label}: {each.old} → {each.new}"
        for each in one.differences
    )


def _older(request: ActorRequest, shown: list[Told]) -> str:
    query = request.GET.copy()
    query["before"] = str(shown[-1].entry.number)
    return f"{request.path}?{query.urlencode()}"
