"""Colleagues: the list, the reporting line, one person."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.people import actions, queries
from napulse.people.forms.persons import PersonForm
from napulse.people.models import Person
from napulse.people.permissions import EDIT_PEOPLE, VIEW_PEOPLE
from napulse.people.queries import agency_today
from napulse.people.tables import PersonListing
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export


def _listing(request: ActorRequest) -> PersonListing:
    rows = queries.listed_persons(request.actor, today=agency_today(timezone.now()))
    return PersonListing(request.GET, rows, request.path)


@needs(VIEW_PEOPLE)
def person_list(request: ActorRequest) -> HttpResponse:
    context = {
        "listing": _listing(request),
        "heading": _("People"),
        "lead": _("Who works here, in which role, and for how many clients."),
        "export_url": f"{reverse('people:person_export')}?{request.GET.urlencode()}",
        "empty_icon": "users-group",
    }
    return page(request, "people/person_list.html", context, partial="list")


@needs(VIEW_PEOPLE)
def person_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "people")


@needs(VIEW_PEOPLE)
def person_line(request: ActorRequest) -> HttpResponse:
    """The reporting lines as a tree."""
    return page(request, "people/person_line.html", {"places": queries.tree(request.actor)})


@needs(VIEW_PEOPLE)
def person_detail(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.person(request.actor, person_id)
    return page(request, "people/person_detail.html", _detail(request, person))


def _detail(request: ActorRequest, person: Person) -> dict[str, Any]:
    today = agency_today(timezone.now())
    absences = queries.absences(request.actor).filter(person=person, cancelled_at=None)
    return {
        "person": person,
        "role_title": queries.role_title_of(person.user.role),
        "reports": list(queries.persons(request.actor).filter(manager=person)),
        "served": queries.served_clients(request.actor, person.user_id),
        "absences": list(absences.filter(to_on__gte=today).order_by("from_on")[:5]),
        "today": today,
        "can_edit": request.actor.can(EDIT_PEOPLE),
    }


@needs(EDIT_PEOPLE)
def person_edit(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.person(request.actor, person_id)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(initial=initial, people=_managers(request, person))
    return page(request, "people/form.html", _around(form, person))


def _managers(request: ActorRequest, person: Person) -> "QuerySet[Person]":
    return queries.choosable(request.actor, now_chosen=person.manager_id)


def _around(form: PersonForm, person: Person) -> dict[str, Any]:
    return {
        "form": form,
        "heading": person.user.name,
        "save_url": reverse("people:person_edited", args=[person.pk]),
        "back": person.get_absolute_url(),
        "parent": (reverse("people:person_list"), _("People")),
        "rows": form.bound_rows(
            [["manager"], ["office", "calendar"], ["phone"], ["joined_on", "left_on"]]
        ),
    }


@needs(EDIT_PEOPLE, "POST")
def person_edited(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.person(request.actor, person_id)
    form = PersonForm(request.POST, people=_managers(request, person))
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_person(request.actor, person, data=form.person_data, version=version)
            return redirect(request, person.get_absolute_url(), _("Saved"))
    return page(request, "people/form.html", _around(form, person), partial="form", status=422)
