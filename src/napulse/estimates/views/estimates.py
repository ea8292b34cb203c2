"""The list of estimates, and one of them: opened, shown, changed, put away."""

import uuid
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.contracts.models import TermKey
from napulse.contracts.queries import contract_in_force
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.estimates import actions
from napulse.estimates.actions import Contents, EstimateData
from napulse.estimates.actions.copies import lines_of_plan
from napulse.estimates.forms.cells import COLUMNS
from napulse.estimates.forms.estimates import EstimateForm, EstimateOpenForm
from napulse.estimates.forms.grid import EstimateGrid
from napulse.estimates.lines import data_of
from napulse.estimates.models import DraftPart, Estimate, EstimateAnswerKind
from napulse.estimates.permissions import EDIT_ESTIMATES, VIEW_ESTIMATES
from napulse.estimates.presenting import ANSWER_ICONS
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.pricing import agreed_term, cards_of
from napulse.estimates.tables import EstimateListing, InsideListing
from napulse.estimates.views import reading
from napulse.ledger.queries import entities, money_rules
from napulse.people.queries import agency_today
from napulse.ui.pages import page, redirect
from napulse.ui.tables import Table, download

DETAIL = "estimates/estimate_detail.html"


def _listing(request: ActorRequest) -> EstimateListing:
    kind = InsideListing if reads.sees_margins(request.actor) else EstimateListing
    return kind(request.GET, reads.estimates(request.actor), request.path)


@needs(VIEW_ESTIMATES)
def estimate_list(request: ActorRequest) -> HttpResponse:
    can_edit = request.actor.can(EDIT_ESTIMATES)
    context = {
        "listing": _listing(request),
        "heading": _("Estimates"),
        "export_url": f"{reverse('estimates:estimate_export')}?{request.GET.urlencode()}",
        "create_url": reverse("estimates:estimate_create") if can_edit else "",
        "create_label": _("New estimate"),
        "empty_icon": "file-invoice",
        "empty_fact": _("No estimates yet"),
        "empty_suggestion": _("An estimate prices the work before it is done, with its margin."),
    }
    return page(request, "ui/listing.html", context, partial="list")


@needs(VIEW_ESTIMATES)
def estimate_export(request: ActorRequest) -> HttpResponse:
    listing = _listing(request)
    return download(request, Table(listing.exported, listing.rows), "estimates")


def _open_form(request: ActorRequest, **data: Any) -> EstimateOpenForm:
    return EstimateOpenForm(
        **data,
        clients=reads.clients_to_choose(request.actor),
        projects=reads.projects_to_choose(request.actor),
    )


@needs(EDIT_ESTIMATES)
def estimate_create(request: ActorRequest) -> HttpResponse:
    initial = {
        "client": request.GET.get("client"),
        "project": request.GET.get("project"),
        "submit_key": str(uuid.uuid4()),
    }
    context = {"form": _open_form(request, initial=initial)}
    return page(request, "estimates/estimate_create.html", context)


@needs(EDIT_ESTIMATES, "POST")
def estimate_created(request: ActorRequest) -> HttpResponse:
    form = _open_form(request, data=request.POST)
    if form.is_valid():
        with form.showing_refusals():
            made = _open(request, form)
            return redirect(request, made.get_absolute_url(), _("Estimate opened"))
    return page(
        request, "estimates/estimate_create.html", {"form": form}, partial="form", status=422
    )


def _open(request: ActorRequest, form: EstimateOpenForm) -> Estimate:
    """Terms come from the contract in force; hours from the plan when asked."""
    now, cleaned = timezone.now(), form.cleaned_data
    client, project, today = cleaned["client"], cleaned["project"], agency_today(now)
    if project is not None and project.client_id != client.pk:
        raise Refused("estimate.other_client")
    contract = contract_in_force(client.pk, today)
    rounds = agreed_term(contract, TermKey.REVISION_ROUNDS, today)
    variants = agreed_term(contract, TermKey.VARIANTS, today)
    data = EstimateData(
        title=cleaned["title"],
        priced_on=today,
        project=project,
        contract=contract,
        entity=contract.entity if contract else None,
        client_entity=contract.client_entity if contract else None,
        language=client.language,
        currency=contract.currency if contract else money_rules().base_currency,
        works_from=project.starts_on if project else None,
        works_to=project.due_on if project else None,
        rounds=2 if rounds is None else min(rounds, 99),
        variants=1 if variants is None else min(variants, 99),
        submit_key=cleaned["submit_key"] or None,
    )
    contents = Contents(_planned(request, project) if cleaned["start"] == "plan" else [])
    return actions.create_estimate(request.actor, client, data=data, contents=contents, now=now)


def _planned(request: ActorRequest, project: Project | None) -> list[Any]:
    return lines_of_plan(request.actor, project) if project else []


@needs(VIEW_ESTIMATES)
def estimate_detail(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return page(request, DETAIL, detail(request, estimate))


def detail(
    request: ActorRequest, estimate: Estimate, grid: EstimateGrid | None = None
) -> dict[str, Any]:
    """The page of the lines: a grid while it is free, a table once it is not."""
    context = reading.head(request, estimate, "estimate_detail")
    cards = cards_of(estimate)
    lines = grid.lines if grid else [data_of(row) for row in reads.lines(estimate)]
    roles = reading.roles_of(request)
    undo = ""
    if context["may"].edit and grid is None:
        grid = reading.grid_of(estimate, roles)
        undo = reading.undo_of(estimate, DraftPart.LINES)
    inside = reading.inside_of(request, estimate, lines, cards)
    if grid is not None:
        grid.show(inside["shown"])
    return (
        context
        | inside
        | {
            "grid": grid,
            "undo": undo,
            "columns": list(COLUMNS.items()),
            "roles": roles,
            "answers": [
                (one, ANSWER_ICONS[EstimateAnswerKind(one.kind)]) for one in reads.answers(estimate)
            ],
            "changes": reads.changes_of(request.actor, estimate),
            "letter": reads.last_letter(estimate) if estimate.sent_at else None,
        }
    )


def _among(request: ActorRequest, estimate: Estimate) -> dict[str, Any]:
    projects = reads.projects_to_choose(request.actor, estimate.client_id)
    return {
        "project": projects,
        "contract": reads.contracts_to_choose(estimate.client_id),
        "entity": entities(),
        "client_entity": reads.companies_to_choose(estimate.client_id),
    }


FIELDS = tuple(name for name in EstimateForm.base_fields if name not in ("discount", "contingency"))


@needs(EDIT_ESTIMATES)
def estimate_edit(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    initial = {name: getattr(estimate, name) for name in FIELDS}
    initial["discount"] = Decimal(estimate.discount_bp) / 100
    initial["contingency"] = Decimal(estimate.contingency_bp) / 100
    form = EstimateForm(initial=initial, among=_among(request, estimate))
    context = _edit_context(request, estimate, form)
    if context["may"].edit:
        context["undo"] = reading.undo_of(estimate, DraftPart.TERMS)
    return page(request, "estimates/estimate_form.html", context)


def _edit_context(request: ActorRequest, estimate: Estimate, form: EstimateForm) -> dict[str, Any]:
    return reading.head(request, estimate, "estimate_edit") | {"form": form}


@needs(EDIT_ESTIMATES, "POST")
def estimate_edited(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    form = EstimateForm(request.POST, among=_among(request, estimate))
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            saved = actions.edit_estimate(
                request.actor, estimate, data=form.data_of_estimate, version=version
            )
            said = reading.saved(saved, _("Terms saved"), version=version)
            return redirect(request, estimate.get_absolute_url(), *said)
    context = _edit_context(request, estimate, form)
    return page(request, "estimates/estimate_form.html", context, partial="form", status=422)


@needs(EDIT_ESTIMATES, "POST")
def estimate_delete(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return reading.pressed(
        request,
        reverse("estimates:estimate_list"),
        lambda: actions.delete_estimate(request.actor, estimate, now=timezone.now()),
        _("Estimate deleted"),
        reverse("estimates:estimate_restore", args=[estimate.pk]),
    )


@needs(EDIT_ESTIMATES, "POST")
def estimate_restore(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.deleted_estimate(request.actor, estimate_id)
    actions.restore_estimate(request.actor, estimate)
    return redirect(request, estimate.get_absolute_url(), _("Estimate is back"))
