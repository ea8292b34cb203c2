"""Unbilled work with its age, writing it off, and write-offs by reason."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.access.actor import ActorRequest, needs
from napulse.billing.permissions import EDIT_INVOICES
from napulse.contracts.queries.caps import Cap, exceeded
from napulse.delivery.queries import projects as projects_of
from napulse.engines.kernel.money import Money
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit import wording
from napulse.profit.actions.write_offs import restore_write_off, take_back_write_off, write_off
from napulse.profit.forms.books import WriteOffForm
from napulse.profit.forms.period import asked, number_in
from napulse.profit.grid import Cell, Grid, GridColumn
from napulse.profit.listings import WriteOffListing
from napulse.profit.permissions import EDIT_MARGINS, VIEW_BOOKS, VIEW_MARGINS
from napulse.profit.queries import written_off
from napulse.profit.queries.unbilled import Unbilled, Waiting, unbilled
from napulse.profit.reasons import ReasonBar, reason_bars
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Column, Table, download, export

AGE_NAMES = (
    gettext_lazy("This month"),
    gettext_lazy("Last month"),
    gettext_lazy("Month before"),
    pgettext_lazy("age of work", "Older"),
)


def _waiting(request: ActorRequest) -> Waiting:
    today = agency_today(timezone.now())
    client_id = number_in(request.GET, "client")
    return unbilled(request.actor, today=today, client_id=client_id)


@needs(VIEW_MARGINS)
def unbilled_list(request: ActorRequest) -> HttpResponse:
    found, currency = _waiting(request), money_rules().base_currency
    grid = Grid(
        request.GET,
        request.path,
        _columns(request, currency),
        found.rows,
        name_of=lambda row: f"{row.client} {row.project}",
    )
    context = {
        "found": found,
        "grid": grid,
        "kpis": [
            {"label": name, "value": wording.short(amount, currency)}
            for name, amount in zip(AGE_NAMES, found.ages, strict=True)
        ],
        "whole": wording.short(found.amount, currency),
        "above": wording.short(found.above, currency) if found.above else "",
        "can_write_off": request.actor.can(EDIT_MARGINS),
        "caps": _caps(request),
        "export_url": f"{reverse('profit:unbilled_export')}?{request.GET.urlencode()}",
    }
    return page(request, "profit/unbilled.html", context)


def _caps(request: ActorRequest) -> list[tuple[Cap, Money]]:
    """Caps that work has passed, of the clients that the page is about."""
    asked = number_in(request.GET, "client")
    return exceeded(request.actor, agency_today(timezone.now()), None if asked is None else [asked])


def _columns(request: ActorRequest, currency: str) -> list[GridColumn[Unbilled]]:
    def age(number: int) -> GridColumn[Unbilled]:
        tone = "warn" if number == len(AGE_NAMES) - 1 else ""
        return GridColumn(
            f"age{number}",
            AGE_NAMES[number],
            lambda row: Cell(
                wording.short(row.ages[number], currency) if row.ages[number] else wording.DASH,
                tone=tone if row.ages[number] else "",
            ),
            lambda row: row.ages[number],
        )

    return [
        GridColumn(
            "project",
            gettext_lazy("Project"),
            lambda row: Cell(
                row.project or str(wording.NOWHERE["project"]),
                small=row.client,
                url=_project_url(row),
            ),
            lambda row: row.project,
            is_right=False,
        ),
        GridColumn(
            "amount",
            gettext_lazy("Unbilled"),
            lambda row: Cell(wording.short(row.amount, currency), url=_postings_url(row)),
            lambda row: row.amount,
        ),
        *(age(number) for number in range(len(AGE_NAMES))),
        *_doing(request),
    ]


def _doing(request: ActorRequest) -> list[GridColumn[Unbilled]]:
    columns: list[GridColumn[Unbilled]] = []
    if request.actor.can(EDIT_INVOICES):
        columns.append(
            GridColumn(
                "bill",
                gettext_lazy("Invoice"),
                lambda row: Cell(
                    _("Draft an invoice"), url=draft_url(row.client_id, row.project_id)
                ),
            )
        )
    if request.actor.can(EDIT_MARGINS):
        title = gettext_lazy("Write-off")
        columns.append(
            GridColumn("off", title, lambda row: Cell(_off_word(row), url=_off_url(row)))
        )
    return columns


def draft_url(client_id: int, project_id: int) -> str:
    """Where billing drafts an invoice of the unbilled work."""
    address = reverse("billing:billable_client", args=[client_id])
    return f"{address}?time=1&project={project_id or ''}"


def _off_word(row: Unbilled) -> str:
    return _("Write off") if row.project_id else ""


def _off_url(row: Unbilled) -> str:
    if not row.project_id:
        return ""
    return f"{reverse('profit:write_off_create')}?project={row.project_id}"


def _project_url(row: Unbilled) -> str:
    if row.project_id:
        return reverse("profit:project_money", args=[row.project_id])
    return reverse("profit:client_money", args=[row.client_id])


def _postings_url(row: Unbilled) -> str:
    query = f"client={row.client_id}&project={row.project_id}&what=unbilled&period=three"
    return f"{reverse('profit:posting_list')}?{query}"


def _age_of(number: int) -> Callable[[Unbilled], int]:
    return lambda row: row.ages[number]


@needs(VIEW_MARGINS)
def unbilled_export(request: ActorRequest) -> HttpResponse:
    columns = [
        Column("client", gettext_lazy("Client")),
        Column("project", gettext_lazy("Project")),
        Column("amount", gettext_lazy("Unbilled"), kind="money"),
        *(
            Column(f"age{n}", name, kind="money", read=_age_of(n))
            for n, name in enumerate(AGE_NAMES)
        ),
    ]
    return download(request, Table(columns, _waiting(request).rows), "unbilled")


def _form(request: ActorRequest, **data: Any) -> WriteOffForm:
    form = WriteOffForm(**data, currency=money_rules().base_currency)
    projects = projects_of(request.actor, state="").order_by("folded")
    form.fields["project"].queryset = projects  # type: ignore[attr-defined] # a choice of rows
    return form


def _around(form: WriteOffForm) -> dict[str, Any]:
    return {"form": form, "back": reverse("profit:unbilled")}


@needs(EDIT_MARGINS)
def write_off_create(request: ActorRequest) -> HttpResponse:
    today = agency_today(timezone.now())
    project_id = number_in(request.GET, "project")
    waiting = unbilled(request.actor, today=today, project_id=project_id)
    left = waiting.of_project(project_id or 0)
    initial = {
        "project": project_id,
        "on": today,
        "submit_key": str(uuid4()),
        "amount": wording.typed(left.amount, money_rules().base_currency) if left else None,
    }
    return page(request, "profit/write_off_form.html", _around(_form(request, initial=initial)))


@needs(EDIT_MARGINS, "POST")
def write_off_made(request: ActorRequest) -> HttpResponse:
    form = _form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = write_off(
                request.actor,
                form.cleaned_data["project"],
                data=form.data_of,
                now=timezone.now(),
                submit_key=form.cleaned_data["submit_key"],
            )
            undo = reverse("profit:write_off_taken_back", args=[made.pk])
            return redirect(request, reverse("profit:unbilled"), _("Written off"), undo)
    return page(request, "profit/write_off_form.html", _around(form), partial="form", status=422)


@needs(VIEW_MARGINS)
def write_off_list(request: ActorRequest) -> HttpResponse:
    question = asked(request.actor, request.GET, now=timezone.now())
    rows = written_off.write_offs(request.actor, question.wanted)
    currency = money_rules().base_currency
    reasons: list[ReasonBar] = reason_bars(written_off.by_reason(rows), currency)
    context = {
        "asked": question,
        "form": question.form,
        "listing": WriteOffListing(request.GET, rows, request.path),
        "reasons": reasons,
        "whole": wording.short(sum(one.amount for one in reasons), currency),
        "period": wording.period(question.wanted.since, question.wanted.last_on),
        "can_edit": request.actor.can(EDIT_MARGINS),
        "with_books": False,
        "kept_names": ("client", "project"),
        "has_books": request.actor.can(VIEW_BOOKS),
        "export_url": f"{reverse('profit:write_off_export')}?{request.GET.urlencode()}",
    }
    return page(request, "profit/write_off_list.html", context, partial="report")


@needs(VIEW_MARGINS)
def write_off_export(request: ActorRequest) -> HttpResponse:
    question = asked(request.actor, request.GET, now=timezone.now())
    rows = written_off.write_offs(request.actor, question.wanted)
    return export(request, WriteOffListing(request.GET, rows, request.path), "write-offs")


@needs(EDIT_MARGINS, "POST")
def write_off_taken_back(request: ActorRequest, write_off_id: int) -> HttpResponse:
    row = written_off.write_off(request.actor, write_off_id)
    take_back_write_off(request.actor, row, now=timezone.now())
    undo = reverse("profit:write_off_restored", args=[row.pk])
    return redirect(request, reverse("profit:write_off_list"), _("Taken back"), undo)


@needs(EDIT_MARGINS, "POST")
def write_off_restored(request: ActorRequest, write_off_id: int) -> HttpResponse:
    row = written_off.write_off(request.actor, write_off_id, deleted=True)
    form = _form(request, data={"project": row.project_id, "on": row.on})
    form.is_valid()
    with form.showing_refusals():
        restore_write_off(request.actor, row, now=timezone.now())
        return redirect(request, reverse("profit:write_off_list"), _("Written off again"))
    return page(request, "profit/write_off_form.html", _around(form), status=422)
