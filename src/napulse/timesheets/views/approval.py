"""Weeks of others: what waits, approving one or many, returning with words."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.engines.kernel.text import whole
from napulse.ledger.queries import money_rules
from napulse.timesheets.actions import weeks as actions
from napulse.timesheets.forms.week import WordsForm
from napulse.timesheets.models import SheetState
from napulse.timesheets.permissions import EDIT_OWN_TIME, VIEW_OWN_TIME
from napulse.timesheets.queries import weeks as queries
from napulse.timesheets.queries.week_reading import day_sums, week_lines
from napulse.timesheets.wording_time import told
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect

LIST = "timesheets:approval_list"
MOST = 200
SHOWN = {"waiting": queries.waiting, "missing": queries.missing, "answered": queries.answered}


def _context(request: ActorRequest) -> dict[str, Any]:
    now = timezone.now()
    view = request.GET.get("view", "")
    view = view if view in SHOWN else "waiting"
    names = {
        "waiting": pgettext("weeks", "Wait for you"),
        "missing": pgettext("weeks", "Not submitted last week"),
        "answered": pgettext("weeks", "Answered"),
    }
    rows = SHOWN[view](request.actor, now=now)
    url = reverse(LIST)
    return {
        "weeks": rows,
        "view": view,
        "sections": [
            Tab(name, f"{url}?view={key}", key == view, len(rows) if key == view else None)
            for key, name in names.items()
        ],
        "may_edit": request.actor.can(EDIT_OWN_TIME),
        "step": money_rules().step_minutes,
    }


@needs(VIEW_OWN_TIME)
def approval_list(request: ActorRequest) -> HttpResponse:
    """Weeks of colleagues that this reader answers for."""
    return page(request, "timesheets/approval_list.html", _context(request), partial="list")


@needs(EDIT_OWN_TIME, "POST")
def approval_bulk(request: ActorRequest) -> HttpResponse:
    """Approve the chosen weeks, with one way back for all of them."""
    chosen = [whole(text) or 0 for text in request.POST.getlist("sheet")[:MOST]]
    return _approved(request, chosen)


@needs(EDIT_OWN_TIME, "POST")
def sheet_approve(request: ActorRequest, sheet_id: int) -> HttpResponse:
    """Approve one week."""
    week = queries.sheet_week(request.actor, sheet_id, now=timezone.now())
    return _approved(request, [week.sheet.pk] if week.sheet else [])


def _approved(request: ActorRequest, sheet_ids: list[int]) -> HttpResponse:
    try:
        done = actions.approve_weeks(request.actor, sheet_ids=sheet_ids, now=timezone.now())
    except Refused as refusal:
        return redirect(request, reverse(LIST), told(refusal))
    except NotAllowed as theirs:
        raise Missing("sheet") from theirs
    if not done:
        return redirect(request, reverse(LIST), _("Nothing has changed"))
    said = ngettext("%(n)s week approved", "%(n)s weeks approved", len(done)) % {"n": len(done)}
    ticket = Ticket("weeks", {sheet.pk: [sheet.version] for sheet in done})
    undo = undo_url("timesheets:approval_undo", ticket)
    return redirect(request, reverse(LIST), said, undo)


@needs(EDIT_OWN_TIME, "POST")
def approval_undo(request: ActorRequest, week_ticket: str) -> HttpResponse:
    """The weeks wait again."""
    ticket = ticket_of(week_ticket)
    if ticket.kind != "weeks":
        raise Missing("undo")
    try:
        actions.take_back_approval(request.actor, sheet_ids=list(ticket.rows), now=timezone.now())
    except NotAllowed as theirs:
        raise Missing("sheet") from theirs
    return redirect(request, reverse(LIST), _("The weeks wait again"))


def _detail(request: ActorRequest, week: queries.Week, form: WordsForm | None) -> dict[str, Any]:
    own = week.person.user_id == request.actor.own_id
    state = week.sheet.state if week.sheet else SheetState.OPEN
    may_answer = not own and request.actor.can(EDIT_OWN_TIME)
    version = week.sheet.version if week.sheet else 0
    lines = week_lines(request.actor, week)
    return {
        "week": week,
        "sheet": week.sheet,
        "lines": lines,
        "days": day_sums(lines),
        "form": form or WordsForm(initial={"version": version}),
        "may_approve": may_answer and state == SheetState.SUBMITTED,
        "may_return": may_answer and state in (SheetState.SUBMITTED, SheetState.APPROVED),
    }


@needs(VIEW_OWN_TIME)
def sheet_detail(request: ActorRequest, sheet_id: int) -> HttpResponse:
    """A week as whoever answers for it reads it."""
    week = queries.sheet_week(request.actor, sheet_id, now=timezone.now())
    return page(request, "timesheets/sheet_detail.html", _detail(request, week, None))


@needs(EDIT_OWN_TIME, "POST")
def sheet_return(request: ActorRequest, sheet_id: int) -> HttpResponse:
    """Give a week back with words."""
    week = queries.sheet_week(request.actor, sheet_id, now=timezone.now())
    if week.person.user_id == request.actor.own_id:
        raise Missing("sheet")
    form = WordsForm(request.POST)
    if week.sheet is not None and form.is_valid():
        with form.showing_refusals():
            actions.return_week(
                request.actor,
                week.sheet,
                words=form.cleaned_data["words"],
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            return redirect(request, reverse(LIST), _("The week is returned"))
    week = queries.sheet_week(request.actor, sheet_id, now=timezone.now())
    context = _detail(request, week, form)
    return page(request, "timesheets/sheet_detail.html", context, status=422)
