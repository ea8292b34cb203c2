"""How the actions of an issued report become promises: created, moved with a reason, or dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from napulse.access.actor import Actor
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import ActionLine, OwnerKind, ReportContent
from napulse.people.queries import agency_today
from napulse.service.models import ActionItem, ActionMove, ActionState, ReportVersion


def settle_actions(
    actor: Actor,
    version: ReportVersion,
    content: ReportContent,
    *,
    before: ReportContent | None,
    now: datetime,
) -> None:
    """Bring the promises of the report in line with its newest version.

    What was moved or given to somebody else by hand since the last version stays so, unless the
    correction says another date or owner.
    """
    known = {
        item.key: item
        for item in ActionItem.objects.select_for_update().filter(report=version.report)
    }
    earlier = {line.key: line for line in before.actions} if before else {}
    for line in content.actions:
        item = known.get(line.key)
        if item is None:
            _create(actor, version, line, now)
        elif line != (was := earlier.get(line.key)):
            _correct(actor, version, item, line, was=was)
    kept = {line.key for line in content.actions}
    for key, item in known.items():
        if key not in kept and item.state == ActionState.OPEN:
            _drop(actor, version, item, now)


def _create(actor: Actor, version: ReportVersion, line: ActionLine, now: datetime) -> None:
    item = ActionItem(
        client_id=version.client_id,
        report_id=version.report_id,
        key=line.key,
        first_due_on=_due(line),
        due_on=_due(line),
        created_at=now,
    )
    with change(actor, item, "report.action_added"):
        _fill(item, line)
        item.save()


def _correct(
    actor: Actor,
    version: ReportVersion,
    item: ActionItem,
    line: ActionLine,
    *,
    was: ActionLine | None,
) -> None:
    """A promise that was kept or ended by hand stays so; one that came back is open again."""
    if item.state == ActionState.DONE or (item.state == ActionState.CANCELLED and was is not None):
        return
    moved = item.due_on != _due(line) and (was is None or was.due_on != line.due_on)
    owner = (item.owner_user_id, item.owner_contact_id)
    with _told(actor, item, "report.action_moved" if moved else "report.action_changed", version):
        if moved:
            _move(actor, version, item, _due(line))
        item.state, item.ended_at, item.ended_on, item.ended_by = ActionState.OPEN, None, None, None
        item.reason = ""
        _fill(item, line)
        if was is not None and _owner(was) == _owner(line):
            item.owner_user_id, item.owner_contact_id = owner
        item.save()


def _move(actor: Actor, version: ReportVersion, item: ActionItem, to_on: date) -> None:
    ActionMove(
        action=item,
        from_on=item.due_on,
        to_on=to_on,
        reason=version.reason,
        moved_at=version.issued_at,
        moved_by_id=actor.user_id,
    ).save()
    item.due_on = to_on


def _drop(actor: Actor, version: ReportVersion, item: ActionItem, now: datetime) -> None:
    with _told(actor, item, "report.action_dropped", version):
        item.state, item.reason = ActionState.CANCELLED, version.reason
        item.ended_at, item.ended_on, item.ended_by_id = now, agency_today(now), actor.user_id
        item.save()


@contextmanager
def _told(actor: Actor, item: ActionItem, event: str, version: ReportVersion) -> Iterator[None]:
    with change(actor, item, event, note={"why": version.reason, "by_version": version.number}):
        yield


def _fill(item: ActionItem, line: ActionLine) -> None:
    item.text, item.side, item.project_id = line.text[:500], line.side.value, line.project_id
    item.owner_user_id, item.owner_contact_id = _owner(line)


def _owner(line: ActionLine) -> tuple[int | None, int | None]:
    is_user = line.owner_kind is OwnerKind.USER
    return (line.owner_id, None) if is_user else (None, line.owner_id)


def _due(line: ActionLine) -> date:
    if line.due_on is None:
        raise Refused("report.incomplete", problems=[])
    return line.due_on
