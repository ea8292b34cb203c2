"""Doors of a client's companies and their bank details."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients import queries
from napulse.clients.actions.entities import (
    add_entity,
    delete_entity,
    edit_entity,
    restore_entity,
)
from napulse.clients.forms.entities import EntityForm
from napulse.clients.models import Client, LegalEntity
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.clients.queries.entities import entity
from napulse.clients.views.answers import FormPage, form_page
from napulse.ui.pages import redirect


def _around_new(client: Client) -> FormPage:
    url = reverse("clients:entity_add", args=[client.pk])
    return FormPage(_("New company"), url, _("Add"), client.get_absolute_url(), client)


def _around(row: LegalEntity) -> FormPage:
    url = reverse("clients:entity_save", args=[row.pk])
    return FormPage(row.name, url, _("Save"), row.client.get_absolute_url(), row.client)


@needs(EDIT_CLIENTS)
def entity_create(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    return form_page(request, EntityForm(), _around_new(client))


@needs(EDIT_CLIENTS, "POST")
def entity_add(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = EntityForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            row = add_entity(request.actor, client, data=form.data_of_entity)
            told = _("%(name)s is added") % {"name": row.name}
            undo = reverse("clients:entity_delete", args=[row.pk])
            return redirect(request, client.get_absolute_url(), told, undo)
    return form_page(request, form, _around_new(client), status=422)


@needs(EDIT_CLIENTS)
def entity_edit(request: ActorRequest, entity_id: int) -> HttpResponse:
    row = entity(request.actor, entity_id)
    return form_page(request, EntityForm.of(row), _around(row))


@needs(EDIT_CLIENTS, "POST")
def entity_save(request: ActorRequest, entity_id: int) -> HttpResponse:
    row = entity(request.actor, entity_id)
    form = EntityForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            edit_entity(request.actor, row, data=form.data_of_entity, version=version)
            return redirect(request, row.client.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around(row), status=422)


@needs(EDIT_CLIENTS, "POST")
def entity_delete(request: ActorRequest, entity_id: int) -> HttpResponse:
    row = entity(request.actor, entity_id)
    delete_entity(request.actor, row, now=timezone.now())
    told = _("%(name)s is deleted") % {"name": row.name}
    undo = reverse("clients:entity_restore", args=[row.pk])
    return redirect(request, row.client.get_absolute_url(), told, undo)


@needs(EDIT_CLIENTS, "POST")
def entity_restore(request: ActorRequest, entity_id: int) -> HttpResponse:
    row = entity(request.actor, entity_id, deleted=True)
    if row.deleted_at is not None:
        restore_entity(request.actor, row)
    told = _("%(name)s is restored") % {"name": row.name}
    return redirect(request, row.client.get_absolute_url(), told)
