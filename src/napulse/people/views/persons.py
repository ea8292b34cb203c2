"""Colleagues: the list, the reporting line, one person."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.text import whole
from napulse.people import actions, queries
from napulse.people.forms.persons import PersonForm, initial_of
from napulse.people.models import Person
from napulse.people.permissions import EDIT_PEOPLE, VIEW_PEOPLE
from napulse.people.queries import agency_today
from napulse.people.tables import PersonListing
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export


def _listing(request: ActorRequest) -> PersonListing:
    rows = queries.listed_persons(request.actor, today=agency_today(timezone.now()))
    if role_id := whole(request.GET.get("role", "")):
        rows = rows.filter(pk__in=queries.who_can(role_id))
    return PersonListing(request.GET, rows, request.path)


@needs(VIEW_PEOPLE)
def person_list(request: ActorRequest) -> HttpResponse:
    context = {
        "listing": _listing(request),
        "heading": _("People"),
        "lead": _("Who works here, in which role, and for how many clients."),
        "export_url": f"{reverse('people:person_export')}?{request.GET.urlencode()}",
        "empty_icon": "users-group",
        "work_roles": list(queries.work_roles(request.actor)),
        "role_asked": whole(request.GET.get("role", "")),
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
        "skills": list(person.skills.select_related("role")),
        "weekdays": [capfirst(WEEKDAYS_ABBR[int(day) - 1]) for day in person.weekdays],
        "calendar": dict(queries.calendar_choices()).get(person.calendar, person.calendar),
        "today": today,
        "can_edit": request.actor.can(EDIT_PEOPLE),
    }


@needs(EDIT_PEOPLE)
def person_edit(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.person(request.actor, person_id)
    form = _form(request, person, initial=initial_of(person))
    return page(request, "people/person_form.html", _around(form, person))


def _form(request: ActorRequest, person: Person, **data: Any) -> PersonForm:
    people = queries.choosable(request.actor, now_chosen=person.manager_id)
    return PersonForm(**data, people=people, work_roles=queries.roles_for(person))


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
        "grades": form.grades(),
    }


@needs(EDIT_PEOPLE, "POST")
def person_edited(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.person(request.actor, person_id)
    form = _form(request, person, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"]
            actions.edit_person(request.actor, person, data=form.person_data, version=version)
            return redirect(request, person.get_absolute_url(), _("Saved"))
    return page(
        request, "people/person_form.html", _around(form, person), partial="form", status=422
    )
