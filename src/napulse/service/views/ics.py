"""A calendar file: choose it, see what is in it, take the meetings that are wanted."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.models import Client
from napulse.clients.permissions import EDIT_CONTACTS
from napulse.clients.queries import asked_client, clients
from napulse.engines.kernel.errors import Refused
from napulse.service.actions.ics import Taken, take_events
from napulse.service.forms import ics
from napulse.service.forms.wording import ICS, ICS_NOTICES, ICS_OUTCOMES, INTERACTIONS, told
from napulse.service.permissions import EDIT_INTERACTIONS
from napulse.service.queries.interactions import people_for
from napulse.ui.pages import page, redirect


@needs(EDIT_INTERACTIONS)
def ics_upload(request: ActorRequest) -> HttpResponse:
    return _upload(request, asked_client(request.actor, request.GET.get("client", "")))


def _upload(
    request: ActorRequest, client: Client | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {"client": client, "error": error}
    return page(request, "service/ics_upload.html", context, status=status)


@needs(EDIT_INTERACTIONS, "POST")
def ics_preview(request: ActorRequest) -> HttpResponse:
    client = asked_client(request.actor, request.POST.get("client", ""))
    try:
        packed = request.POST.get("raw", "")
        raw = ics.unpacked(packed) if packed else ics.raw_of(request.FILES.get("file"))
        shown = _read(request, raw, client)
    except Refused as refusal:
        error = told(ICS, refusal.code, refusal.values)
        return _upload(request, client, error=error, status=422)
    return _preview(request, shown)


def _read(request: ActorRequest, raw: bytes, client: Client | None) -> ics.Preview:
    zone = timezone.get_current_timezone_name()
    invitation = ics.read(raw, now=timezone.now(), zone=zone)
    return ics.preview(request.actor, raw, invitation, client)


def _preview(
    request: ActorRequest, shown: ics.Preview, *, error: str = "", status: int = 200
) -> HttpResponse:
    people = people_for(request.actor, shown.client) if shown.client else None
    context: dict[str, Any] = {
        "shown": shown,
        "raw": ics.packed(shown.raw),
        "clients": list(clients(request.actor)),
        "projects": people.projects if people else [],
        "warnings": [
            told(ICS_NOTICES, each.code, dict(each.values)) for each in shown.invitation.warnings
        ],
        "ticked": set(request.POST.getlist("event")),
        "may_add": request.actor.can(EDIT_CONTACTS),
        "error": error,
    }
    return page(request, "service/ics_preview.html", context, status=status)


@needs(EDIT_INTERACTIONS, "POST")
def ics_take(request: ActorRequest) -> HttpResponse:
    client = asked_client(request.actor, request.POST.get("client", ""))
    try:
        raw = ics.unpacked(request.POST.get("raw", ""))
        shown = _read(request, raw, client)
    except Refused as refusal:
        error = told(ICS, refusal.code, refusal.values)
        return _upload(request, client, error=error, status=422)
    if client is None:
        return _preview(request, shown, error=_("Choose the client."), status=422)
    try:
        taken = take_events(
            request.actor,
            client,
            events=ics.chosen_events(request.POST, shown),
            new_contacts=ics.chosen_contacts(request.POST, shown),
            now=timezone.now(),
        )
    except Refused as refusal:
        error = told({**ICS, **INTERACTIONS}, refusal.code, refusal.values)
        return _preview(request, shown, error=error, status=422)
    return _taken(request, client, taken)


def _taken(request: ActorRequest, client: Client, taken: list[Taken]) -> HttpResponse:
    if len(taken) == 1 and taken[0].interaction is not None:
        url = taken[0].interaction.get_absolute_url()
        return redirect(request, url, _said(taken[0]))
    url = f"{reverse('service:interaction_list')}?client={client.pk}"
    if len(taken) <= 3:
        return redirect(request, url, " ".join(_said(each) for each in taken))
    done = sum(each.outcome in ("recorded", "updated", "cancelled") for each in taken)
    message = ngettext(
        "%(count)s meeting of the file is taken.", "%(count)s meetings of the file are taken.", done
    ) % {"count": done}
    return redirect(request, url, message)


def _said(taken: Taken) -> str:
    return told(ICS_OUTCOMES, taken.outcome.value, {"subject": taken.subject})
