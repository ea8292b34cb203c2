"""Doors of bank statements: upload, columns of a table, preview, writing, undo."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from napulse.access.actor import ActorRequest, needs
from napulse.billing.actions import statements as actions
from napulse.billing.forms.payments import BankForm, MappingForm, UploadForm, WriteForm
from napulse.billing.models import Statement, StatementRow, StatementState
from napulse.billing.permissions import EDIT_PAYMENTS, VIEW_PAYMENTS
from napulse.billing.queries import statements as queries
from napulse.billing.queries.payments import sees_paid
from napulse.billing.wording_bank import (
    told_code,
    told_fault,
    told_problem,
    told_reasons,
    unit_of,
)
from napulse.engines.exchange.bank import Problem
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.ledger.models import BankAccount
from napulse.ui.menu import Tab
from napulse.ui.pages import page, redirect, wants_part

SHOWN = 50


@needs(VIEW_PAYMENTS)
def statement_list(request: ActorRequest) -> HttpResponse:
    if not sees_paid(request.actor):
        raise Missing("statements")
    return _list(request, UploadForm(accounts=queries.accounts()))


def _list(request: ActorRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    rows = list(queries.statements(request.actor)[:SHOWN])
    context = {
        "form": form,
        "statements": rows,
        "can_edit": request.actor.can(EDIT_PAYMENTS),
        "has_accounts": queries.accounts().exists(),
    }
    return page(request, "billing/statement_list.html", context, partial="upload", status=status)


@needs(EDIT_PAYMENTS, "POST")
def statement_upload(request: ActorRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, accounts=queries.accounts())
    try:
        is_valid = form.is_valid()
    except Refused as refusal:
        form.add_error("file", told_code(refusal.code, refusal.values))
        is_valid = False
    if is_valid:
        with form.showing_refusals():
            found = actions.begin_statement(request.actor, upload=form.upload, now=timezone.now())
            return redirect(request, found.get_absolute_url())
    return _list(request, form, status=422)


@needs(VIEW_PAYMENTS)
def statement_detail(request: ActorRequest, statement_id: int) -> HttpResponse:
    """The step that the statement is at."""
    found = queries.statement(request.actor, statement_id)
    waits = found.state == StatementState.READING and found.work is None
    if found.format in queries.TABLES and (waits or _asks_columns(request, found)):
        return _mapping(request, found)
    is_over = found.state not in {StatementState.READING, StatementState.RUNNING}
    if wants_part(request) and is_over:  # the page that waited for it is another one now
        return redirect(request, found.get_absolute_url())
    if found.state == StatementState.PREVIEW:
        return _preview(request, found)
    return page(request, "billing/statement_run.html", _about(request, found), partial="body")


def _asks_columns(request: ActorRequest, found: Statement) -> bool:
    return request.GET.get("step") == "columns" and found.state in queries.BEFORE


def _about(request: ActorRequest, found: Statement) -> dict[str, Any]:
    summary = found.summary
    return {
        "found": found,
        "work": found.work,
        "steps": [_("File"), _("Check"), pgettext("a statement", "Written")],
        "can_edit": request.actor.can(EDIT_PAYMENTS),
        "is_table": found.format in queries.TABLES,
        "refused": told_code(summary.get("refused", ""), summary.get("refused_values", {})),
        "left_to_match": max(0, summary.get("written", 0) - summary.get("matched", 0)),
    }


def _mapping(
    request: ActorRequest, found: Statement, form: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    context = _about(request, found)
    try:
        columns = queries.columns_of(found)
    except Refused as refusal:
        context["refused"] = told_code(refusal.code, refusal.values)
        return page(request, "billing/statement_run.html", context, partial="body", status=status)
    context["form"] = form or MappingForm(columns=columns, initial={"version": found.version})
    context["account"] = queries.account_of(found)
    return page(request, "billing/statement_map.html", context, partial="form", status=status)


@needs(EDIT_PAYMENTS, "POST")
def statement_map(request: ActorRequest, statement_id: int) -> HttpResponse:
    found = queries.statement(request.actor, statement_id)
    if found.format not in queries.TABLES or found.state not in queries.BEFORE:
        return redirect(request, found.get_absolute_url(), told_code("statement.not_now", {}))
    try:
        form = MappingForm(request.POST, columns=queries.columns_of(found))
    except Refused as refusal:
        told = told_code(refusal.code, refusal.values)
        return redirect(request, found.get_absolute_url(), told)
    if form.is_valid():
        with form.showing_refusals():
            actions.map_statement(request.actor, found, columns=form.columns)
            return redirect(request, found.get_absolute_url())
    return _mapping(request, found, form, status=422)


def _preview(
    request: ActorRequest, found: Statement, form: BankForm | None = None, status: int = 200
) -> HttpResponse:
    show = request.GET.get("show", "")
    pages = Paginator(queries.rows_of(found, show), SHOWN)
    shown = pages.get_page(request.GET.get("page"))
    rows = list(shown)
    invoices = queries.invoices_named(request.actor, rows)
    accounts = queries.account_by_number()
    good, wrong = queries.takeable(found)
    initial = {"version": found.version, "match": True}
    context = _about(request, found) | {
        "page": shown,
        "rows": [_row(one, invoices, accounts) for one in rows],
        "views": _views(found, show),
        "show": show,
        "controls": [_control(one, accounts) for one in found.controls],
        "problems": _problems(found),
        "unit": unit_of(found.format),
        "is_whole": queries.is_whole(found),
        "has_good": bool(good),
        "wrong": wrong,
        "same": queries.same_file(found),
        "form": form or WriteForm(initial=initial),
    }
    return page(request, "billing/statement_preview.html", context, partial="verbs", status=status)


def _row(
    one: StatementRow, invoices: dict[int, Any], accounts: dict[str, BankAccount]
) -> dict[str, Any]:
    parts = [
        {
            "invoice": invoices[key],
            "money": Money(minor, one.currency),
            "reasons": told_reasons(why),
        }
        for key, minor, why in one.match.get("parts", [])
        if key in invoices
    ]
    money = Money(one.amount_minor, one.currency)
    return {"row": one, "money": money, "parts": parts, "is_ours": one.account in accounts}


def _control(one: dict[str, Any], accounts: dict[str, BankAccount]) -> dict[str, Any]:
    currency = one["currency"]
    names = ("opening", "incoming", "outgoing", "closing")
    told = {name: Money(one[name], currency) if one[name] is not None else None for name in names}
    came, went = Money(one["moved_in"], currency), Money(one["moved_out"], currency)
    told["incoming"] = told["incoming"] or came
    told["outgoing"] = told["outgoing"] or went
    faults = [(line, told_fault(code, off, currency)) for line, code, off in one["faults"]]
    days = [parse_date(one[name]) if one[name] else None for name in ("from_on", "to_on")]
    return one | told | {"faults": faults, "account_row": accounts.get(one["account"]),
                         "days": days}  # fmt: skip


def _problems(found: Statement) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "text": told_problem(code, values),
            "breaks": Problem(line, code).breaks,
        }
        for line, code, values in found.problems
    ]


def _views(found: Statement, show: str) -> list[Tab]:
    summary = found.summary
    total = sum(summary.get(name, 0) for name in ("new", "known", "foreign"))
    labels = {
        "": (_("All movements"), total),
        "certain": (_("Matched for certain"), summary.get("certain", 0)),
        "likely": (_("Likely"), summary.get("likely", 0)),
        "several": (_("Several fit"), summary.get("several", 0)),
        "known": (_("Already here"), summary.get("known", 0)),
        "foreign": (_("Not our account"), summary.get("foreign", 0)),
    }
    url = found.get_absolute_url()
    return [
        Tab(label, f"{url}?show={key}" if key else url, key == show, count)
        for key, (label, count) in labels.items()
        if count or key in {"", show}
    ]


@needs(EDIT_PAYMENTS, "POST")
def statement_write(request: ActorRequest, statement_id: int) -> HttpResponse:
    found = queries.statement(request.actor, statement_id)
    form = WriteForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            actions.run_statement(request.actor, found, choice=form.choice)
            return redirect(request, found.get_absolute_url())
    if found.state != StatementState.PREVIEW:
        return redirect(request, found.get_absolute_url(), told_code("statement.not_now", {}))
    return _preview(request, found, form, status=422)


@needs(EDIT_PAYMENTS, "POST")
def statement_undo(request: ActorRequest, statement_id: int) -> HttpResponse:
    found = queries.statement(request.actor, statement_id)
    try:
        gone = actions.undo_statement(request.actor, found, now=timezone.now())["gone"]
    except Refused as refusal:
        told = told_code(refusal.code, refusal.values)
        return redirect(request, found.get_absolute_url(), told)
    said = ngettext("%(n)s movement taken back", "%(n)s movements taken back", gone) % {"n": gone}
    return redirect(request, found.get_absolute_url(), said)


@needs(EDIT_PAYMENTS, "POST")
def statement_drop(request: ActorRequest, statement_id: int) -> HttpResponse:
    found = queries.statement(request.actor, statement_id)
    try:
        actions.drop_statement(request.actor, found)
    except Refused as refusal:
        told = told_code(refusal.code, refusal.values)
        return redirect(request, found.get_absolute_url(), told)
    return redirect(request, reverse("billing:statement_list"), _("The file is forgotten"))
