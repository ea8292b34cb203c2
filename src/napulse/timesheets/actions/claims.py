"""Marks follow what is agreed to: a change order takes its time, the rest is judged again."""

from collections.abc import Collection, Sequence
from copy import copy
from datetime import datetime

from django.db.models.base import ModelState

from napulse.access.actor import Actor, action
from napulse.audit.history import record_created
from napulse.audit.recording import recording
from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.scope import judge
from napulse.estimates.models import BudgetLine, Estimate, EstimateKind, EstimateState
from napulse.ledger.posting import repost_many
from napulse.timesheets.actions.facts import ENTRY, facts_of
from napulse.timesheets.actions.scope import Guard, work_of
from napulse.timesheets.actions.time import store_entries
from napulse.timesheets.models import EntryState, TimeEntry
from napulse.timesheets.permissions import EDIT_TIME
from napulse.timesheets.queries.prices import Concerned, prices_of
from napulse.timesheets.queries.scope import HOLDS_TIME, as_scope_line

MARKS = (
    "line_id",
    "line_named",
    "scope",
    "outside_minutes",
    "change_order_id",
    "minutes",
    "worth_minor",
)
HOUR = 60


@action(EDIT_TIME)
def claim_change_order(actor: Actor, order: Estimate, *, now: datetime) -> list[TimeEntry]:
    """Move the time that an accepted change order was made of to its lines of the budget.

    An entry of which only a part was outside becomes two: what was agreed to before stays on its
    line. Time in an invoice stays where it is.
    """
    if order.kind != EstimateKind.CHANGE or order.state != EstimateState.ACCEPTED:
        return []
    rows = BudgetLine.objects.filter(estimate=order, deleted_at=None, kind__in=HOLDS_TIME)
    lines = [as_scope_line(row) for row in rows.select_related("source")]
    entries = _claimed_by(order) if lines else []
    if not entries:
        return []
    parts = [_parted(entry) for entry in entries if entry.outside_minutes < entry.minutes]
    used: dict[int, int] = {}
    for entry in entries:
        line = judge(work_of(entry), lines, used).line or lines[0].key
        used[line] = used.get(line, 0) + entry.minutes
        entry.line_id, entry.line_named = line, True
        entry.scope, entry.outside_minutes, entry.change_order_id = "", 0, order.pk
    with recording(TimeEntry):
        TimeEntry.objects.bulk_create(parts)
    record_created(actor, parts, "time.split")
    _store(actor, entries, "time.agreed", now)
    _post(parts, now)
    return entries


def _parted(entry: TimeEntry) -> TimeEntry:
    """The part that was agreed to before, as an entry of its own; the given one is the rest.

    Their worth adds up to what it was.
    """
    rest = copy(entry)
    rest.pk, rest.version, rest.origin_key = None, 1, None
    rest._state = ModelState()
    rest.minutes = entry.minutes - entry.outside_minutes
    rest.scope, rest.outside_minutes, rest.change_order_id = "", 0, None
    rest.worth_minor = round_half_up((entry.rate_minor or 0) * rest.minutes, HOUR)
    entry.minutes, entry.worth_minor = entry.outside_minutes, entry.worth_minor - rest.worth_minor
    return rest


def _claimed_by(order: Estimate) -> list[TimeEntry]:
    """Entries that remember this version or one before it."""
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(
        change_order__client_id=order.client_id,
        change_order__kind=order.kind,
        change_order__number=order.number,
        deleted_at=None,
    )
    living = rows.exclude(state=EntryState.LOCKED).exclude(scope="")
    return list(living.order_by("on", "pk"))


@action(EDIT_TIME)
def mark_again(actor: Actor, *, project_ids: Collection[int], now: datetime) -> list[TimeEntry]:
    """Judge again, in the order of days, what was outside: more may have been agreed to since,
    or other work may have given its hours back. What is inside stays where it is.
    """
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(
        project_id__in=list(project_ids), deleted_at=None
    )
    rows = rows.select_related("task", "project")
    rows = rows.exclude(scope="").exclude(state=EntryState.LOCKED)
    entries = list(rows.order_by("on", "pk"))
    before = [_said(entry) for entry in entries]
    guard = Guard()
    guard.know(entries)
    guard.free(entries)
    for entry in entries:
        if not entry.line_named:
            entry.line_id = None
        guard.mark(entry)
    changed = [entry for entry, said in zip(entries, before, strict=True) if _said(entry) != said]
    _store(actor, changed, "time.marked_again", now)
    return changed


def _said(entry: TimeEntry) -> tuple[int | None, str, int]:
    return entry.line_id, entry.scope, entry.outside_minutes


def _store(actor: Actor, entries: Sequence[TimeEntry], event: str, now: datetime) -> None:
    """Keep the marks, and move what changed its line in the ledger."""
    if entries:
        store_entries(actor, entries, event, {}, judged=MARKS)
        _post(entries, now)


def _post(entries: Sequence[TimeEntry], now: datetime) -> None:
    """What the entries say now, at the rates that they were sold at."""
    if entries:
        prices = prices_of(Concerned.by(entries))
        priced = {place: prices.of(entry) for place, entry in enumerate(entries)}
        repost_many(ENTRY, facts_of(entries, priced, prices.base), now=now)
