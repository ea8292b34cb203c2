"""Doors of bulk changes and of taking them back."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients import actions, queries
from napulse.clients.forms.contacts import KeeperForm
from napulse.clients.forms.team import BulkForm
from napulse.clients.models import Client, ClientState
from napulse.clients.permissions import EDIT_CLIENTS, EDIT_CONTACTS
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.clients.views.answers import to_tab
from napulse.clients.views.clients import list_context
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import whole
from napulse.ui.pages import page, redirect, toast, wants_part


def ids_in(request: ActorRequest) -> list[int]:
    return [found for value in request.POST.getlist("id") if (found := whole(value)) is not None]


@needs(EDIT_CLIENTS, "POST")
def client_bulk(request: ActorRequest) -> HttpResponse:
    """One change to the chosen clients, one message, one way back."""
    form = BulkForm(request.POST)
    chosen = queries.chosen_clients(request.actor, ids_in(request))
    told, undo = _("Nothing changed"), ""
    if form.is_valid() and chosen:
        with form.showing_refusals():
            told, undo = _changed(request, form, chosen)
    if form.errors:
        told = " ".join(str(message) for found in form.errors.values() for message in found)
    if not wants_part(request):
        return redirect(request, reverse("clients:client_list"), told, undo)
    response = page(request, "clients/client_list.html", list_context(request), partial="list")
    return toast(response, told, undo)


def _changed(request: ActorRequest, form: BulkForm, chosen: Sequence[Client]) -> tuple[str, str]:
    if form.cleaned_data["verb"] == "state":
        if form.cleaned_data["state"] not in ClientState.values:
            return _("Choose a state"), ""
        before = {client.pk: client.state for client in chosen}
        changed = actions.set_client_state(request.actor, chosen, state=form.cleaned_data["state"])
        ticket = Ticket("state", {c.pk: [c.version, before[c.pk]] for c in changed})
    else:
        lead = form.cleaned_data["lead"]
        if lead is None:
            return _("Choose who answers for them"), ""
        roles = queries.team_roles([client.pk for client in chosen])
        changed = actions.set_lead(request.actor, chosen, lead=lead)
        ticket = Ticket("lead", {c.pk: [c.version, roles] for c in changed})
    if not changed:
        return _("Nothing changed"), ""
    n = len(changed)
    told = ngettext("%(n)s client changed", "%(n)s clients changed", n) % {"n": n}
    return told, undo_url("clients:client_undo", ticket)


@needs(EDIT_CLIENTS, "POST")
def client_undo(request: ActorRequest, ticket: str) -> HttpResponse:
    """Put the clients back as they were; what somebody changed since stays."""
    found = ticket_of(ticket)
    clients = queries.chosen_clients(request.actor, list(found.rows))
    if not clients or found.kind not in {"state", "lead"}:
        raise Missing("undo")
    same = [c for c in clients if c.version == found.rows[c.pk][0]]
    if found.kind == "state":
        for client in same:
            actions.set_client_state(request.actor, [client], state=found.rows[client.pk][1])
    else:
        _lead_back(request, found, same, timezone.now())
    told = _undone(len(same), len(found.rows) - len(same))
    return redirect(request, reverse("clients:client_list"), told)


def _lead_back(
    request: ActorRequest, ticket: Ticket, clients: Sequence[Client], now: datetime
) -> None:
    roles = {int(key): role for row in ticket.rows.values() for key, role in row[1].items()}
    actions.put_team_back(request.actor, clients, roles=roles, now=now)


def _undone(back: int, stay: int) -> str:
    told = ngettext("%(n)s put back", "%(n)s put back", back) % {"n": back}
    if not stay:
        return told
    left = ngettext(
        "%(n)s was changed since and stays", "%(n)s were changed since and stay", stay
    ) % {"n": stay}
    return f"{told}; {left}"


@needs(EDIT_CONTACTS, "POST")
def contact_keepers(request: ActorRequest, client_id: int) -> HttpResponse:
    """Give the chosen people of one client a keeper."""
    client = queries.client(request.actor, client_id)
    form = KeeperForm(request.POST)
    chosen = list(queries.contacts(request.actor, client.pk).filter(pk__in=ids_in(request)))
    told, undo = _("Nothing changed"), ""
    if form.is_valid() and chosen:
        before = {contact.pk: contact.keeper_id for contact in chosen}
        changed = actions.set_keeper(request.actor, chosen, keeper=form.keeper_chosen())
        n = len(changed)
        if changed:
            told = ngettext("%(n)s contact changed", "%(n)s contacts changed", n) % {"n": n}
            ticket = Ticket("keeper", {c.pk: [c.version, before[c.pk]] for c in changed})
            undo = undo_url("clients:contact_undo", ticket)
    return to_tab(request, client_id, "contacts", told, undo)


@needs(EDIT_CONTACTS, "POST")
def contact_undo(request: ActorRequest, ticket: str) -> HttpResponse:
    found = ticket_of(ticket)
    contacts = queries.chosen_contacts(request.actor, list(found.rows))
    if not contacts or found.kind != "keeper":
        raise Missing("undo")
    same = [c for c in contacts if c.version == found.rows[c.pk][0]]
    people = {user.pk: user for user in queries.colleagues()}
    for contact in same:
        keeper = people.get(found.rows[contact.pk][1])
        actions.set_keeper(request.actor, [contact], keeper=keeper)
    told = _undone(len(same), len(found.rows) - len(same))
    return to_tab(request, contacts[0].client_id, "contacts", told)
