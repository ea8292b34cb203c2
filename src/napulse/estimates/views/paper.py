"""An estimate as the client gets it: on a page, as PDF and as a workbook; and its versions."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import ActorRequest, needs
from napulse.access.queries import agency
from napulse.estimates.documents import file_name, paper_of, pdf, workbook
from napulse.estimates.documents.paper import counted, percent_bp
from napulse.estimates.documents.workbook import InsideRow
from napulse.estimates.forms.estimates import AttachForm, WordsForm
from napulse.estimates.lines import data_of
from napulse.estimates.models import Estimate
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.approval import margin_of
from napulse.estimates.queries.content import Offered, OfferedLine, offered
from napulse.estimates.queries.difference import difference
from napulse.estimates.queries.pricing import cards_of, priced
from napulse.estimates.views import reading
from napulse.ui.formats import money
from napulse.ui.pages import page
from napulse.ui.tables import XLSX


@needs(VIEW_ESTIMATES)
def estimate_paper(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """The client's view: exactly what is or would be sent."""
    estimate = reads.estimate(request.actor, estimate_id)
    offer = offered(estimate)
    context = reading.head(request, estimate, "estimate_paper") | {
        "paper": paper_of(offer, agency=agency().name),
        "offer": offer,
    }
    return page(request, "estimates/estimate_paper.html", context)


@needs(VIEW_ESTIMATES)
def estimate_pdf(request: ActorRequest, estimate_id: int) -> HttpResponse:
    estimate = reads.estimate(request.actor, estimate_id)
    return pdf_answer(estimate)


def pdf_answer(estimate: Estimate) -> HttpResponse:
    paper = paper_of(offered(estimate), agency=agency().name)
    body = pdf(paper, at=estimate.sent_at or estimate.created_at)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(estimate)}"'
    return response


@needs(VIEW_ESTIMATES)
def estimate_xlsx(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """The client's workbook; `?inside=1` adds cost and margin for whoever may see them."""
    estimate = reads.estimate(request.actor, estimate_id)
    wanted = bool(request.GET.get("inside")) and reads.sees_margins(request.actor)
    body = workbook(offered(estimate), _inside(estimate) if wanted else ())
    response = HttpResponse(body, content_type=XLSX)
    name = file_name(estimate, "xlsx")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _inside(estimate: Estimate) -> list[InsideRow]:
    cards = cards_of(estimate)
    lines = [cards.filled(data_of(row)) for row in reads.lines(estimate)]
    found = priced(estimate, lines).lines
    return [
        InsideRow(line.phase, line.title, one.net, one.cost, one.margin, one.margin_bp)
        for line, one in zip(lines, found, strict=True)
    ]


@needs(VIEW_ESTIMATES)
def estimate_versions(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """Every version with what it changed of the one before."""
    estimate = reads.estimate(request.actor, estimate_id)
    rows = reads.editions(request.actor, estimate)
    sees = reads.sees_margins(request.actor)
    context = reading.head(request, estimate, "estimate_versions") | {
        "editions": _told(rows, sees=sees),
        "sees_margins": sees,
        "edition_form": WordsForm(
            initial={"version": estimate.version},
            label=_("Why a new version"),
            required=True,
        ),
        "attach_form": AttachForm(
            projects=reads.projects_to_choose(request.actor, estimate.client_id)
        ),
        "now": timezone.now(),
    }
    return page(request, "estimates/estimate_versions.html", context)


def _difference(before: Offered, after: Offered) -> dict[str, Any]:
    found = difference(before, after)
    return {
        "lines": [
            {
                "title": one.title,
                "kind": one.kind,
                "told_before": _told_line(before, one.before),
                "told_after": _told_line(after, one.after),
            }
            for one in found.lines
        ],
    }


def _told_line(offer: Offered, line: OfferedLine | None) -> str:
    """ "10 h × 4 000 ₽ = 40 000 ₽", or that it is an option which is not taken."""
    if line is None:
        return "—"
    told = f"{counted(line)} × {money(offer.money(line.price))} = {money(offer.money(line.listed))}"
    return told if line.taken else f"{told} ({gettext('option, not included')})"


def _margin(row: Estimate) -> str:
    bp = margin_of(row)
    return "—" if bp is None else percent_bp(bp)


def _told(rows: list[Estimate], *, sees: bool) -> list[dict[str, Any]]:
    offers = [offered(row) for row in rows]
    told = []
    for at, (row, offer) in enumerate(zip(rows, offers, strict=True)):
        before = offers[at + 1] if at + 1 < len(offers) else None
        told.append(
            {
                "row": row,
                "offer": offer,
                "total": offer.money(offer.total),
                "margin": _margin(row) if sees else "",
                "difference": _difference(before, offer) if before else None,
            }
        )
    return told
