"""The grid of lines saves as a whole; its sums are reckoned on the server after each change. A save
goes back, of the lines as of any other part of a draft.
"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.engines.kernel.errors import Refused
from napulse.estimates import actions
from napulse.estimates.forms.cells import TYPED, is_blank
from napulse.estimates.forms.grid import EstimateGrid
from napulse.estimates.lines import ROWS_MAX
from napulse.estimates.models import Estimate
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.pricing import cards_of
from napulse.estimates.views import reading
from napulse.estimates.views.estimates import DETAIL, detail
from napulse.estimates.wording import told
from napulse.ui.pages import page, redirect, toast

PAGES = {"terms": "estimate_edit", "payments": "estimate_payments"}
"""Where a part of a draft stands, when not beside its lines."""


@needs(EDIT_ESTIMATES, "POST")
def estimate_lines(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """Save the grid; when anything is wrong, everything typed stays with what is said."""
    estimate = reads.estimate(request.actor, estimate_id)
    roles = reading.roles_of(request)
    grid = reading.typed_grid(estimate, roles, request.POST, cards_of(estimate))
    version, theirs = reading.version_of(request), False
    if grid.is_valid:
        try:
            saved = actions.save_lines(request.actor, estimate, lines=grid.lines, version=version)
            return _saved(request, saved, version)
        except Refused as refusal:
            theirs = refusal.code == "row.changed"
            grid.sentences.append(("", told(refusal)))
    context = detail(request, estimate, _quiet(grid)) | {"version": version, "theirs": theirs}
    return page(request, DETAIL, context, partial="lines", status=422)


def _quiet(grid: EstimateGrid) -> EstimateGrid:
    """Lines that cannot be priced are left out of the sums; their cells say why."""
    for row in grid.rows:
        if row.is_wrong:
            row.line = None
    return grid


def _saved(request: ActorRequest, saved: Estimate, version: int) -> HttpResponse:
    """The page of what is stored now."""
    message, undo = reading.saved(saved, _("Lines saved"), version=version)
    if request.headers.get("HX-Request") != "true":
        return redirect(request, saved.get_absolute_url(), message, undo)
    estimate = reads.estimate(request.actor, saved.pk)
    answer = page(request, DETAIL, detail(request, estimate), partial="lines")
    return toast(answer, message, undo)


@needs(EDIT_ESTIMATES, "POST")
def estimate_undo(request: ActorRequest, estimate_id: int, saved_version: int) -> HttpResponse:
    """Go back to how it was before a save; the way back from that is offered too."""
    estimate = reads.estimate(request.actor, estimate_id)
    page_of = PAGES.get(reads.saved_last(estimate), "estimate_detail")
    try:
        back = actions.undo_save(request.actor, estimate, saved_version=saved_version)
    except Refused as refusal:
        return redirect(request, estimate.get_absolute_url(), told(refusal))
    url = reverse(f"estimates:{page_of}", args=[back.pk])
    redo = reading.undo_url(back, back.version)
    return redirect(request, url, _("The last save is taken back"), redo)


@needs(EDIT_ESTIMATES, "POST")
def estimate_reckon(request: ActorRequest, estimate_id: int) -> HttpResponse:
    """What the typed cells come to: nothing is stored; what cannot be read counts for nothing."""
    estimate = reads.estimate(request.actor, estimate_id)
    cards = cards_of(estimate)
    grid = _quiet(reading.typed_grid(estimate, reading.roles_of(request), request.POST, cards))
    context: dict[str, Any] = reading.inside_of(request, estimate, grid.lines, cards)
    grid.show(context["shown"])
    places = _places(request, grid)
    context |= {"places": places, "estimate": estimate, "may": reading.stands(request, estimate)}
    return page(request, "estimates/_sums.html", context)


def _places(request: ActorRequest, grid: EstimateGrid) -> list[Any]:
    """One place for each row that was sent, the blank ones too: the page fills them in order."""
    columns = {name: request.POST.getlist(name) for name in TYPED}
    filled, found = iter(grid.rows), []
    for at in range(min(max(map(len, columns.values())), 2 * ROWS_MAX)):
        cells = {n: str(values[at]) for n, values in columns.items() if at < len(values)}
        row = None if is_blank(cells) else next(filled, None)
        found.append(row.shown if row else None)
    return found
