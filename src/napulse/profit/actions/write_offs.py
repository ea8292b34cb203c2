"""Worked worth that will not be billed, and why; taken back and put again, never silently."""

from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, repost
from napulse.profit.models import WriteOff
from napulse.profit.permissions import EDIT_MARGINS
from napulse.profit.queries.unbilled import unbilled_of


@dataclass(frozen=True, slots=True)
class WriteOffData:
    """How much of a project's unbilled worth, since when it counts, and why."""

    on: date
    amount_minor: int
    reason: str
    words: str = ""


@action(EDIT_MARGINS)
def write_off(
    actor: Actor, project: Project, *, data: WriteOffData, now: datetime, submit_key: str = ""
) -> WriteOff:
    """Write off no more than there is to bill; the same form sent twice writes off once."""
    known: WriteOff | None
    known = WriteOff.objects.filter(submit_key=submit_key).first() if submit_key else None
    if known is not None:
        return known
    if data.amount_minor <= 0:
        raise Refused("write_off.nothing")
    _hold(project)
    left = unbilled_of(project.pk)
    if data.amount_minor > left:
        raise Refused("write_off.too_much", left=left)
    row = WriteOff(
        client_id=project.client_id,
        project=project,
        on=data.on,
        amount_minor=data.amount_minor,
        reason=data.reason,
        words=data.words,
        made_by_id=actor.own_id,
        made_at=now,
        submit_key=submit_key or None,
    )
    with change(actor, row, "write_off.made"):
        row.save()
    _post(row, now)
    return row


@action(EDIT_MARGINS)
def take_back_write_off(actor: Actor, row: WriteOff, *, now: datetime) -> WriteOff:
    """A write-off made in error: the worth waits to be billed again."""
    row = WriteOff.objects.select_for_update().get(pk=row.pk)
    if row.deleted_at is None:
        with change(actor, row, "write_off.taken_back"):
            row.deleted_at = now
            row.save()
        _post(row, now)
    return row


@action(EDIT_MARGINS)
def restore_write_off(actor: Actor, row: WriteOff, *, now: datetime) -> WriteOff:
    """Write off again what was taken back, unless it was billed meanwhile."""
    row = WriteOff.objects.select_for_update().get(pk=row.pk)
    if row.deleted_at is None:
        return row
    if row.project is not None:
        _hold(row.project)
        left = unbilled_of(row.project.pk)
        if row.amount_minor > left:
            raise Refused("write_off.too_much", left=left)
    with change(actor, row, "write_off.restored"):
        row.deleted_at = None
        row.save()
    _post(row, now)
    return row


def _hold(project: Project) -> None:
    """Two who write off the same work wait for each other."""
    Project.objects.select_for_update().filter(pk=project.pk).first()


def facts_of(row: WriteOff) -> list[Fact]:
    """What a write-off says in the ledger; one taken back says nothing."""
    if row.deleted_at is not None:
        return []
    return [
        Fact(
            PostingKind.WRITTEN_OFF,
            row.on,
            client_id=row.client_id,
            project_id=row.project_id,
            amount_minor=row.amount_minor,
        )
    ]


def _post(row: WriteOff, now: datetime) -> None:
    repost(Source.WRITE_OFF, row.pk, facts_of(row), now=now)
