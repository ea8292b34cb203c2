"""Doors of a client's team and brands."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.clients import actions, queries
from napulse.clients.forms.team import BrandForm, PlaceForm
from napulse.clients.models import Client, TeamMember
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.clients.views.answers import FormPage, form_page, to_tab, told_refusal
from napulse.engines.kernel.errors import Refused
from napulse.ui.pages import redirect


def _around_new(client: Client) -> FormPage:
    return FormPage(
        _("Add to the team"),
        reverse("clients:team_add", args=[client.pk]),
        _("Add"),
        f"{client.get_absolute_url()}?tab=team",
        client,
    )


@needs(EDIT_CLIENTS)
def team_create(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = PlaceForm(initial={"from_on": timezone.localdate()})
    return form_page(request, form, _around_new(client))


@needs(EDIT_CLIENTS, "POST")
def team_add(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = PlaceForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            member = actions.add_team_member(
                request.actor, client, user=form.cleaned_data["user"], place=form.place()
            )
            told = _("%(name)s serves the client") % {"name": member.user.name}
            undo = reverse("clients:team_remove", args=[member.pk])
            return to_tab(request, client_id, "team", told, undo)
    return form_page(request, form, _around_new(client), status=422)


def _around_edit(member: TeamMember) -> FormPage:
    return FormPage(
        member.user.name,
        reverse("clients:team_save", args=[member.pk]),
        _("Save"),
        f"{member.client.get_absolute_url()}?tab=team",
        member.client,
    )


@needs(EDIT_CLIENTS)
def team_edit(request: ActorRequest, member_id: int) -> HttpResponse:
    member = queries.team_member(request.actor, member_id)
    return form_page(request, PlaceForm.of(member), _around_edit(member))


@needs(EDIT_CLIENTS, "POST")
def team_save(request: ActorRequest, member_id: int) -> HttpResponse:
    member = queries.team_member(request.actor, member_id)
    form = PlaceForm(request.POST, with_user=False)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_team_member(request.actor, member, place=form.place(), version=version)
            return to_tab(request, member.client_id, "team", _("Saved"))
    return form_page(request, form, _around_edit(member), status=422)


@needs(EDIT_CLIENTS, "POST")
def team_remove(request: ActorRequest, member_id: int) -> HttpResponse:
    """Off the team, with a way back; whoever removes their own place may lose the client."""
    member = queries.team_member(request.actor, member_id)
    actions.remove_team_member(request.actor, member, now=timezone.now())
    told = _("%(name)s no longer serves the client") % {"name": member.user.name}
    if member.user_id == request.actor.user_id and request.actor.client_ids is not None:
        return redirect(request, reverse("clients:client_list"), told)
    undo = reverse("clients:team_restore", args=[member_id])
    return to_tab(request, member.client_id, "team", told, undo)


@needs(EDIT_CLIENTS, "POST")
def team_restore(request: ActorRequest, member_id: int) -> HttpResponseBase:
    member = queries.team_member(request.actor, member_id, deleted=True)
    back = f"{member.client.get_absolute_url()}?tab=team"
    try:
        actions.restore_team_member(request.actor, member)
    except Refused as refusal:
        return told_refusal(request, refusal, back)
    told = _("%(name)s serves the client again") % {"name": member.user.name}
    return redirect(request, back, told)


def _around_brand(client: Client) -> FormPage:
    return FormPage(
        _("New brand"),
        reverse("clients:brand_add", args=[client.pk]),
        _("Add"),
        client.get_absolute_url(),
        client,
    )


@needs(EDIT_CLIENTS)
def brand_create(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    return form_page(request, BrandForm(), _around_brand(client))


@needs(EDIT_CLIENTS, "POST")
def brand_add(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = BrandForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            brand = actions.add_brand(request.actor, client, name=form.cleaned_data["name"])
            told = _("%(name)s is added") % {"name": brand.name}
            return redirect(request, client.get_absolute_url(), told)
    return form_page(request, form, _around_brand(client), status=422)


@needs(EDIT_CLIENTS, "POST")
def brand_delete(request: ActorRequest, brand_id: int) -> HttpResponseBase:
    brand = queries.brand(request.actor, brand_id)
    back = brand.client.get_absolute_url()
    try:
        actions.delete_brand(request.actor, brand, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, back)
    told = _("%(name)s is deleted") % {"name": brand.name}
    return redirect(request, back, told, reverse("clients:brand_restore", args=[brand_id]))


@needs(EDIT_CLIENTS, "POST")
def brand_restore(request: ActorRequest, brand_id: int) -> HttpResponseBase:
    brand = queries.brand(request.actor, brand_id, deleted=True)
    back = brand.client.get_absolute_url()
    try:
        actions.restore_brand(request.actor, brand)
    except Refused as refusal:
        return told_refusal(request, refusal, back)
    return redirect(request, back, _("%(name)s is restored") % {"name": brand.name})
