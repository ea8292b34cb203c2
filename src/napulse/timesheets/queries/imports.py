"""Exports of other time trackers that were uploaded: one's own, and how their file is read."""

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.engines.exchange import Table, TableLimits, read_table
from napulse.engines.exchange.timetrackers import DateOrder, Reading, read_times
from napulse.engines.kernel.errors import Missing
from napulse.timesheets.models import TimeImport

LIMITS = TableLimits(size=20_000_000, rows=100_000)


def imports(actor: Actor) -> "QuerySet[TimeImport]":
    """The actor's own imports, the latest first."""
    rows: QuerySet[TimeImport] = TimeImport.objects.filter(user_id=actor.own_id)
    return rows.defer("raw").select_related("work")


def import_of(actor: Actor, import_id: int) -> TimeImport:
    found = TimeImport.objects.filter(user_id=actor.own_id, pk=import_id).first()
    if found is None:
        raise Missing("import")
    return found


def import_by_id(import_id: int) -> TimeImport:
    """For the job that runs it: whoever started it was checked then."""
    return TimeImport.objects.select_related("user__role").get(pk=import_id)


def read_upload(raw: bytes, filename: str) -> Table:
    return read_table(raw, filename, LIMITS)


def reading_of(found: TimeImport) -> Reading:
    order = found.choices.get("order", "")
    wanted = DateOrder(order) if order in set(DateOrder) else None
    return read_times(read_upload(bytes(found.raw), found.filename), wanted)
