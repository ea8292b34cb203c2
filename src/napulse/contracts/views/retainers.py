"""Retainers: all of them with what is left, and one explained row by row."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.contracts import actions, queries
from napulse.contracts.forms.remunerations import CorrectForm, TransferForm
from napulse.contracts.models import Remuneration
from napulse.contracts.permissions import APPROVE_CONTRACTS, VIEW_CONTRACTS
from napulse.contracts.presenting_retainers import (
    ROW_COLUMNS,
    retainer_lines,
    retainer_page,
    told_rows,
)
from napulse.contracts.queries.retainers import move, receivers
from napulse.contracts.tables import LEFT_COLUMNS, RetainerListing
from napulse.contracts.views.answers import FormPage, form_page, told_refusal
from napulse.contracts.views.terms import asked_day
from napulse.engines.kernel.errors import Refused
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download

AHEAD = timedelta(days=366)


def _today() -> date:
    return agency_today(timezone.now())


def _url(row: Remuneration) -> str:
    return reverse("contracts:retainer_detail", args=[row.pk])


def _until(request: ActorRequest) -> date:
    """The asked day, no more than a year ahead: beyond it nothing is known."""
    return min(asked_day(request, "until", _today()), _today() + AHEAD)


def _listing(request: ActorRequest) -> RetainerListing:
    rows = queries.retainers(request.actor)
    return RetainerListing(request.GET, rows, request.path, today=_today())


@needs(VIEW_CONTRACTS)
def retainer_list(request: ActorRequest) -> HttpResponse:
    listing, today = _listing(request), _today()
    context = {
        "listing": listing,
        "lines": retainer_lines(listing.page.object_list, today),
        "heading": _("Retainers"),
        "export_url": f"{reverse('contracts:retainers_export')}?{request.GET.urlencode()}",
        "empty_icon": "clock",
        "empty_fact": _("No retainers here"),
        "empty_suggestion": _("A retainer is agreed in a contract, as one of its remunerations."),
    }
    return page(request, "contracts/retainer_list.html", context, partial="list")


@needs(VIEW_CONTRACTS)
def retainers_export(request: ActorRequest) -> HttpResponse:
    lines = retainer_lines(_listing(request).rows, _today())
    return download(request, Table(LEFT_COLUMNS, lines), "retainers")


@needs(VIEW_CONTRACTS)
def retainer_detail(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.retainer(request.actor, remuneration_id)
    until = _until(request)
    return page(
        request, "contracts/retainer_detail.html", retainer_page(request, row, until, _today())
    )


@needs(VIEW_CONTRACTS)
def retainer_export(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.retainer(request.actor, remuneration_id)
    until = _until(request)
    return download(request, Table(ROW_COLUMNS, told_rows(row, until)), "retainer")


def _initial(row: Remuneration) -> dict[str, Any]:
    return {"on": _today(), "version": row.contract.version}


def _correcting(row: Remuneration) -> FormPage:
    url = reverse("contracts:retainer_corrected", args=[row.pk])
    heading = _("Correct: %(what)s") % {"what": row.title}
    return FormPage(
        heading, url, pgettext("the hours of a retainer", "Correct"), _url(row), row.contract
    )


@needs(APPROVE_CONTRACTS)
def retainer_correct(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.retainer(request.actor, remuneration_id)
    form = CorrectForm(initial=_initial(row), unit=row.unit, currency=row.contract.currency)
    return form_page(request, form, _correcting(row))


@needs(APPROVE_CONTRACTS, "POST")
def retainer_corrected(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.retainer(request.actor, remuneration_id)
    form = CorrectForm(request.POST, unit=row.unit, currency=row.contract.currency)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.correct(
                request.actor,
                row,
                data=form.data_of_move,
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            undo = reverse("contracts:move_undo", args=[made.pk])
            return redirect(request, _url(row), _("The balance is corrected"), undo)
    return form_page(request, form, _correcting(row), status=422)


def _transferring(row: Remuneration) -> FormPage:
    url = reverse("contracts:retainer_transferred", args=[row.pk])
    heading = _("Transfer from: %(what)s") % {"what": row.title}
    lead = _("The oldest goes first; where it comes it lives as long as a grant of that period.")
    return FormPage(heading, url, _("Transfer"), _url(row), row.contract, lead)


def _transfer_form(request: ActorRequest, row: Remuneration, **data: Any) -> TransferForm:
    return TransferForm(
        **data,
        unit=row.unit,
        currency=row.contract.currency,
        receivers=receivers(request.actor, row),
    )


@needs(APPROVE_CONTRACTS)
def retainer_transfer(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.retainer(request.actor, remuneration_id)
    return form_page(
        request, _transfer_form(request, row, initial=_initial(row)), _transferring(row)
    )


@needs(APPROVE_CONTRACTS, "POST")
def retainer_transferred(request: ActorRequest, remuneration_id: int) -> HttpResponse:
    row = queries.retainer(request.actor, remuneration_id)
    form = _transfer_form(request, row, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.transfer(
                request.actor,
                row,
                data=form.data_of_move,
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            undo = reverse("contracts:move_undo", args=[made.pk])
            return redirect(request, _url(row), _("Transferred"), undo)
    return form_page(request, form, _transferring(row), status=422)


@needs(APPROVE_CONTRACTS, "POST")
def move_undo(request: ActorRequest, move_id: int) -> HttpResponse:
    found = move(request.actor, move_id)
    url = _url(found.remuneration)
    try:
        actions.undo_move(request.actor, found, now=timezone.now())
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    undo = reverse("contracts:move_redo", args=[found.pk])
    return redirect(request, url, _("Taken back"), undo)


@needs(APPROVE_CONTRACTS, "POST")
def move_redo(request: ActorRequest, move_id: int) -> HttpResponse:
    found = move(request.actor, move_id)
    url = _url(found.remuneration)
    try:
        actions.redo_move(request.actor, found)
    except Refused as refusal:
        return told_refusal(request, refusal, url)
    return redirect(request, url, _("It counts again"))
