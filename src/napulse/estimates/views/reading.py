"""What the views of an estimate share: its head, its grid, and how a refusal is answered."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold, whole
from napulse.estimates.forms.cells import Reader, Writer
from napulse.estimates.forms.grid import EstimateGrid
from napulse.estimates.lines import LineData, data_of
from napulse.estimates.models import DraftPart, Estimate
from napulse.estimates.presenting import sections, shown_lines, state_tone, sums_of
from napulse.estimates.queries import estimates as reads
from napulse.estimates.queries.precedents import precedents
from napulse.estimates.queries.pricing import Cards, cards_of
from napulse.estimates.queries.standing import Standing, standing
from napulse.estimates.wording import told
from napulse.people.models import WorkRole
from napulse.people.queries import agency_today, work_roles
from napulse.ui.formats import is_russian
from napulse.ui.pages import redirect


def stands(request: ActorRequest, estimate: Estimate) -> Standing:
    return standing(request.actor, estimate, agency_today(timezone.now()))


def head(request: ActorRequest, estimate: Estimate, shown: str) -> dict[str, Any]:
    """What every section of an estimate shows above itself."""
    may = stands(request, estimate)
    return {
        "estimate": estimate,
        "sections": sections(request, estimate, shown, edit=may.edit),
        "may": may,
        "tone": state_tone(estimate),
        "version": estimate.version,
        "copy_key": str(uuid.uuid4()),
    }


def decimal_point() -> str:
    return "," if is_russian() else "."


def roles_of(request: ActorRequest) -> list[WorkRole]:
    return list(work_roles(request.actor))


def writer_of(estimate: Estimate, roles: list[WorkRole], lines: list[LineData]) -> Writer:
    """Names of all roles, also of those that were put away and are still in a line."""
    names = {role.pk: role.name for role in roles}
    missing = {line.role_id for line in lines if line.role_id and line.role_id not in names}
    names |= reads.role_names(missing)
    return Writer(names, estimate.currency, decimal_point())


def grid_of(estimate: Estimate, roles: list[WorkRole]) -> EstimateGrid:
    lines = [data_of(row) for row in reads.lines(estimate)]
    return EstimateGrid.of(lines, writer_of(estimate, roles, lines), cards_of(estimate))


def typed_grid(
    estimate: Estimate, roles: list[WorkRole], sent: QueryDict, cards: Cards
) -> EstimateGrid:
    """What was typed, judged against the stored lines and the cards of the estimate."""
    lines = [data_of(row) for row in reads.lines(estimate)]
    writer = writer_of(estimate, roles, lines)
    by_name = {fold(name): pk for pk, name in writer.roles.items()}
    reader = Reader(by_name, {line.key: line for line in lines}, cards)
    return EstimateGrid.typed(sent, reader, writer)


def inside_of(
    request: ActorRequest, estimate: Estimate, lines: list[LineData], cards: Cards
) -> dict[str, Any]:
    """Sums, and the lines with what follows from each; cost only for whoever may see it."""
    filled = [cards.filled(line) for line in lines]
    sees = reads.sees_margins(request.actor)
    sums, offer = sums_of(sees, estimate, filled, cards)
    names = {role.pk: role.name for role in roles_of(request)}
    shown = shown_lines(
        filled,
        offer,
        currency=estimate.currency,
        known=precedents(request.actor, filled),
        roles=names | reads.role_names({line.role_id for line in filled if line.role_id}),
    )
    return {"sums": sums, "shown": shown, "sees_margins": sees}


def version_of(request: ActorRequest) -> int:
    return whole(request.POST.get("version", "")) or 0


def undo_url(estimate: Estimate, saved_version: int) -> str:
    """Where the save that left this version is taken back."""
    return reverse("estimates:estimate_undo", args=[estimate.pk, saved_version])


def undo_of(estimate: Estimate, part: DraftPart) -> str:
    """Where the last save is taken back, when it was of this part of the draft and still can be."""
    return undo_url(estimate, estimate.version) if reads.saved_last(estimate) == part else ""


def saved(estimate: Estimate, message: str, *, version: int) -> tuple[str, str]:
    """What is said of a save over this version, and where it is taken back: nowhere, when nothing
    differed.
    """
    if estimate.version == version:
        return _("Nothing has changed"), ""
    return message, undo_url(estimate, estimate.version)


def pressed(
    request: ActorRequest, url: str, act: Callable[[], Any], message: str, undo: str = ""
) -> HttpResponse:
    """A button that needs no form: what it refuses is said on the page that it returns to."""
    try:
        act()
    except Refused as refusal:
        return redirect(request, url, told(refusal))
    return redirect(request, url, message, undo)
