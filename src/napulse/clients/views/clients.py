"""Doors of the list of clients and of one client."""

import uuid

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients import actions, queries
from napulse.clients.forms.clients import ClientForm, ClientSettingsForm
from napulse.clients.models import ClientState
from napulse.clients.panels import client_page
from napulse.clients.permissions import APPROVE_CLIENTS, EDIT_CLIENTS, VIEW_CLIENTS
from napulse.clients.tables import ClientListing
from napulse.clients.views.answers import FormPage, form_page, to_tab, told_refusal
from napulse.engines.kernel.errors import Refused
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export


def listing_of(request: ActorRequest) -> ClientListing:
    return ClientListing(
        request.GET, queries.all_clients(request.actor), reverse("clients:client_list")
    )


def list_context(request: ActorRequest) -> dict[str, object]:
    may_edit = request.actor.can(EDIT_CLIENTS)
    return {
        "listing": listing_of(request),
        "may_edit": may_edit,
        "colleagues": queries.colleagues() if may_edit else [],
        "states": ClientState.choices,
    }


@needs(VIEW_CLIENTS)
def client_list(request: ActorRequest) -> HttpResponse:
    return page(request, "clients/client_list.html", list_context(request), partial="list")


@needs(VIEW_CLIENTS)
def client_export(request: ActorRequest) -> HttpResponse:
    return export(request, listing_of(request), "clients")


@needs(VIEW_CLIENTS)
def client_detail(request: ActorRequest, client_id: int) -> HttpResponse:
    now = timezone.now()
    client = queries.client(request.actor, client_id)
    context = {"client": client, "now": now, "composed": client_page(request, client, now)}
    return page(request, "clients/client_detail.html", context, partial="tab")


def _around_new() -> FormPage:
    return FormPage(
        _("New client"),
        reverse("clients:client_add"),
        _("Add the client"),
        reverse("clients:client_list"),
    )


@needs(EDIT_CLIENTS)
def client_create(request: ActorRequest) -> HttpResponse:
    form = ClientForm(
        initial={"submit_key": str(uuid.uuid4()), "name": request.GET.get("name", "")},
        with_lead=True,
    )
    return form_page(request, form, _around_new())


@needs(EDIT_CLIENTS, "POST")
def client_add(request: ActorRequest) -> HttpResponse:
    form = ClientForm(request.POST, with_lead=True)
    if form.is_valid():
        with form.showing_refusals():
            client = actions.create_client(
                request.actor,
                data=form.client_data(),
                lead=form.cleaned_data["lead"],
                submit_key=form.cleaned_data["submit_key"] or None,
            )
            told = _("%(name)s is added") % {"name": client.name}
            return redirect(request, client.get_absolute_url(), told)
    return form_page(request, form, _around_new(), status=422)


@needs(EDIT_CLIENTS)
def client_edit(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    return form_page(request, ClientForm.of(client), _around_edit(client_id))


def _around_edit(client_id: int) -> FormPage:
    return FormPage(
        _("Edit the client"),
        reverse("clients:client_save", args=[client_id]),
        _("Save"),
        reverse("clients:client_detail", args=[client_id]),
    )


@needs(EDIT_CLIENTS, "POST")
def client_save(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = ClientForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_client(request.actor, client, data=form.client_data(), version=version)
            return redirect(request, client.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around_edit(client_id), status=422)


@needs(EDIT_CLIENTS, "POST")
def client_settings(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = ClientSettingsForm(request.POST, stored=client)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_client_settings(
                request.actor, client, settings=form.settings(), version=version
            )
            return to_tab(request, client_id, "settings", _("Saved"))
    around = FormPage(
        _("Client settings"),
        request.path,
        _("Save"),
        reverse("clients:client_detail", args=[client_id]) + "?tab=settings",
    )
    return form_page(request, form, around, status=422)


@needs(APPROVE_CLIENTS, "POST")
def client_delete(request: ActorRequest, client_id: int) -> HttpResponseBase:
    client = queries.client(request.actor, client_id)
    try:
        actions.delete_client(request.actor, client, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, client.get_absolute_url())
    told = _("%(name)s is deleted. It can be restored for 30 days.") % {"name": client.name}
    undo = reverse("clients:client_restore", args=[client_id])
    return redirect(request, reverse("clients:client_list"), told, undo)


@needs(APPROVE_CLIENTS, "POST")
def client_restore(request: ActorRequest, client_id: int) -> HttpResponseBase:
    client = queries.client(request.actor, client_id, deleted=True)
    try:
        actions.restore_client(request.actor, client)
    except Refused as refusal:
        return told_refusal(request, refusal, reverse("clients:client_list") + "?view=deleted")
    told = _("%(name)s is restored") % {"name": client.name}
    return redirect(request, client.get_absolute_url(), told)
