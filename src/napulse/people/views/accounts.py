"""Accounts: invite, give a role, close and reopen."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.access.permissions import APPROVE_USERS, VIEW_USERS
from napulse.people import actions, queries
from napulse.people.forms.accounts import InviteForm, RoleForm
from napulse.people.models import Person
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download
from napulse.ui.templatetags.ui import title_label
from napulse.ui.text import StrOrPromise

INVITED, LIVING, CLOSED = (
    gettext_lazy("Invited, not here yet"),
    gettext_lazy("May sign in"),
    gettext_lazy("Closed"),
)
COLUMNS = (
    Column("user__name", pgettext_lazy("of a person", "Name")),
    Column("user__email", gettext_lazy("Email")),
    Column("role", gettext_lazy("Role"), read=lambda person: title_label(person.user)),
    Column("manager", gettext_lazy("Reports to")),
    Column("state", gettext_lazy("Account"), read=lambda person: _state(person)),
)


@needs(VIEW_USERS)
def account_list(request: ActorRequest) -> HttpResponse:
    people = list(queries.accounts(request.actor))
    context = {
        "waiting": [p for p in people if _state(p) == INVITED],
        "living": [p for p in people if _state(p) == LIVING],
        "closed": [p for p in people if _state(p) == CLOSED],
        "can_change": request.actor.can(APPROVE_USERS),
        "export_url": reverse("people:account_export"),
    }
    return page(request, "people/account_list.html", context)


def _state(person: Person) -> StrOrPromise:
    """Under which heading of the page an account stands."""
    if not person.user.is_active:
        return CLOSED
    return LIVING if person.user.has_usable_password() else INVITED


@needs(VIEW_USERS)
def account_export(request: ActorRequest) -> HttpResponse:
    return download(request, Table(COLUMNS, queries.accounts(request.actor)), "accounts")


def _form(request: ActorRequest, **data: Any) -> InviteForm:
    return InviteForm(
        **data,
        people=queries.choosable(request.actor),
        clients=queries.invitable_clients(request.actor),
    )


def _around(form: InviteForm) -> dict[str, Any]:
    return {
        "form": form,
        "heading": _("Invite a colleague"),
        "save_url": reverse("people:account_invited"),
        "back": reverse("people:account_list"),
        "parent": (reverse("people:account_list"), _("Accounts")),
        "rows": form.bound_rows(
            [["name"], ["email", "language"], ["role", "title"], ["manager"], ["clients"]]
        ),
        "verb": _("Send the invitation"),
    }


@needs(APPROVE_USERS)
def account_invite(request: ActorRequest) -> HttpResponse:
    own = queries.choosable(request.actor).filter(user_id=request.actor.own_id).first()
    form = _form(request, initial={"manager": own, "language": request.LANGUAGE_CODE})
    return page(request, "people/form.html", _around(form))


@needs(APPROVE_USERS, "POST")
def account_invited(request: ActorRequest) -> HttpResponse:
    form = _form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.invite_person(request.actor, data=form.invite_data, now=timezone.now())
            said = _("The invitation is on its way to %(email)s") % form.cleaned_data
            return redirect(request, reverse("people:account_list"), said)
    return page(request, "people/form.html", _around(form), partial="form", status=422)


@needs(APPROVE_USERS, "POST")
def account_invite_again(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.account(request.actor, person_id)
    form = RoleForm(request.POST)
    form.is_valid()
    with form.showing_refusals():
        actions.invite_again(request.actor, person, now=timezone.now())
        said = _("A fresh invitation is on its way to %(email)s") % {"email": person.user.email}
        return redirect(request, reverse("people:account_list"), said)
    return _role_page(request, person, form, status=422)


@needs(VIEW_USERS)
def account_detail(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.account(request.actor, person_id)
    user = person.user
    seen = actions.place_of(user)
    form = RoleForm(initial={"role": user.role_id, "title": user.title, "seen": seen})
    return _role_page(request, person, form)


def _role_page(
    request: ActorRequest, person: Person, form: RoleForm, status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "can_change": request.actor.can(APPROVE_USERS),
        "role_title": queries.role_title_of(person.user.role),
    }
    return page(request, "people/account_detail.html", context, status=status)


@needs(APPROVE_USERS, "POST")
def account_role(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.account(request.actor, person_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.change_role(request.actor, person, **form.cleaned_data)
            return redirect(request, reverse("people:account_list"), _("Role changed"))
    return _role_page(request, person, form, status=422)


@needs(APPROVE_USERS, "POST")
def account_close(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.account(request.actor, person_id)
    form = RoleForm({"role": person.user.role_id, "title": person.user.title})
    form.is_valid()
    with form.showing_refusals():
        actions.close_account(request.actor, person)
        undo = reverse("people:account_reopen", args=[person.pk])
        return redirect(request, reverse("people:account_list"), _("Account closed"), undo)
    return _role_page(request, person, form, status=422)


@needs(APPROVE_USERS, "POST")
def account_reopen(request: ActorRequest, person_id: int) -> HttpResponse:
    person = queries.account(request.actor, person_id)
    actions.reopen_account(request.actor, person)
    return redirect(request, reverse("people:account_list"), _("Account reopened"))
