"""How an action ends, moves or changes hands, alone or with others, and how that is undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import require_scope
from napulse.clients.models import Contact
from napulse.engines.kernel.errors import Missing, Refused
from napulse.people.queries import agency_today
from napulse.service.actions.notices import Note, notify
from napulse.service.models import ActionItem, ActionMove, ActionState, Side
from napulse.service.permissions import EDIT_ACTIONS

MOST_AT_ONCE = 100
UNDONE_COLUMNS = (
    "state",
    "ended_at",
    "ended_on",
    "ended_by_id",
    "reason",
    "due_on",
    "owner_user_id",
    "owner_contact_id",
)

Before = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back: id, the version that the act left, and what the columns held before it."""

    rows: tuple[tuple[int, int, Before], ...]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is to do it: one of us, or a contact person of the client."""

    user_id: int | None = None
    contact_id: int | None = None


@action(EDIT_ACTIONS)
def complete_actions(actor: Actor, items: Sequence[ActionItem], *, now: datetime) -> Undo:
    """Done. Those that have ended already are left as they are."""
    done: list[tuple[ActionItem, Before]] = []
    for item in _open(actor, items):
        before = _columns(item)
        with change(actor, item, "action.completed"):
            _end(actor, item, ActionState.DONE, now)
        done.append((item, before))
    return _undo(done)


@action(EDIT_ACTIONS)
def complete_action(actor: Actor, item: ActionItem, *, now: datetime) -> Undo:
    return complete_actions(actor, [item], now=now)


@action(EDIT_ACTIONS)
def cancel_action(actor: Actor, item: ActionItem, *, reason: str, now: datetime) -> Undo:
    """Nobody will do it, and the reason says why."""
    said = _reason(reason)
    (item,) = _open(actor, [item])
    before = _columns(item)
    with change(actor, item, "action.cancelled"):
        item.reason = said
        _end(actor, item, ActionState.CANCELLED, now)
    return _undo([(item, before)])


@action(EDIT_ACTIONS)
def reopen_action(actor: Actor, item: ActionItem, *, now: datetime) -> ActionItem:
    """Ended by mistake: open again, with the date it had."""
    (item,) = _locked(actor, [item])
    if item.state == ActionState.OPEN:
        raise Refused("action.is_open")
    with change(actor, item, "action.reopened"):
        item.state, item.reason = ActionState.OPEN, ""
        item.ended_at, item.ended_on, item.ended_by = None, None, None
        item.save()
    return item


@action(EDIT_ACTIONS)
def move_actions(
    actor: Actor, items: Sequence[ActionItem], *, to_on: date, reason: str, now: datetime
) -> Undo:
    """Another date, with a reason; the first promise stays beside it."""
    said = _reason(reason)
    if to_on < agency_today(now):
        raise Refused("action.date_passed")
    moving = [item for item in _open(actor, items) if item.due_on != to_on]
    if not moving:
        raise Refused("action.same_date")
    done = []
    for item in moving:
        before = _columns(item)
        with change(actor, item, "action.moved", note={"why": said}):
            _move(actor, item, to_on, said, now)
        done.append((item, before))
    return _undo(done)


@action(EDIT_ACTIONS)
def move_action(actor: Actor, item: ActionItem, *, to_on: date, reason: str, now: datetime) -> Undo:
    return move_actions(actor, [item], to_on=to_on, reason=reason, now=now)


@action(EDIT_ACTIONS)
def reassign_actions(
    actor: Actor, items: Sequence[ActionItem], *, owner: Owner, now: datetime
) -> Undo:
    """Another person of the same side does it, and is told."""
    done = []
    for item in _open(actor, items):
        user_id, contact_id = _owner_for(item, owner)
        if (user_id, contact_id) == (item.owner_user_id, item.owner_contact_id):
            continue
        before = _columns(item)
        with change(actor, item, "action.reassigned"):
            item.owner_user_id, item.owner_contact_id = user_id, contact_id
            item.save()
        _tell_owner(actor, item, now)
        done.append((item, before))
    if not done:
        raise Refused("action.same_owner")
    return _undo(done)


@action(EDIT_ACTIONS)
def reassign_action(actor: Actor, item: ActionItem, *, owner: Owner, now: datetime) -> Undo:
    return reassign_actions(actor, [item], owner=owner, now=now)


@action(EDIT_ACTIONS)
def undo_actions(actor: Actor, undo: Undo) -> int:
    """Put every row back as it was; refused when somebody has changed one of them since."""
    found = {item.pk: item for item in _stored([pk for pk, _v, _b in undo.rows])}
    given_away = {pk for pk, _v, before in undo.rows if before["owner_user_id"] == actor.own_id}
    require_scope(actor, [item for item in found.values() if item.pk not in given_away])
    for pk, version, _before in undo.rows:
        if found[pk].version != version:
            raise Refused("action.changed_since")
    for pk, _version, before in undo.rows:
        _put_back(actor, found[pk], before)
    return len(undo.rows)


def _put_back(actor: Actor, item: ActionItem, before: Before) -> None:
    with change(actor, item, "action.undone"):
        if _typed("due_on", before["due_on"]) != item.due_on:
            last = ActionMove.objects.filter(action=item).order_by("-pk").first()
            if last is not None:
                last.delete()
        for name in UNDONE_COLUMNS:
            setattr(item, name, _typed(name, before[name]))
        item.save()


def _typed(name: str, value: Any) -> Any:
    """A column's value as it came back from a signed link: dates are texts there."""
    field: Any = ActionItem._meta.get_field(name.removesuffix("_id"))
    return value if field.is_relation else field.to_python(value)


def _columns(item: ActionItem) -> Before:
    return {name: getattr(item, name) for name in UNDONE_COLUMNS}


def _undo(done: Iterable[tuple[ActionItem, Before]]) -> Undo:
    return Undo(tuple((item.pk, item.version, before) for item, before in done))


def _end(actor: Actor, item: ActionItem, state: ActionState, now: datetime) -> None:
    item.state, item.ended_at, item.ended_on = state, now, agency_today(now)
    item.ended_by_id = actor.user_id
    item.save()


def _move(actor: Actor, item: ActionItem, to_on: date, reason: str, now: datetime) -> None:
    ActionMove(
        action=item,
        from_on=item.due_on,
        to_on=to_on,
        reason=reason,
        moved_at=now,
        moved_by_id=actor.user_id,
    ).save()
    item.due_on = to_on
    item.save()


def _reason(said: str) -> str:
    if not said.strip():
        raise Refused("action.reason_missing")
    return said.strip()[:300]


def _owner_for(item: ActionItem, owner: Owner) -> tuple[int | None, int | None]:
    if item.side == Side.CLIENT:
        there = Contact.objects.filter(
            pk=owner.contact_id or 0, client_id=item.client_id, deleted_at=None, erased_at=None
        )
        if not there.exists():
            raise Refused("action.owner_not_at_client")
        return None, owner.contact_id
    if not User.objects.filter(pk=owner.user_id or 0, is_active=True).exists():
        raise Refused("action.owner_unknown")
    return owner.user_id, None


def _tell_owner(actor: Actor, item: ActionItem, now: datetime) -> None:
    if item.owner_user_id is None or item.owner_user_id == actor.user_id:
        return
    values: dict[str, str | int] = {
        "what": item.text,
        "client": item.client.name,
        "who": actor.name,
        "due": item.due_on.isoformat(),
    }
    note = Note(
        "action_assigned",
        f"assigned:{item.pk}:{item.version}",
        item.get_absolute_url(),
        item.client_id,
        values,
    )
    notify([item.owner_user_id], note, now=now)


def _open(actor: Actor, items: Sequence[ActionItem]) -> list[ActionItem]:
    found = [item for item in _locked(actor, items) if item.state == ActionState.OPEN]
    if not found:
        raise Refused("action.already_ended")
    return found


def _locked(actor: Actor, items: Sequence[ActionItem]) -> list[ActionItem]:
    """The rows as stored now, each within the actor's reach; otherwise none is touched."""
    found = _stored([item.pk for item in items])
    require_scope(actor, found)
    return found


def _stored(ids: Sequence[int]) -> list[ActionItem]:
    if len(ids) > MOST_AT_ONCE:
        raise Refused("action.too_many", most=MOST_AT_ONCE)
    rows = ActionItem.objects.select_for_update(of=("self",)).select_related("client")
    found = list(rows.filter(pk__in=ids, deleted_at=None).order_by("pk"))
    if len(found) != len(set(ids)):
        raise Missing("action")
    return found
