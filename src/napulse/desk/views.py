"""The pulse, why a client is where it is, putting aside, saved views, and the palette."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.access.permissions import VIEW_SELF
from napulse.clients.models import Client
from napulse.desk import actions, queries
from napulse.desk.commands import Choice, commands
from napulse.desk.forms import AsideForm, ViewForm
from napulse.desk.permissions import EDIT_PULSE, VIEW_PULSE
from napulse.desk.presenting import lines, strip, view_tabs
from napulse.desk.wording import KINDS, reason_lines
from napulse.engines.attention import WEIGHTS
from napulse.engines.kernel.text import whole
from napulse.ui.pages import page, redirect, toast, wants_part


def filters_of(query: QueryDict) -> queries.Filters:
    return queries.Filters(
        view=query.get("view", "all"),
        text=query.get("q", "").strip(),
        manager_id=whole(query.get("who", "")),
    )


STARTS = ("clients:client_list", "people:person_list")


@needs(VIEW_SELF)
def home(request: ActorRequest) -> HttpResponse:
    """The first place: the pulse, or for roles without it the usual one of theirs."""
    if request.actor.can(VIEW_PULSE):
        return redirect(request, reverse("desk:pulse"))
    places = [place.url for place in _places(request)]
    usual = [url for url in map(reverse, STARTS) if url in places]
    return redirect(request, [*usual, *places][0])


@needs(VIEW_PULSE)
def pulse(request: ActorRequest) -> HttpResponse:
    now = timezone.now()
    actions.refresh_changed(now=now)
    if request.GET.get("part") == "rows" and wants_part(request):
        return page(request, "desk/pulse.html", _board(request, now), partial="rows")
    context = _board(request, now)
    if wants_part(request):
        return page(request, "desk/pulse.html", context, partial="board")
    return page(request, "desk/pulse.html", {**context, **_around(request, now, context)})


def _board(request: ActorRequest, now: datetime) -> dict[str, Any]:
    filters, start = filters_of(request.GET), _start(request.GET)
    found = list(
        queries.rows(request.actor, filters, now=now)[start : start + queries.PER_PAGE + 1]
    )
    shown = found[: queries.PER_PAGE]
    totals = queries.totals(request.actor, filters, now=now)
    return {
        "now": now,
        "filters": filters,
        "totals": totals,
        "lines": lines(request.actor, shown, now),
        "tabs_of_views": view_tabs(request.GET, totals, filters),
        "saved": _saved(request),
        "managers": queries.managers(request.actor) if not start else [],
        "more_url": _more(request.GET, start) if len(found) > queries.PER_PAGE else "",
    }


def _start(query: QueryDict) -> int:
    return whole(query.get("from", "")) or 0


def _more(query: QueryDict, start: int) -> str:
    kept = {key: value for key, value in query.items() if key not in {"from", "part"}}
    return "?" + urlencode({**kept, "part": "rows", "from": start + queries.PER_PAGE})


def _saved(request: ActorRequest) -> list[dict[str, Any]]:
    kept = queries.saved_views(request.actor, "pulse")
    return [{"view": view, "url": f"{request.path}?{view.query}"} for view in kept]


def _around(request: ActorRequest, now: datetime, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "strip": strip(context["totals"], queries.longest_overdue(request.actor, now=now), now),
        "greeting": _greeting(request, now),
        **queries.day_of(request.actor, now=now),
    }


def _greeting(request: ActorRequest, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    name = {"name": request.user.get_short_name()}  # type: ignore[union-attr]
    if hour < 5 or hour >= 23:
        return _("Good night, %(name)s") % name
    if hour < 12:
        return _("Good morning, %(name)s") % name
    return (_("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")) % name


@needs(VIEW_PULSE)
def pulse_why(request: ActorRequest, client_id: int) -> HttpResponse:
    row = queries.row(request.actor, client_id)
    context = {
        "row": row,
        "lines": reason_lines(request.actor, row.reasons),
        "weights": [{"label": KINDS[code], "weight": weight} for code, weight in WEIGHTS.items()],
    }
    return page(request, "desk/pulse_why.html", context, partial="why")


@needs(EDIT_PULSE, "POST")
def pulse_aside(request: ActorRequest) -> HttpResponse:
    """Put the chosen clients aside until tomorrow, Monday or the given day; one undo for all."""
    now = timezone.now()
    form = AsideForm(request.POST)
    clients = queries.clients_of(request.actor, form.ids())
    if form.is_valid() and clients:
        until_on = form.until_on(timezone.localdate(now))
        actions.put_aside(request.actor, clients=clients, until_on=until_on)
    response = page(request, "desk/pulse.html", _board(request, now), partial="board")
    count = len(clients)
    said = ngettext("%(n)s client put aside", "%(n)s clients put aside", count) % {"n": count}
    return toast(response, said, _undo_url(request, clients))


def _undo_url(request: ActorRequest, clients: list[Client]) -> str:
    ids = urlencode([("id", client.pk) for client in clients])
    return f"{reverse('desk:pulse_back')}?{ids}"


@needs(EDIT_PULSE, "POST")
def pulse_back(request: ActorRequest) -> HttpResponse:
    asked = [*request.GET.getlist("id"), *request.POST.getlist("id")]
    ids = [found for value in asked if (found := whole(value)) is not None]
    actions.take_back(request.actor, client_ids=ids)
    return redirect(request, reverse("desk:pulse"), _("Back on the pulse"))


@needs(EDIT_PULSE, "POST")
def view_save(request: ActorRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            view = actions.save_view(request.actor, page="pulse", **form.cleaned_data)
            return redirect(request, f"{reverse('desk:pulse')}?{view.query}", _("View saved"))
    return page(request, "desk/view_form.html", {"form": form}, partial="form", status=422)


@needs(EDIT_PULSE, "POST")
def view_delete(request: ActorRequest, view_id: int) -> HttpResponse:
    actions.delete_view(request.actor, view_id=view_id)
    return redirect(request, reverse("desk:pulse"), _("View removed"))


@needs(VIEW_SELF)
def palette(request: ActorRequest) -> HttpResponse:
    """Options of the palette; as a page of its own where scripts do not run."""
    text = request.GET.get("q", "").strip()
    found = queries.search(request.actor, text) if text else []
    clocks = queries.clocks_of(request.actor, [f.client_id for f in found if f.kind == "client"])
    context = {
        "text": text,
        "commands": commands(request.actor, text, _places(request)),
        "groups": queries.grouped(found, clocks),
        "now": timezone.now(),
    }
    return page(request, "desk/palette.html", context, partial="options")


def _places(request: ActorRequest) -> list[Choice]:
    menu_for = import_string(settings.MENU)
    return [
        Choice(str(item.label), item.url, item.icon)
        for group in menu_for(request, with_counts=False)
        for item in group.items
    ]
