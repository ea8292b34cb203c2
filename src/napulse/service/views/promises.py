"""Pages of actions: the list, one of them, and everything that is done to them."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import clients
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.service.actions import promises as act
from napulse.service.actions.promises import Undo
from napulse.service.forms.promises import (
    REFUSALS,
    BulkForm,
    MoveForm,
    NarrowForm,
    undo_of,
    undo_ticket,
)
from napulse.service.models import ActionItem
from napulse.service.permissions import EDIT_ACTIONS, VIEW_ACTIONS
from napulse.service.queries import promises
from napulse.timesheets.queries.risk import scope_of_actions
from napulse.ui.pages import page, redirect, toast, wants_part
from napulse.ui.tables import Column, Listing, View, export

TITLES = {
    "mine": pgettext_lazy("actions", "Mine"),
    "line": gettext_lazy("My line's"),
    "all": pgettext_lazy("actions", "All open"),
    "client": gettext_lazy("The client's side"),
    "late": pgettext_lazy("actions", "Late"),
    "done": pgettext_lazy("actions", "Ended"),
}


def _owner(item: ActionItem) -> str:
    return str(item.owner_user or item.owner_contact or "")


class Actions(Listing[ActionItem]):
    """The list of actions."""

    label = gettext_lazy("Actions")
    order = ("due_on", "pk")
    search = ("folded", "client__folded", "owner_user__folded", "owner_contact__folded")
    columns: ClassVar = [
        Column("text", gettext_lazy("Action"), "folded", main=True),
        Column("client", gettext_lazy("Client"), "client__folded"),
        Column("owner", gettext_lazy("Owner"), "owner_user__folded", read=_owner),
        Column("due_on", gettext_lazy("Due on"), "due_on", kind="date"),
        Column("first_due_on", gettext_lazy("First promised for"), "first_due_on", kind="date"),
        Column("get_state_display", gettext_lazy("State"), "state"),
        Column("ended_on", gettext_lazy("Ended on"), "ended_on", kind="date"),
        Column("reason", gettext_lazy("Reason")),
    ]


def listing_of(request: ActorRequest) -> tuple[Actions, NarrowForm]:
    """The list as asked for; of one person or client it starts with all that is open."""
    actor, now = request.actor, timezone.now()
    names = clients(actor).values_list("pk", "name")
    form = NarrowForm(request.GET, people=promises.owners(actor), clients=names)
    wanted, found = form.wanted(), promises.tabs(actor, now=now)
    rows, query = promises.actions(actor, wanted), request.GET.copy()
    if query.get("view") not in found:
        is_narrowed = wanted.who or wanted.client_id
        query["view"] = "all" if is_narrowed else _first_with_rows(rows, found)
    listing = Actions(query, rows, reverse("service:action_list"))
    listing.views = [  # type: ignore[misc]
        View(key, TITLES[key], where) for key, where in found.items()
    ]
    return listing, form


def _first_with_rows(rows: "QuerySet[ActionItem]", found: dict[str, Q]) -> str:
    """Who owns nothing starts with the line's: the tab that opens first is not an empty one."""
    return next((key for key, where in found.items() if rows.filter(where).exists()), "mine")


def list_context(request: ActorRequest) -> dict[str, Any]:
    listing, form = listing_of(request)
    query = request.GET.urlencode()
    may_edit = request.actor.can(EDIT_ACTIONS)
    return {
        "listing": listing,
        "unseen": {i.client_id for i in listing.page if not request.actor.sees(i.client_id)},
        "outside": scope_of_actions(request.actor, [i.pk for i in listing.page]),
        "filters": form,
        "today": agency_today(timezone.now()),
        "may_edit": may_edit,
        "colleagues": promises.colleagues() if may_edit else [],
        "waiting": promises.chases(request.actor).count(),
        "export_url": reverse("service:action_export") + (f"?{query}" if query else ""),
        "query": query,
    }


@needs(VIEW_ACTIONS)
def action_list(request: ActorRequest) -> HttpResponse:
    return page(request, "service/action_list.html", list_context(request), partial="list")


@needs(VIEW_ACTIONS)
def action_export(request: ActorRequest) -> HttpResponse:
    listing, _form = listing_of(request)
    return export(request, listing, "actions")


def back_to(request: ActorRequest) -> str:
    """The page that the act was done from, if it is one of ours."""
    here = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if url_has_allowed_host_and_scheme(here, {request.get_host()}):
        return here
    return reverse("service:action_list")


def answer(request: ActorRequest, told: str, undo: Undo | None = None) -> HttpResponse:
    """The list again where it was asked from, otherwise back to the page; with the way back."""
    ticket = undo_ticket(undo) if undo else ""
    undo_url = reverse("service:action_undo", args=[ticket]) if ticket else ""
    if not wants_part(request) or request.POST.get("from") != "list":
        return redirect(request, back_to(request), told, undo_url)
    response = page(request, "service/action_list.html", list_context(request), partial="list")
    return toast(response, told, undo_url)


def refusal(refused: Refused) -> str:
    if refused.code not in REFUSALS:
        raise refused
    return str(REFUSALS[refused.code]) % refused.values


@needs(EDIT_ACTIONS, "POST")
def action_done(request: ActorRequest, action_id: int) -> HttpResponse:
    """Done from a list: one touch, and a way back."""
    item = promises.action_item(request.actor, action_id)
    try:
        undo = act.complete_action(request.actor, item, now=timezone.now())
    except Refused as refused:
        return answer(request, refusal(refused))
    return answer(request, _("Done: %(what)s") % {"what": item.text}, undo)


@needs(EDIT_ACTIONS, "POST")
def action_bulk(request: ActorRequest) -> HttpResponse:
    """One verb for the chosen actions, one message, one way back."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        return answer(request, _said(form))
    chosen = promises.chosen_actions(request.actor, form.ids())
    try:
        undo = _changed(request, form, chosen)
    except Refused as refused:
        return answer(request, refusal(refused))
    told = ngettext("%(n)s action changed", "%(n)s actions changed", len(undo))
    return answer(request, told % {"n": len(undo)}, undo)


def _said(form: BulkForm) -> str:
    if "id" in form.errors:
        return _("Choose at least one action.")
    return " ".join(str(message) for found in form.errors.values() for message in found)


def _changed(request: ActorRequest, form: BulkForm, chosen: list[ActionItem]) -> Undo:
    actor, values, now = request.actor, form.cleaned_data, timezone.now()
    if values["verb"] == "done":
        return act.complete_actions(actor, chosen, now=now)
    if values["verb"] == "move":
        return act.move_actions(
            actor, chosen, to_on=values["to_on"], reason=values["reason"], now=now
        )
    owner = act.Owner(user_id=values["owner"])
    return act.reassign_actions(actor, chosen, owner=owner, now=now)


@needs(EDIT_ACTIONS, "POST")
def action_undo(request: ActorRequest, ticket: str) -> HttpResponse:
    """Take the last change back, all of it or none."""
    undo = undo_of(ticket)
    try:
        act.undo_actions(request.actor, undo)
    except Refused as refused:
        return redirect(request, back_to(request), refusal(refused))
    count = len(undo)
    told = ngettext("%(n)s action as before", "%(n)s actions as before", count) % {"n": count}
    return redirect(request, back_to(request), told)


@needs(VIEW_ACTIONS)
def action_due(request: ActorRequest, action_id: int) -> HttpResponse:
    """The date of one action, or with ?edit=1 the form that moves it."""
    item = promises.action_item(request.actor, action_id)
    may_edit = request.actor.can(EDIT_ACTIONS) and item.state == "open"
    form = MoveForm(initial={"to_on": item.due_on}) if "edit" in request.GET and may_edit else None
    return due_page(request, item, form, focus=form is None)


def due_page(
    request: ActorRequest,
    item: ActionItem,
    form: MoveForm | None,
    *,
    status: int = 200,
    focus: bool = False,
) -> HttpResponse:
    context = {
        "item": item,
        "form": form,
        "focus": focus,
        "today": agency_today(timezone.now()),
        "may_edit": request.actor.can(EDIT_ACTIONS),
    }
    return page(request, "service/action_due.html", context, partial="due", status=status)


@needs(EDIT_ACTIONS, "POST")
def action_move(request: ActorRequest, action_id: int) -> HttpResponse:
    """Another date, with a reason; from a list the cell answers, otherwise the page."""
    item = promises.action_item(request.actor, action_id)
    form, undo = MoveForm(request.POST), None
    if form.is_valid():
        with form.showing_refusals():
            undo = act.move_action(request.actor, item, now=timezone.now(), **form.cleaned_data)
    if undo is None:
        return due_page(request, item, form, status=422)
    told, undo_url = _("Moved"), reverse("service:action_undo", args=[undo_ticket(undo)])
    if not wants_part(request):
        return redirect(request, item.get_absolute_url(), told, undo_url)
    moved = promises.action_item(request.actor, action_id)
    return toast(due_page(request, moved, None, focus=True), told, undo_url)
