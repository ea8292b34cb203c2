"""Documents of expenses: added, opened, taken away; and answers to many expenses at once."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.exchange.documents import KINDS
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import whole
from napulse.timesheets.actions import expense_bulk as bulk
from napulse.timesheets.actions import expense_files as actions
from napulse.timesheets.forms.expenses import BulkForm, DocumentForm
from napulse.timesheets.models import Expense
from napulse.timesheets.permissions import APPROVE_EXPENSES, EDIT_OWN_TIME, VIEW_OWN_TIME
from napulse.timesheets.queries import expenses as queries
from napulse.timesheets.views.expenses import detail, list_context
from napulse.timesheets.wording_expenses import DOCUMENTS
from napulse.ui.pages import page, redirect, toast, wants_part

CLOSED = "default-src 'none'; sandbox"


@needs(EDIT_OWN_TIME, "POST")
def expense_document(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with form.showing_refusals():
            actions.add_document(
                request.actor, row, name=upload.name, raw=upload.read(), now=timezone.now()
            )
            return redirect(request, row.get_absolute_url(), _("The document is kept"))
    return detail(request, row, paper=form, status=422)


@needs(VIEW_OWN_TIME)
def expense_file(request: ActorRequest, file_id: int) -> HttpResponse:
    """The document to keep; a picture, if asked, to be looked at. Nothing in it runs."""
    paper = queries.expense_file(request.actor, file_id)
    kind = KINDS.get(paper.content_type)
    shown = "show" in request.GET and kind is not None and kind.is_picture
    mime = paper.content_type if kind else "application/octet-stream"
    response = HttpResponse(bytes(paper.body), content_type=mime)
    response["Content-Disposition"] = content_disposition_header(not shown, paper.name) or ""
    response["Content-Security-Policy"] = CLOSED
    response["X-Content-Type-Options"] = "nosniff"
    return response


@needs(EDIT_OWN_TIME, "POST")
def expense_file_remove(request: ActorRequest, file_id: int) -> HttpResponse:
    paper = queries.expense_file(request.actor, file_id)
    row = queries.expense_to_change(request.actor, paper.expense_id)
    try:
        actions.remove_document(request.actor, paper)
    except Refused as refusal:
        told = str(DOCUMENTS[refusal.code]) % refusal.values
        return redirect(request, row.get_absolute_url(), told)
    return redirect(request, row.get_absolute_url(), _("The document is taken away"))


@needs(APPROVE_EXPENSES, "POST")
def expense_bulk(request: ActorRequest) -> HttpResponse:
    """One answer to the chosen expenses, one message, one way back."""
    form = BulkForm(request.POST)
    chosen = queries.chosen_expenses(request.actor, _ids(request))
    told, undo = _("Choose at least one expense."), ""
    if form.is_valid() and chosen:
        with form.showing_refusals():
            told, undo = _answered(request, form, chosen)
    if form.errors:
        told = " ".join(str(message) for found in form.errors.values() for message in found)
    if not wants_part(request):
        return redirect(request, reverse("timesheets:expense_list"), told, undo)
    response = page(request, "timesheets/expense_list.html", list_context(request), partial="list")
    return toast(response, told, undo)


def _ids(request: ActorRequest) -> list[int]:
    return [found for value in request.POST.getlist("id") if (found := whole(value)) is not None]


def _answered(request: ActorRequest, form: BulkForm, chosen: list[Expense]) -> tuple[str, str]:
    done = bulk.answer_expenses(
        request.actor,
        chosen,
        approve=form.cleaned_data["verb"] == "approve",
        words=form.cleaned_data["words"],
        now=timezone.now(),
    )
    n = len(done)
    if form.cleaned_data["verb"] == "approve":
        told = ngettext("%(n)s expense approved", "%(n)s expenses approved", n) % {"n": n}
    else:
        told = ngettext("%(n)s expense declined", "%(n)s expenses declined", n) % {"n": n}
    ticket = Ticket("expenses", {row.pk: [row.version] for row in done})
    return told, undo_url("timesheets:expense_undo", ticket)


@needs(APPROVE_EXPENSES, "POST")
def expense_undo(request: ActorRequest, ticket: str) -> HttpResponse:
    """Take the answers back; what was changed since stays."""
    found = ticket_of(ticket)
    rows = queries.chosen_expenses(request.actor, list(found.rows))
    if found.kind != "expenses" or not rows:
        raise Missing("undo")
    same = [row for row in rows if row.version == found.rows[row.pk][0]]
    bulk.take_back_answers(request.actor, same, now=timezone.now())
    n = len(same)
    told = ngettext("%(n)s waits again", "%(n)s wait again", n) % {"n": n}
    return redirect(request, reverse("timesheets:expense_list"), told)
