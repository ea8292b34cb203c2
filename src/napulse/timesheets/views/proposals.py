"""Time that was proposed: looked up again, and entered or put aside."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.people.queries import agency_today
from napulse.timesheets.actions import time as actions
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.declining import decline_proposals, propose_again
from napulse.timesheets.forms.week import read_week
from napulse.timesheets.permissions import EDIT_OWN_TIME
from napulse.timesheets.proposals import Proposal, proposals
from napulse.timesheets.queries.grid import Place, RowKey, places_of
from napulse.timesheets.queries.places import own_person
from napulse.timesheets.queries.weeks import LAST, monday
from napulse.timesheets.views.week import week_url
from napulse.timesheets.wording_time import told
from napulse.ui.pages import redirect


@needs(EDIT_OWN_TIME, "POST")
def proposals_accepted(request: ActorRequest) -> HttpResponse:
    """Enter the proposals that are named by their keys; what was entered before is left out."""
    now = timezone.now()
    week_on = read_week(request.POST.get("week", ""), agency_today(now))
    fresh = proposals(request.actor, first=week_on, last=week_on + LAST, now=now)
    wanted = set(request.POST.getlist("proposal"))
    chosen = [one for one in fresh if one.key in wanted]
    try:
        made = actions.save_many(request.actor, rows=_rows(request, chosen), now=now)
    except Refused as refusal:
        return redirect(request, _back(request, week_on), told(refusal))
    if not made:
        return redirect(request, _back(request, week_on), _("Nothing new to enter"))
    said = ngettext("%(n)s entry added", "%(n)s entries added", len(made)) % {"n": len(made)}
    undo = undo_url("timesheets:proposals_undone", Ticket("time", {one.pk: [] for one in made}))
    return redirect(request, _back(request, week_on), said, undo)


@needs(EDIT_OWN_TIME, "POST")
def proposals_undone(request: ActorRequest, time_ticket: str) -> HttpResponse:
    """What was just entered from proposals is proposed again."""
    ticket = ticket_of(time_ticket)
    if ticket.kind != "time":
        raise Missing("undo")
    address = reverse("timesheets:week")
    try:
        gone = actions.delete_entries(
            request.actor, ids=list(ticket.rows), now=timezone.now(), is_undo=True
        )
    except NotAllowed as theirs:
        raise Missing("undo") from theirs
    except Refused as refusal:
        return redirect(request, address, told(refusal))
    n = len(gone)
    said = ngettext("%(n)s proposal is back", "%(n)s proposals are back", n) % {"n": n}
    return redirect(request, week_url(monday(gone[0].on)) if gone else address, said)


@needs(EDIT_OWN_TIME, "POST")
def proposals_declined(request: ActorRequest) -> HttpResponse:
    """Put the named proposals aside: they are not proposed again until they are asked for."""
    now = timezone.now()
    week_on = read_week(request.POST.get("week", ""), agency_today(now))
    wanted = set(request.POST.getlist("proposal"))
    fresh = proposals(request.actor, first=week_on, last=week_on + LAST, now=now)
    n = decline_proposals(request.actor, told=[o for o in fresh if o.key in wanted], now=now)
    if not n:
        return redirect(request, _back(request, week_on), _("Nothing has changed"))
    said = ngettext("%(n)s proposal put aside", "%(n)s proposals put aside", n) % {"n": n}
    undo = reverse("timesheets:proposals_back", args=[week_on.isoformat()])
    return redirect(request, _back(request, week_on), said, undo)


@needs(EDIT_OWN_TIME, "POST")
def proposals_back(request: ActorRequest, week: str) -> HttpResponse:
    """Propose again what was put aside in a week."""
    week_on = read_week(week, agency_today(timezone.now()))
    n = propose_again(request.actor, first=week_on, last=week_on + LAST)
    said = ngettext("%(n)s proposal is back", "%(n)s proposals are back", n) % {"n": n}
    return redirect(request, week_url(week_on), said if n else _("Nothing has changed"))


def _back(request: ActorRequest, week_on: date) -> str:
    """The week; unfolded when a proposal was answered that had been folded away."""
    more = {"more": 1} if request.POST.get("more") else {}
    return week_url(week_on, **more)


def _rows(request: ActorRequest, chosen: list[Proposal]) -> list[EntryData]:
    person = own_person(request.actor)
    keys = {one.key: _key(one) for one in chosen}
    places = {p.key: p for p in places_of(request.actor, list(dict.fromkeys(keys.values())))}
    return [_data(one, places[keys[one.key]], person) for one in chosen if keys[one.key] in places]


def _key(one: Proposal) -> RowKey:
    client = one.client_id or 0
    return RowKey(client, one.project_id or 0, one.task_id or 0, 0, int(bool(client)))


def _data(one: Proposal, place: Place, person: object) -> EntryData:
    return EntryData(
        person=person,  # type: ignore[arg-type] # the actor's own
        on=one.on,
        minutes=one.minutes,
        client=place.client,
        project=place.project,
        task=place.task,
        note=one.note,
        origin=one.origin,
        origin_key=one.key,
    )
