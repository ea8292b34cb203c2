"""Expenses: the list, one of them, the form, and everything that is done to them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.timesheets.actions import expenses as actions
from napulse.timesheets.forms.expenses import (
    AnswerForm,
    DocumentForm,
    ExpenseForm,
    PreviewForm,
    initial_of,
)
from napulse.timesheets.models import Expense, ExpenseKind, ExpenseState
from napulse.timesheets.permissions import (
    APPROVE_EXPENSES,
    EDIT_EXPENSES,
    EDIT_OWN_TIME,
    VIEW_OWN_TIME,
)
from napulse.timesheets.queries import expenses as queries
from napulse.timesheets.tables_expenses import ExpenseListing
from napulse.timesheets.wording_expenses import EXPENSES
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download


def listing_of(request: ActorRequest) -> ExpenseListing:
    rows = queries.expenses(request.actor)
    return ExpenseListing(request.GET, rows, reverse("timesheets:expense_list"))


def list_context(request: ActorRequest) -> dict[str, Any]:
    query = request.GET.urlencode()
    return {
        "listing": listing_of(request),
        "kinds": ExpenseKind.choices,
        "clients": queries.clients_to_charge(request.actor).values_list("pk", "name"),
        "may_edit": request.actor.can(EDIT_OWN_TIME),
        "keeps_all": request.actor.can(EDIT_EXPENSES),
        "may_answer": request.actor.can(APPROVE_EXPENSES),
        "export_url": reverse("timesheets:expense_export") + (f"?{query}" if query else ""),
        "query": query,
    }


@needs(VIEW_OWN_TIME)
def expense_list(request: ActorRequest) -> HttpResponse:
    return page(request, "timesheets/expense_list.html", list_context(request), partial="list")


@needs(VIEW_OWN_TIME)
def expense_export(request: ActorRequest) -> HttpResponse:
    listing = listing_of(request)
    return download(request, Table(listing.taken_along, listing.rows), "expenses")


@needs(VIEW_OWN_TIME)
def expense_detail(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense(request.actor, expense_id)
    return detail(request, row)


def detail(
    request: ActorRequest,
    row: Expense,
    *,
    answer: AnswerForm | None = None,
    paper: DocumentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one expense, with a form that was refused if there is one."""
    actor = request.actor
    may_change = queries.may_change(actor, row)
    base = money_rules().base_currency
    context = {
        "row": row,
        "files": queries.files_of(row),
        "may_change": may_change and row.state in queries.OPEN,
        "may_withdraw": may_change and row.state in queries.WAITING,
        "may_submit": may_change and row.state in (ExpenseState.DRAFT, ExpenseState.DECLINED),
        "may_answer": row.state in queries.WAITING and queries.may_answer(actor, row),
        "may_take_back": row.state in (ExpenseState.APPROVED, ExpenseState.DECLINED)
        and actor.can(APPROVE_EXPENSES),
        "is_foreign": row.currency != base,
        "in_base": queries.in_base(row.net, row),
        "answer_form": answer or AnswerForm(),
        "document_form": paper or DocumentForm(),
    }
    part = "papers" if paper is not None else "answer" if answer is not None else ""
    return page(request, "timesheets/expense_detail.html", context, partial=part, status=status)


def _form(request: ActorRequest, row: Expense | None, **data: Any) -> ExpenseForm:
    return ExpenseForm(**data, actor=request.actor, row=row)


def _form_page(
    request: ActorRequest, form: ExpenseForm, row: Expense | None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "row": row, "document_form": DocumentForm()}
    return page(request, "timesheets/expense_form.html", context, partial="form", status=status)


@needs(EDIT_OWN_TIME)
def expense_new(request: ActorRequest) -> HttpResponse:
    asked = {name: request.GET.get(name) for name in ("project", "client", "kind")}
    initial = {
        "kind": ExpenseKind.OWN,
        "currency": money_rules().base_currency,
        "on": agency_today(timezone.now()),
        "billable": True,
        **{name: value for name, value in asked.items() if value},
        "submit_key": str(uuid.uuid4()),
    }
    form = _form(request, None, initial=initial)
    form.initial.setdefault("person", form.own)
    return _form_page(request, form, None)


@needs(EDIT_OWN_TIME, "POST")
def expense_made(request: ActorRequest) -> HttpResponse:
    form = _form(request, None, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            key = form.cleaned_data["submit_key"]
            made = actions.add_expense(request.actor, data=form.expense_data, submit_key=key)
            undo = reverse("timesheets:expense_delete", args=[made.pk])
            said = _("Saved. Add the document, then send it for approval.")
            return redirect(request, made.get_absolute_url(), said, undo)
    return _form_page(request, form, None, 422)


@needs(EDIT_OWN_TIME)
def expense_edit(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id)
    return _form_page(request, _form(request, row, initial=initial_of(row)), row)


@needs(EDIT_OWN_TIME, "POST")
def expense_edited(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id)
    form = _form(request, row, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            actions.edit_expense(request.actor, row, data=form.expense_data, version=version)
            return redirect(request, row.get_absolute_url(), _("Saved"))
    return _form_page(request, form, row, 422)


@needs(EDIT_OWN_TIME)
def expense_lines(request: ActorRequest) -> HttpResponse:
    """The lines of the project that was just chosen in the form."""
    form = _form(request, None, data=request.GET)
    form.is_valid()
    return page(request, "timesheets/_expense_line.html", {"form": form})


@needs(EDIT_OWN_TIME)
def expense_preview(request: ActorRequest) -> HttpResponse:
    """While the form is filled in: the net amount, and what it is in the base currency."""
    told = PreviewForm(request.GET).told()
    base = money_rules().base_currency
    context: dict[str, Any] = {"net": None}
    if told is not None:
        net, on = told
        row = Expense(on=on, currency=net.currency)
        context = {
            "net": net,
            "is_foreign": net.currency != base,
            "in_base": queries.in_base(net, row),
            "on": on,
        }
    return page(request, "timesheets/_expense_preview.html", context)


Act = Callable[[Expense], Expense]


def _done(
    request: ActorRequest, row: Expense, act: Act, said: str, undo_name: str = ""
) -> HttpResponse:
    """One act on one expense, with the way back."""
    back = row.get_absolute_url()
    try:
        act(row)
    except Refused as refusal:
        return redirect(request, back, told_refusal(refusal))
    undo = reverse(f"timesheets:{undo_name}", args=[row.pk]) if undo_name else ""
    return redirect(request, back, said, undo)


def told_refusal(refusal: Refused) -> str:
    """The refusal as a sentence; a code without one is a bug and passes on."""
    if refusal.code not in EXPENSES:
        raise refusal
    return str(EXPENSES[refusal.code]) % refusal.values


@needs(EDIT_OWN_TIME, "POST")
def expense_submit(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id)
    said = _("Ordered: committed until it is approved") if row.is_supplier else _("Sent")

    def act(found: Expense) -> Expense:
        return actions.submit_expense(request.actor, found)

    return _done(request, row, act, said, "expense_withdraw")


@needs(EDIT_OWN_TIME, "POST")
def expense_withdraw(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id)

    def act(found: Expense) -> Expense:
        return actions.withdraw_expense(request.actor, found)

    return _done(request, row, act, _("A draft again"), "expense_submit")


@needs(APPROVE_EXPENSES, "POST")
def expense_approve(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense(request.actor, expense_id)

    def act(found: Expense) -> Expense:
        return actions.approve_expense(request.actor, found, now=timezone.now())

    return _done(request, row, act, _("Approved"), "expense_take_back")


@needs(APPROVE_EXPENSES, "POST")
def expense_decline(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense(request.actor, expense_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            words = form.cleaned_data["words"]
            actions.decline_expense(request.actor, row, words=words, now=timezone.now())
            undo = reverse("timesheets:expense_take_back", args=[row.pk])
            return redirect(request, row.get_absolute_url(), _("Declined"), undo)
    return detail(request, row, answer=form, status=422)


@needs(APPROVE_EXPENSES, "POST")
def expense_take_back(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense(request.actor, expense_id)

    def act(found: Expense) -> Expense:
        return actions.take_back_answer(request.actor, found, now=timezone.now())

    return _done(request, row, act, _("It waits for an answer again"))


@needs(EDIT_OWN_TIME, "POST")
def expense_delete(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id)
    try:
        actions.delete_expense(request.actor, row, now=timezone.now())
    except Refused as refusal:
        return redirect(request, row.get_absolute_url(), told_refusal(refusal))
    undo = reverse("timesheets:expense_restore", args=[row.pk])
    return redirect(request, reverse("timesheets:expense_list"), _("Deleted"), undo)


@needs(EDIT_OWN_TIME, "POST")
def expense_restore(request: ActorRequest, expense_id: int) -> HttpResponse:
    row = queries.expense_to_change(request.actor, expense_id, deleted=True)
    actions.restore_expense(request.actor, row)
    return redirect(request, row.get_absolute_url(), _("The expense is back"))
