"""Doors of contact persons: card, values in place, leaving, deletion, personal data."""

import json
import uuid

from django.http import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.clients import actions, queries
from napulse.clients.forms.contacts import ContactForm, EraseForm, LeftForm, ValueForm
from napulse.clients.models import Client, Contact
from napulse.clients.panels import contact_page
from napulse.clients.permissions import APPROVE_CLIENTS, EDIT_CONTACTS, VIEW_CONTACTS
from napulse.clients.views.answers import FormPage, form_page, to_tab, told_refusal
from napulse.engines.kernel.errors import Missing, Refused
from napulse.ui.pages import page, redirect

WARNING = gettext_lazy(
    "Name, address, phone, notes and opinions are removed from the card, from other pages, letters "
    "and history. Meetings and actions stay, without the name. Issued reports stay as they were "
    "issued: they are the agency's business records. There is no way back."
)


@needs(VIEW_CONTACTS)
def contact_detail(request: ActorRequest, contact_id: int) -> HttpResponse:
    now = timezone.now()
    contact = queries.contact(request.actor, contact_id)
    context = {
        "contact": contact,
        "client": contact.client,
        "now": now,
        "composed": contact_page(request, contact, now),
    }
    return page(request, "clients/contact_detail.html", context)


def _around_new(client: Client) -> FormPage:
    return FormPage(
        _("New contact person"),
        reverse("clients:contact_add", args=[client.pk]),
        _("Add the person"),
        f"{client.get_absolute_url()}?tab=contacts",
        client,
    )


@needs(EDIT_CONTACTS)
def contact_create(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    given = {name: request.GET.get(name, "") for name in ("name", "email")}
    form = ContactForm(
        initial={"submit_key": str(uuid.uuid4()), "keeper": request.actor.user_id, **given}
    )
    return form_page(request, form, _around_new(client))


@needs(EDIT_CONTACTS, "POST")
def contact_add(request: ActorRequest, client_id: int) -> HttpResponse:
    client = queries.client(request.actor, client_id)
    form = ContactForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            contact = actions.create_contact(
                request.actor,
                client,
                data=form.contact_data(),
                submit_key=form.cleaned_data["submit_key"] or None,
            )
            told = _("%(name)s is added") % {"name": contact.name}
            return to_tab(request, client_id, "contacts", told)
    return form_page(request, form, _around_new(client), status=422)


def _around_edit(contact: Contact) -> FormPage:
    return FormPage(
        _("Edit the contact person"),
        reverse("clients:contact_save", args=[contact.pk]),
        _("Save"),
        contact.get_absolute_url(),
        contact.client,
    )


@needs(EDIT_CONTACTS)
def contact_edit(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    return form_page(request, ContactForm.of(contact), _around_edit(contact))


@needs(EDIT_CONTACTS, "POST")
def contact_save(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    form = ContactForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_contact(request.actor, contact, data=form.contact_data(), version=version)
            return redirect(request, contact.get_absolute_url(), _("Saved"))
    return form_page(request, form, _around_edit(contact), status=422)


def _value(
    request: ActorRequest, contact: Contact, field: str, form: ValueForm | None, status: int = 200
) -> HttpResponse:
    context = {"contact": contact, "field": field, "form": form, "focus": True}
    return page(request, "clients/contact_value.html", context, status=status)


@needs(EDIT_CONTACTS)
def contact_value(request: ActorRequest, contact_id: int, field: str) -> HttpResponse:
    """One value as a button, or with ?edit as a small form."""
    contact = queries.contact(request.actor, contact_id)
    if field not in actions.CONTACT_FIELDS:
        raise Missing("field")
    form = ValueForm.about(contact, field) if "edit" in request.GET else None
    return _value(request, contact, field, form)


@needs(EDIT_CONTACTS, "POST")
def contact_value_save(request: ActorRequest, contact_id: int, field: str) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    if field not in actions.CONTACT_FIELDS:
        raise Missing("field")
    form = ValueForm(field, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.edit_contact_value(request.actor, contact, field=field, value=form.value())
            return _value(request, queries.contact(request.actor, contact_id), field, None)
    return _value(request, contact, field, form, status=422)


def _around_left(contact: Contact) -> FormPage:
    return FormPage(
        _("%(name)s has left") % {"name": contact.name},
        reverse("clients:contact_left_save", args=[contact.pk]),
        _("Mark as left"),
        contact.get_absolute_url(),
        contact.client,
    )


@needs(EDIT_CONTACTS)
def contact_left(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    form = LeftForm(initial={"left_on": timezone.localdate()})
    return form_page(request, form, _around_left(contact))


@needs(EDIT_CONTACTS, "POST")
def contact_left_save(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    form = LeftForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, _around_left(contact), status=422)
    actions.mark_contact_left(request.actor, contact, left_on=form.left())
    undo = reverse("clients:contact_returned", args=[contact_id])
    told = _("%(name)s is marked as left") % {"name": contact.name}
    return redirect(request, contact.get_absolute_url(), told, undo)


@needs(EDIT_CONTACTS, "POST")
def contact_returned(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    actions.mark_contact_left(request.actor, contact, left_on=None)
    told = _("%(name)s is there again") % {"name": contact.name}
    return redirect(request, contact.get_absolute_url(), told)


@needs(EDIT_CONTACTS, "POST")
def contact_delete(request: ActorRequest, contact_id: int) -> HttpResponseBase:
    contact = queries.contact(request.actor, contact_id)
    try:
        actions.delete_contact(request.actor, contact, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, contact.get_absolute_url())
    told = _("%(name)s is deleted") % {"name": contact.name}
    undo = reverse("clients:contact_restore", args=[contact_id])
    return to_tab(request, contact.client_id, "contacts", told, undo)


@needs(EDIT_CONTACTS, "POST")
def contact_restore(request: ActorRequest, contact_id: int) -> HttpResponseBase:
    contact = queries.contact(request.actor, contact_id, deleted=True)
    back = f"{contact.client.get_absolute_url()}?tab=contacts"
    try:
        actions.restore_contact(request.actor, contact)
    except Refused as refusal:
        return told_refusal(request, refusal, back)
    told = _("%(name)s is restored") % {"name": contact.name}
    return redirect(request, contact.get_absolute_url(), told)


@needs(EDIT_CONTACTS, "POST")
def contact_export(request: ActorRequest, contact_id: int) -> HttpResponse:
    """Everything known of the person, as a page to read or as JSON."""
    contact = queries.contact(request.actor, contact_id)
    sections = actions.export_contact(request.actor, contact)
    name = f"contact-{contact_id}"
    if request.POST.get("as") == "html":
        context = {"contact": contact, "sections": sections, "now": timezone.now()}
        response = HttpResponse(render_to_string("clients/person_export.html", context))
        response["Content-Disposition"] = f'attachment; filename="{name}.html"'
        return response
    told = {section.key: section.rows for section in sections}
    body = json.dumps(told, ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _around_erase(contact: Contact) -> FormPage:
    return FormPage(
        _("Erase the data of %(name)s") % {"name": contact.name},
        reverse("clients:contact_erase_save", args=[contact.pk]),
        _("Erase for good"),
        contact.get_absolute_url(),
        contact.client,
        {"warning": WARNING},
    )


@needs(APPROVE_CLIENTS)
def contact_erase(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    return form_page(request, EraseForm(name=contact.name), _around_erase(contact))


@needs(APPROVE_CLIENTS, "POST")
def contact_erase_save(request: ActorRequest, contact_id: int) -> HttpResponse:
    contact = queries.contact(request.actor, contact_id)
    form = EraseForm(request.POST, name=contact.name)
    if form.is_valid():
        with form.showing_refusals():
            actions.erase_contact(request.actor, contact, now=timezone.now())
            return to_tab(request, contact.client_id, "contacts", _("The data is erased"))
    return form_page(request, form, _around_erase(contact), status=422)
