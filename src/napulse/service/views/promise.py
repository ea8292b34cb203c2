"""The page of one action: its history, what was written to the client, and the ways to end it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.audit.events import EVENTS
from napulse.audit.models import Entry
from napulse.delivery.permissions import EDIT_PROJECTS
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.service.actions import promises as act
from napulse.service.forms.promises import CancelForm, MoveForm, OwnerForm, undo_ticket
from napulse.service.models import ActionItem, Side
from napulse.service.permissions import APPROVE_ACTIONS, EDIT_ACTIONS, VIEW_ACTIONS
from napulse.service.queries import promises
from napulse.service.views.promises import answer, refusal
from napulse.timesheets.queries.risk import extra_of_action
from napulse.ui.pages import page, redirect

ICONS = {
    "action.completed": "check",
    "action.cancelled": "x",
    "action.moved": "arrow-right",
    "action.reminded": "bell",
    "action.reassigned": "switch-horizontal",
    "action.undone": "arrow-back-up",
    "action.reopened": "refresh",
}


def _story(entries: list[Entry]) -> list[dict[str, Any]]:
    """History in words: what happened, why, and to whom it was said."""
    return [
        {
            "at": entry.at,
            "title": EVENTS.get(entry.event, entry.event),
            "icon": ICONS.get(entry.event, "pencil"),
            "by": entry.actor_name,
            "behalf": entry.behalf_of,
            "why": _told(entry, "why") or _changed_to(entry, "reason"),
            "to": ", ".join(_told(entry, "to") or []),
            "moved": _moved(entry),
        }
        for entry in entries
    ]


def _moved(entry: Entry) -> tuple[date, date] | None:
    """From which day to which, where there was a day before."""
    before, after = entry.changes.get("due_on") or (None, None)
    return (date.fromisoformat(before), date.fromisoformat(after)) if before and after else None


def _told(entry: Entry, name: str) -> Any:
    return entry.changes.get(name)


def _changed_to(entry: Entry, name: str) -> str:
    change = entry.changes.get(name)
    return str(change[1] or "") if isinstance(change, list) else ""


def people_for(item: ActionItem) -> list[tuple[int, str]]:
    is_theirs = item.side == Side.CLIENT
    return promises.contacts_for(item) if is_theirs else promises.colleagues()


def _detail(
    request: ActorRequest, item: ActionItem, *, status: int = 200, **forms: Any
) -> HttpResponse:
    people = people_for(item)
    context = {
        "item": item,
        "client": item.client,
        "sees_client": request.actor.sees(item.client_id),
        "today": agency_today(timezone.now()),
        "story": _story(promises.told_of(item)),
        "moves": list(item.moves.all()),
        "letters": list(promises.letters_of(request.actor, item)),
        "may_edit": request.actor.can(EDIT_ACTIONS),
        "may_send": request.actor.can(APPROVE_ACTIONS),
        "extra": extra_of_action(request.actor, item.pk),
        "may_mark": bool(item.project) and request.actor.can(EDIT_PROJECTS),
        "move_form": MoveForm(initial={"to_on": item.due_on}),
        "cancel_form": CancelForm(),
        "owner_form": OwnerForm(
            people=people, initial={"owner": item.owner_user_id or item.owner_contact_id}
        ),
        **forms,
    }
    return page(request, "service/action_detail.html", context, status=status)


@needs(VIEW_ACTIONS)
def action_detail(request: ActorRequest, action_id: int) -> HttpResponse:
    return _detail(request, promises.action_item(request.actor, action_id))


@needs(EDIT_ACTIONS, "POST")
def action_cancel(request: ActorRequest, action_id: int) -> HttpResponse:
    item = promises.action_item(request.actor, action_id)
    form, undo = CancelForm(request.POST), None
    if form.is_valid():
        with form.showing_refusals():
            undo = act.cancel_action(request.actor, item, now=timezone.now(), **form.cleaned_data)
    if undo is None:
        return _detail(request, item, status=422, cancel_form=form)
    return answer(request, _("Cancelled"), undo)


@needs(EDIT_ACTIONS, "POST")
def action_reassign(request: ActorRequest, action_id: int) -> HttpResponse:
    item = promises.action_item(request.actor, action_id)
    form, undo = OwnerForm(request.POST, people=people_for(item)), None
    if form.is_valid():
        with form.showing_refusals():
            owner = form.chosen(item)
            undo = act.reassign_action(request.actor, item, owner=owner, now=timezone.now())
    if undo is None:
        return _detail(request, item, status=422, owner_form=form)
    told = _("Given to somebody else")
    if request.actor.sees(item.client_id):
        return answer(request, told, undo)
    undo_url = reverse("service:action_undo", args=[undo_ticket(undo)])
    return redirect(request, reverse("service:action_list"), told, undo_url)


@needs(EDIT_ACTIONS, "POST")
def action_reopen(request: ActorRequest, action_id: int) -> HttpResponse:
    item = promises.action_item(request.actor, action_id)
    try:
        act.reopen_action(request.actor, item, now=timezone.now())
    except Refused as refused:
        return redirect(request, item.get_absolute_url(), refusal(refused))
    return redirect(request, item.get_absolute_url(), pgettext("it was done", "Open again"))
