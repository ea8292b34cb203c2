"""Pages of escalations: the list, one with its steps, raising, climbing and closing it."""

from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.audit.events import EVENTS
from napulse.audit.models import Entry
from napulse.clients.models import Client
from napulse.clients.queries import client as client_of
from napulse.clients.queries import clients
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.service.actions.escalations import (
    climb_escalation,
    hand_escalation,
    raise_escalation,
    reopen_escalation,
    resolve_escalation,
)
from napulse.service.forms.escalations import (
    REFUSALS,
    EscalationForm,
    HandForm,
    ResolveForm,
    new_key,
)
from napulse.service.models import Escalation
from napulse.service.permissions import EDIT_ESCALATIONS, VIEW_ESCALATIONS
from napulse.service.queries import escalations
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Listing, View, export

TITLES = {
    "open": pgettext_lazy("escalations", "Open"),
    "mine": pgettext_lazy("escalations", "Mine"),
    "resolved": pgettext_lazy("escalations", "Resolved"),
}
ICONS = {
    "escalation.raised": ("flag", "risk"),
    "escalation.climbed": ("stairs-up", "warn"),
    "escalation.handed": ("user-check", ""),
    "escalation.resolved": ("check", "ok"),
    "escalation.reopened": ("refresh", ""),
}


class Escalations(Listing[Escalation]):
    label = gettext_lazy("Escalations")
    order = ("due_at", "pk")
    search = ("folded", "client__folded", "owner__folded")
    columns: ClassVar = [
        Column("title", gettext_lazy("What is wrong"), "folded", main=True),
        Column(
            "client",
            gettext_lazy("Client"),
            "client__folded",
            cell="service/_client_cell.html",
        ),
        Column("owner", gettext_lazy("Owner"), "owner__folded"),
        Column("get_rule_display", gettext_lazy("Why"), "rule"),
        Column("raised_at", gettext_lazy("Raised"), "raised_at", kind="datetime"),
        Column(
            "due_at",
            gettext_lazy("To be resolved by"),
            "due_at",
            kind="datetime",
            cell="service/_escalation_due.html",
        ),
        Column("resolved_at", gettext_lazy("Resolved"), "resolved_at", kind="datetime"),
    ]


def _listing(request: ActorRequest) -> Escalations:
    rows = escalations.escalations(request.actor)
    if client_id := whole(request.GET.get("client", "")):
        rows = rows.filter(client_id=client_id)
    listing = Escalations(request.GET, rows, reverse("service:escalation_list"))
    found = escalations.tabs(request.actor)
    listing.views = [  # type: ignore[misc]
        View(key, TITLES[key], where) for key, where in found.items()
    ]
    return listing


@needs(VIEW_ESCALATIONS)
def escalation_list(request: ActorRequest) -> HttpResponse:
    query = request.GET.urlencode()
    context = {
        "listing": _listing(request),
        "heading": _("Escalations"),
        "now": timezone.now(),
        "export_url": reverse("service:escalation_export") + (f"?{query}" if query else ""),
        "create_url": reverse("service:escalation_create")
        if request.actor.can(EDIT_ESCALATIONS)
        else "",
        "create_label": _("Raise an escalation"),
        "empty_icon": "flag",
        "empty_fact": _("No open escalations"),
        "empty_suggestion": _(
            "A breached clock, a long overdue action or an objection raises one by itself."
        ),
    }
    return page(request, "ui/listing.html", context, partial="list")


@needs(VIEW_ESCALATIONS)
def escalation_export(request: ActorRequest) -> HttpResponse:
    return export(request, _listing(request), "escalations")


@needs(EDIT_ESCALATIONS)
def escalation_create(request: ActorRequest) -> HttpResponse:
    """The form that raises one; without a client it first asks for one."""
    asked = whole(request.GET.get("client", ""))
    if asked is None:
        context = {"clients": list(clients(request.actor)), "target": "service:escalation_create"}
        return page(request, "service/escalation_client.html", context)
    client = client_of(request.actor, asked)
    owner = escalations.default_owner(request.actor, now=timezone.now())
    initial = {"owner": owner, "submit_key": new_key()}
    form = EscalationForm(people=_people(request, client), initial=initial)
    return _form_page(request, client, form)


def _people(request: ActorRequest, client: Client) -> list[tuple[int, str]]:
    return escalations.owner_choices(client, actor=request.actor)


def _form_page(
    request: ActorRequest, client: Client, form: EscalationForm, *, status: int = 200
) -> HttpResponse:
    context = {"client": client, "form": form}
    return page(request, "service/escalation_form.html", context, partial="form", status=status)


@needs(EDIT_ESCALATIONS, "POST")
def escalation_raise(request: ActorRequest, client_id: int) -> HttpResponse:
    client = client_of(request.actor, client_id)
    form, made = EscalationForm(request.POST, people=_people(request, client)), None
    if form.is_valid():
        with form.showing_refusals():
            data = form.wanted()
            made = raise_escalation(request.actor, client, data=data, now=timezone.now())
    if made is None:
        return _form_page(request, client, form, status=422)
    told = _("Raised: %(who)s is told") % {"who": made.owner.name}
    return redirect(request, made.get_absolute_url(), told)


def _steps(entries: list[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "at": entry.at,
            "title": EVENTS.get(entry.event, entry.event),
            "icon": ICONS.get(entry.event, ("pencil", ""))[0],
            "tone": ICONS.get(entry.event, ("pencil", ""))[1],
            "by": entry.actor_name,
            "behalf": entry.behalf_of,
            "owner": entry.changes.get("owner", ""),
            "from": entry.changes.get("from", ""),
            "due": _moment_in(entry, "due_at"),
        }
        for entry in entries
    ]


def _moment_in(entry: Entry, column: str) -> datetime | None:
    """What a step set a moment to, where it did; the first step tells it elsewhere."""
    changed = entry.changes.get(column)
    is_pair = isinstance(changed, list) and len(changed) == 2 and changed[0]
    return parse_datetime(str(changed[1])) if is_pair else None


def _detail(
    request: ActorRequest,
    found: Escalation,
    form: ResolveForm,
    *,
    hand_form: HandForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "escalation": found,
        "client": found.client,
        "now": now,
        "is_late": found.state == "open" and found.due_at <= now,
        "steps": _steps(escalations.steps(found)),
        "line": escalations.line_of(found),
        "next_step": escalations.next_step(found, now=now) if found.state == "open" else "",
        "may_edit": request.actor.can(EDIT_ESCALATIONS),
        "form": form,
        "hand_form": hand_form or _hand_form(request, found),
    }
    return page(request, "service/escalation_detail.html", context, status=status)


def _hand_form(request: ActorRequest, found: Escalation, *data: Any) -> HandForm:
    return HandForm(*data, escalation=found, people=_people(request, found.client))


@needs(VIEW_ESCALATIONS)
def escalation_detail(request: ActorRequest, escalation_id: int) -> HttpResponse:
    found = escalations.escalation(request.actor, escalation_id)
    return _detail(request, found, ResolveForm())


@needs(EDIT_ESCALATIONS, "POST")
def escalation_resolve(request: ActorRequest, escalation_id: int) -> HttpResponse:
    found = escalations.escalation(request.actor, escalation_id)
    form, done = ResolveForm(request.POST), None
    if form.is_valid():
        with form.showing_refusals():
            words = form.cleaned_data["resolution"]
            done = resolve_escalation(request.actor, found, resolution=words, now=timezone.now())
    if done is None:
        return _detail(request, found, form, status=422)
    undo = reverse("service:escalation_reopen", args=[found.pk])
    return redirect(request, found.get_absolute_url(), _("Resolved"), undo)


@needs(EDIT_ESCALATIONS, "POST")
def escalation_hand(request: ActorRequest, escalation_id: int) -> HttpResponse:
    """Another owner, another deadline."""
    found = escalations.escalation(request.actor, escalation_id)
    form, done = _hand_form(request, found, request.POST), None
    if form.is_valid():
        with form.showing_refusals():
            done = hand_escalation(request.actor, found, data=form.wanted(), now=timezone.now())
    if done is None:
        return _detail(request, found, ResolveForm(), hand_form=form, status=422)
    return redirect(request, found.get_absolute_url(), _("Saved."))


@needs(EDIT_ESCALATIONS, "POST")
def escalation_climb(request: ActorRequest, escalation_id: int) -> HttpResponse:
    found = escalations.escalation(request.actor, escalation_id)
    try:
        climb_escalation(request.actor, found, now=timezone.now(), by_hand=True)
    except Refused as refused:
        return redirect(request, found.get_absolute_url(), _said(refused))
    found = escalations.escalation(request.actor, escalation_id)
    told = _("Now with %(who)s, who is told") % {"who": found.owner.name}
    return redirect(request, found.get_absolute_url(), told)


@needs(EDIT_ESCALATIONS, "POST")
def escalation_reopen(request: ActorRequest, escalation_id: int) -> HttpResponse:
    found = escalations.escalation(request.actor, escalation_id)
    try:
        reopen_escalation(request.actor, found, now=timezone.now())
    except Refused as refused:
        return redirect(request, found.get_absolute_url(), _said(refused))
    return redirect(request, found.get_absolute_url(), pgettext("it was done", "Open again"))


def _said(refused: Refused) -> str:
    if refused.code not in REFUSALS:
        raise refused
    return str(REFUSALS[refused.code])
