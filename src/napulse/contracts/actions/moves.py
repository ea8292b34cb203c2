"""What a hand moves on a retainer: transfers between brands, and corrections with a reason."""

from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh, require_version
from napulse.contracts.models import (
    Contract,
    ContractState,
    Remuneration,
    RemunerationKind,
    RetainerMove,
    RetainerMoveKind,
)
from napulse.contracts.permissions import APPROVE_CONTRACTS
from napulse.contracts.queries.retainers import ends_of, retainer_balance
from napulse.engines.kernel.errors import Missing, Refused
from napulse.people.queries import agency_today


@dataclass(frozen=True, slots=True)
class MoveData:
    """How much of it, on which day, why, and for a transfer to which retainer."""

    amount: int
    on: date
    reason: str
    to: Remuneration | None = None


@action(APPROVE_CONTRACTS)
def transfer(
    actor: Actor,
    remuneration: Remuneration,
    *,
    data: MoveData,
    version: int | None,
    now: datetime,
) -> RetainerMove:
    """Give what is left to another retainer of the client; it counts there from the same day."""
    contract, other = _locked(remuneration, version), data.to
    if (
        other is None
        or other.client_id != remuneration.client_id
        or other.kind != RemunerationKind.RETAINER
    ):
        raise Missing("retainer")
    if other.pk == remuneration.pk:
        raise Refused("move.to_itself")
    if other.unit != remuneration.unit:
        raise Refused("move.another_unit")
    if data.amount <= 0:
        raise Refused("move.nothing")
    for each in (remuneration, other):
        _require_inside(each, data.on)
    _require_left(remuneration, data.on, data.amount, now)
    move = RetainerMove(other=other, kind=RetainerMoveKind.TRANSFER)
    note = {"to": other.title, "amount": data.amount, "reason": data.reason}
    with change(actor, contract, "retainer.transferred", note=note):
        return _moved(actor, move, remuneration, data, now)


@action(APPROVE_CONTRACTS)
def correct(
    actor: Actor,
    remuneration: Remuneration,
    *,
    data: MoveData,
    version: int | None,
    now: datetime,
) -> RetainerMove:
    """Add to the balance, or take from it with a minus, for a reason that is told."""
    contract = _locked(remuneration, version)
    if not data.amount:
        raise Refused("move.nothing")
    _require_inside(remuneration, data.on)
    if data.amount < 0:
        _require_left(remuneration, data.on, -data.amount, now)
    move = RetainerMove(kind=RetainerMoveKind.CORRECTION)
    note = {"amount": data.amount, "reason": data.reason}
    with change(actor, contract, "retainer.corrected", note=note):
        return _moved(actor, move, remuneration, data, now)


def _moved(
    actor: Actor, move: RetainerMove, row: Remuneration, data: MoveData, now: datetime
) -> RetainerMove:
    move.remuneration, move.on, move.amount, move.reason = row, data.on, data.amount, data.reason
    move.made_by, move.recorded_at = User.objects.get(pk=actor.own_id), now
    move.save()
    row.contract.save()
    return move


def _locked(remuneration: Remuneration, version: int | None) -> Contract:
    """The contract, which all moves of its retainers take turns at."""
    contract = fresh(remuneration.contract)
    require_version(contract, version, {})
    if contract.state == ContractState.DRAFT:
        raise Refused("move.contract_not_signed")
    remuneration.contract = contract
    return contract


def _require_inside(row: Remuneration, on: date) -> None:
    end = ends_of([row], on)[row.pk]
    if on < row.from_on or (end is not None and on > end):
        raise Refused("move.outside", title=row.title)


def _require_left(row: Remuneration, on: date, amount: int, now: datetime) -> None:
    """So much is left on the day, and has not been used since."""
    today = agency_today(now)
    left = min(retainer_balance(row, day).left for day in {on, max(on, today)})
    if left < amount:
        raise Refused("move.not_left", left=max(left, 0), unit=row.unit)


@action(APPROVE_CONTRACTS)
def undo_move(actor: Actor, move: RetainerMove, *, now: datetime) -> RetainerMove:
    contract = fresh(move.remuneration.contract)
    stored: RetainerMove = RetainerMove.objects.select_for_update().get(pk=move.pk)
    if stored.undone_at is not None:
        raise Refused("move.undone_before")
    with change(actor, contract, "retainer.move_undone", note={"reason": stored.reason}):
        stored.undone_at = now
        stored.save()
        contract.save()
    return stored


@action(APPROVE_CONTRACTS)
def redo_move(actor: Actor, move: RetainerMove) -> RetainerMove:
    contract = fresh(move.remuneration.contract)
    stored: RetainerMove = RetainerMove.objects.select_for_update().get(pk=move.pk)
    if stored.undone_at is None:
        raise Refused("move.not_undone")
    with change(actor, contract, "retainer.move_redone", note={"reason": stored.reason}):
        stored.undone_at = None
        stored.save()
        contract.save()
    return stored
