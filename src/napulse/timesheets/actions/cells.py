"""A cell of the week: typed over, emptied, or filled for the first time."""

from dataclasses import replace
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.hours import in_steps
from napulse.ledger.queries import money_rules
from napulse.people.models import Person
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.time import delete_entries, save_entry
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.permissions import EDIT_OWN_TIME
from napulse.timesheets.queries.grid import RowKey, cell_entries, seen_of


@action(EDIT_OWN_TIME)
def set_cell(
    actor: Actor, *, key: RowKey, data: EntryData, seen: str, now: datetime
) -> TimeEntry | None:
    """Make a cell hold so many minutes; none empties it. `seen` is what its writer saw in it.

    Minutes are brought to the steps of the house. Words that are not given stay as they were.
    An empty cell has no row that could be held, so those who fill one of a person take turns.
    """
    if not seen:
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=data.person.pk)
    held = cell_entries(data.person.pk, key, data.on)
    if seen_of(held) != seen:
        raise Refused("cell.changed", minutes=sum(entry.minutes for entry in held))
    if len(held) > 1:
        raise Refused("cell.several")
    was = held[0] if held else None
    if data.minutes == 0:
        return delete_entries(actor, ids=[was.pk], now=now)[0] if was else None
    data = replace(data, minutes=in_steps(data.minutes, money_rules().step_minutes))
    if was is None:
        return save_entry(actor, data=data, now=now)
    if was.minutes == data.minutes and data.note in ("", was.note):
        return was
    kept = replace(data, note=data.note or was.note, role=was.role, grade=was.grade)
    return save_entry(actor, data=kept, entry=was, version=was.version, now=now)
