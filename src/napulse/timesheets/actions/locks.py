"""Time that an invoice used: locked until the invoice is taken back."""

from collections.abc import Collection
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.timesheets.actions.time import store_entries
from napulse.timesheets.models import EntryState, TimeEntry
from napulse.timesheets.permissions import VIEW_TIME


@action(VIEW_TIME)
def lock_entries(
    actor: Actor, *, ids: Collection[int], invoice_line: int, now: datetime
) -> list[TimeEntry]:
    """Approved time goes into a line of an invoice and does not change any more.

    Called by the action that issues the invoice, whose right it is. Locking for the same line
    again changes nothing.
    """
    held = _held(actor, ids)
    taken = [e for e in held if e.state == EntryState.LOCKED and e.invoice_line != invoice_line]
    if taken:
        raise Refused("time.locked", on=taken[0].on)
    free = [entry for entry in held if entry.state != EntryState.LOCKED]
    unready = [entry for entry in free if entry.state != EntryState.APPROVED]
    if unready:
        raise Refused("time.not_approved", count=len(unready), on=unready[0].on)
    if any(not entry.billable or entry.client_id is None for entry in free):
        raise Refused("time.not_billable")
    values = {"state": EntryState.LOCKED, "invoice_line": invoice_line, "saved_at": now}
    store_entries(actor, free, "time.locked", values)
    return held


@action(VIEW_TIME)
def unlock_entries(
    actor: Actor, *, ids: Collection[int], now: datetime, invoice_line: int | None = None
) -> list[TimeEntry]:
    """The invoice was taken back: its time is approved and free again.

    With `invoice_line` only what that line holds is freed.
    """
    held = [entry for entry in _held(actor, ids) if entry.state == EntryState.LOCKED]
    freed = [entry for entry in held if invoice_line in (None, entry.invoice_line)]
    values = {"state": EntryState.APPROVED, "invoice_line": None, "saved_at": now}
    store_entries(actor, freed, "time.unlocked", values)
    return freed


def _held(actor: Actor, ids: Collection[int]) -> list[TimeEntry]:
    rows = TimeEntry.objects.select_for_update(of=("self",)).filter(pk__in=ids, deleted_at=None)
    held = list(rows.order_by("pk"))
    if len(held) != len(set(ids)):
        raise Missing("time")
    if not all(actor.reaches(entry) for entry in held):
        raise NotAllowed(VIEW_TIME)
    return held
