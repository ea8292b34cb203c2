"""The agency's settings."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.access.permissions import EDIT_SETTINGS, VIEW_SETTINGS
from napulse.access.queries import agency
from napulse.people import actions
from napulse.people.forms.accounts import AgencyForm
from napulse.ui.pages import page, redirect


def _around(request: ActorRequest, form: AgencyForm) -> dict[str, Any]:
    return {
        "form": form,
        "can_edit": request.actor.can(EDIT_SETTINGS),
        "mail": settings.ENV.mail,
        "base_url": settings.BASE_URL,
    }


@needs(VIEW_SETTINGS)
def agency_settings(request: ActorRequest) -> HttpResponse:
    found = agency()
    form = AgencyForm(initial={name: getattr(found, name) for name in AgencyForm.base_fields})
    return page(request, "people/agency_settings.html", _around(request, form))


@needs(EDIT_SETTINGS, "POST")
def agency_settings_save(request: ActorRequest) -> HttpResponse:
    form = AgencyForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.change_agency(request.actor, data=form.agency_data, version=version)
            return redirect(request, reverse("people:agency_settings"), _("Saved"))
    context = _around(request, form)
    return page(request, "people/agency_settings.html", context, partial="form", status=422)
