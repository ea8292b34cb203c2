"""A draft is saved part by part: its lines, its terms, its payments; the last save goes back."""

from collections.abc import Sequence

from napulse.access.actor import Actor, action
from napulse.clients.actions.locking import fresh
from napulse.engines.kernel.errors import Refused
from napulse.estimates.actions.before import bring_back, kept
from napulse.estimates.actions.rows import (
    changes_nothing,
    filled,
    put_lines,
    stored_lines,
    stored_payments,
    write_payments,
    write_sums,
)
from napulse.estimates.actions.writing import (
    EstimateData,
    columns_of,
    free,
    put_columns,
    refuse_unfree,
)
from napulse.estimates.lines import LineData, PaymentData, data_of
from napulse.estimates.models import DraftBefore, DraftPart, Estimate
from napulse.estimates.permissions import EDIT_ESTIMATES

WHOLE = 10_000
UNDONE = {
    DraftPart.LINES: "estimate.lines_undone",
    DraftPart.TERMS: "estimate.terms_undone",
    DraftPart.PAYMENTS: "estimate.payments_undone",
}


@action(EDIT_ESTIMATES)
def edit_estimate(
    actor: Actor, estimate: Estimate, *, data: EstimateData, version: int
) -> Estimate:
    """Change the terms of a draft; its lines are priced anew where they follow from the terms.

    Of each save: what stood before is kept to go back to, and nothing is written when nothing
    differs: the version stays.
    """
    estimate = free(estimate, version)
    columns, rows = columns_of(estimate.client_id, data), stored_lines(estimate)
    is_same = all(getattr(estimate, name) == value for name, value in columns.items())
    if is_same and changes_nothing(estimate, filled(estimate, [data_of(row) for row in rows])):
        return estimate
    with kept(actor, estimate, DraftPart.TERMS, "estimate.changed"):
        put_columns(estimate, columns)
        write_sums(estimate, rows)
    return estimate


@action(EDIT_ESTIMATES)
def save_lines(
    actor: Actor, estimate: Estimate, *, lines: Sequence[LineData], version: int
) -> Estimate:
    """Make the lines of a draft these, in this order; those that are not among them go away."""
    estimate = free(estimate, version)
    ready = filled(estimate, lines)
    if changes_nothing(estimate, ready):
        return estimate
    with kept(actor, estimate, DraftPart.LINES, "estimate.lines_saved") as note:
        note["lines"] = len(ready)
        put_lines(estimate, ready)
    return estimate


@action(EDIT_ESTIMATES)
def save_payments(
    actor: Actor, estimate: Estimate, *, steps: Sequence[PaymentData], version: int
) -> Estimate:
    """Make the payments of a draft these; parts add up to the whole, or there are none."""
    estimate = free(estimate, version)
    if steps and sum(step.percent_bp for step in steps) != WHOLE:
        told = sum(step.percent_bp for step in steps)
        raise Refused("payments.not_whole", percent=f"{told / 100:g}")
    if list(steps) == stored_payments(estimate):
        return estimate
    with kept(actor, estimate, DraftPart.PAYMENTS, "estimate.payments_saved") as note:
        note["payments"] = len(steps)
        write_payments(estimate, steps)
    return estimate


@action(EDIT_ESTIMATES)
def undo_save(actor: Actor, estimate: Estimate, *, saved_version: int) -> Estimate:
    """Go back to how the part stood before the save that left this version, unless anything changed
    since; what is taken back is kept in turn.
    """
    estimate = fresh(estimate)
    refuse_unfree(estimate)
    held = DraftBefore.objects.filter(estimate=estimate, after_version=saved_version).first()
    if held is None or estimate.version != saved_version:
        raise Refused("estimate.changed_since", name=str(estimate))
    part = DraftPart(held.part)
    with kept(actor, estimate, part, UNDONE[part]) as note:
        rows = bring_back(estimate, held)
        note |= {} if part == DraftPart.TERMS else {str(part): rows}
    return estimate
