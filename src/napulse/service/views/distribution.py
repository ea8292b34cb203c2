"""To whom reports go: the client's standing list, and the addressees of one draft."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.models import Client
from napulse.clients.queries import client as client_of
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import whole
from napulse.service.actions.distribution import (
    add_recipient,
    add_team_to_distribution,
    add_to_distribution,
    change_distribution_role,
    drop_from_distribution,
    drop_recipient,
    readmit_recipient,
    restore_distribution,
)
from napulse.service.forms.status import AddresseeForm, ListedForm, told
from napulse.service.models import RecipientRole, StatusReport, StatusState
from napulse.service.permissions import EDIT_STATUS
from napulse.service.queries.distribution import (
    addressees,
    colleagues_to_add,
    contacts_to_add,
    distribution,
    distribution_entry,
    team_to_add,
)
from napulse.service.queries.status import status_report
from napulse.ui.pages import page, redirect, toast, wants_part

ROLES = RecipientRole.choices


def people_of(client_id: int) -> list[Any]:
    """Who may be added: the client's contacts and colleagues, as choices in two groups."""
    contacts = [(f"contact:{row.pk}", row.name) for row in contacts_to_add(client_id)]
    users = [(f"user:{row.pk}", row.name) for row in colleagues_to_add(client_id)]
    return [(_("The client's people"), contacts), (_("Colleagues"), users)]


def draft_form(report: StatusReport, data: Any = None) -> AddresseeForm:
    return AddresseeForm(data, people=people_of(report.client_id), prefix="add")


def list_context(request: ActorRequest, client: Client, form: Any = None) -> dict[str, Any]:
    return {
        "client": client,
        "entries": distribution(request.actor, client.pk),
        "roles": ROLES,
        "form": form or ListedForm(None, people=people_of(client.pk), prefix="list"),
        "team_missing": len(team_to_add(client.pk)),
        "may_edit": request.actor.can(EDIT_STATUS),
    }


def _list(
    request: ActorRequest, client: Client, form: Any = None, *, code: int = 200
) -> HttpResponse:
    if not wants_part(request) and code == 200:
        return redirect(request, _home(client))
    context = list_context(request, client, form)
    return page(request, "service/status_distribution.html", context, status=code)


def _home(client: Client) -> str:
    return client.get_absolute_url() + "?tab=status"


@needs(EDIT_STATUS, "POST")
def distribution_add(request: ActorRequest, client_id: int) -> HttpResponse:
    client = client_of(request.actor, client_id)
    form = ListedForm(request.POST, people=people_of(client_id), prefix="list")
    if form.is_valid() and (person := form.person):
        who: Any = {f"{person[0]}_id": person[1]}
        with form.showing_refusals():
            add_to_distribution(request.actor, client, role=form.cleaned_data["role"], **who)
    return _list(request, client, form if form.errors else None, code=422 if form.errors else 200)


@needs(EDIT_STATUS, "POST")
def distribution_team(request: ActorRequest, client_id: int) -> HttpResponse:
    """Everybody on the team at once, with one way back."""
    client = client_of(request.actor, client_id)
    added = add_team_to_distribution(request.actor, client)
    ids = "&".join(f"entry={entry.pk}" for entry in added)
    undo = reverse("service:distribution_drop", args=[client.pk]) + f"?{ids}"
    message = ngettext("%(count)s colleague added.", "%(count)s colleagues added.", len(added)) % {
        "count": len(added)
    }
    return toast(_list(request, client), message, undo if added else "")


@needs(EDIT_STATUS, "POST")
def distribution_role(request: ActorRequest, entry_id: int) -> HttpResponse:
    entry = distribution_entry(request.actor, entry_id)
    role = request.POST.get("role", "")
    try:
        if role in RecipientRole.values:
            change_distribution_role(request.actor, entry, role=role)
    except Refused as refusal:
        return toast(_list(request, entry.client), told(refusal))
    return _list(request, entry.client)


def _entry_ids(request: ActorRequest) -> list[int]:
    asked = request.POST.getlist("entry") or request.GET.getlist("entry")
    return [found for each in asked if (found := whole(each)) is not None]


@needs(EDIT_STATUS, "POST")
def distribution_drop(request: ActorRequest, client_id: int) -> HttpResponse:
    client = client_of(request.actor, client_id)
    ids = _entry_ids(request)
    dropped = drop_from_distribution(request.actor, client, entry_ids=ids, now=timezone.now())
    if not dropped:
        return _list(request, client)
    query = "&".join(f"entry={entry.pk}" for entry in dropped)
    undo = reverse("service:distribution_restore", args=[client.pk]) + f"?{query}"
    message = _("%(name)s is off the list.") % {"name": dropped[0]}
    return toast(_list(request, client), message, undo)


@needs(EDIT_STATUS, "POST")
def distribution_restore(request: ActorRequest, client_id: int) -> HttpResponse:
    client = client_of(request.actor, client_id)
    restore_distribution(request.actor, client, entry_ids=_entry_ids(request))
    return redirect(request, _home(client), _("The list is as it was."))


@needs(EDIT_STATUS, "POST")
def status_recipient_add(request: ActorRequest, status_id: int) -> HttpResponse:
    report = _draft(request, status_id)
    form = draft_form(report, request.POST)
    if form.is_valid():
        with form.showing_refusals():
            who = _chosen(report, form)
            add_recipient(request.actor, report, who=who, role=form.cleaned_data["role"])
    return _recipients(request, report, form if form.errors else None)


def _chosen(report: StatusReport, form: AddresseeForm) -> Any:
    person = form.person
    if person is None:
        return form.cleaned_data["name"], form.cleaned_data["email"]
    rows: Any = (
        contacts_to_add(report.client_id)
        if person[0] == "contact"
        else colleagues_to_add(report.client_id)
    )
    found = rows.filter(pk=person[1]).first()
    if found is None:
        raise Refused("distribution.unknown")
    return found


@needs(EDIT_STATUS, "POST")
def status_recipient_drop(request: ActorRequest, status_id: int) -> HttpResponse:
    """Leave somebody out of this report, take an addition back, or let somebody in again."""
    report = _draft(request, status_id)
    asked = {k: n for k, v in request.POST.items() if (n := whole(str(v))) is not None}
    if "readmit" in asked:
        readmit_recipient(request.actor, report, entry_id=asked["readmit"])
    elif "entry" in asked:
        drop_recipient(request.actor, report, entry_id=asked["entry"])
    elif "extra" in asked:
        drop_recipient(request.actor, report, extra=asked["extra"])
    return _recipients(request, report, None)


def _draft(request: ActorRequest, status_id: int) -> StatusReport:
    report = status_report(request.actor, status_id)
    if report.state != StatusState.DRAFT:
        raise Missing("draft")
    return report


def _recipients(
    request: ActorRequest, report: StatusReport, form: AddresseeForm | None
) -> HttpResponse:
    if not wants_part(request) and form is None:
        return redirect(request, reverse("service:status_edit", args=[report.pk]))
    report.refresh_from_db()
    context = {
        "report": report,
        "addressees": addressees(report),
        "form": form or draft_form(report),
    }
    code = 422 if form else 200
    return page(request, "service/status_addressees.html", context, status=code)
