"""What a contract pays for: agreed, changed, put away and brought back."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.actions.locking import fresh, require_version, write
from napulse.clients.models import Brand
from napulse.contracts.models import (
    CommissionBase,
    Contract,
    ContractState,
    Remuneration,
    RemunerationKind,
    RetainerChange,
    RetainerMove,
    RetainerPeriod,
    RetainerUnit,
)
from napulse.contracts.permissions import EDIT_CONTRACTS
from napulse.contracts.queries.retainers import CHANGED, MONTHS, as_on, changes_of
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.pricing.retainer import whole_period
from napulse.ledger.queries import money_rules

WHOLE_BP = 10_000
SHAPE = ("unit", "period", "prorate")
NEEDED = {
    RemunerationKind.RETAINER: ("granted", "amount_minor"),
    RemunerationKind.FIXED: ("amount_minor",),
    RemunerationKind.COMMISSION: ("percent_bp",),
    RemunerationKind.BONUS: ("amount_minor",),
    RemunerationKind.TIME: (),
}
OF_RETAINERS = {
    "granted": None,
    "carry_cap": None,
    "carry_periods": 0,
    "debt_limit": 0,
    "overage_rate_minor": None,
    "prorate": True,
    "unit": RetainerUnit.HOURS,
    "period": RetainerPeriod.MONTH,
}


@dataclass(frozen=True, slots=True)
class RemunerationData:
    """One way in which a contract pays; what its kind does not know is left out when stored."""

    kind: str
    title: str
    from_on: date
    to_on: date | None = None
    clause: str = ""
    brand: Brand | None = None
    project: Project | None = None
    amount_minor: int | None = None
    cap_minor: int | None = None
    percent_bp: int | None = None
    base: str = CommissionBase.GROSS
    unit: str = RetainerUnit.HOURS
    period: str = RetainerPeriod.MONTH
    granted: int | None = None
    carry_cap: int | None = None
    carry_periods: int | None = 0
    debt_limit: int = 0
    overage_rate_minor: int | None = None
    prorate: bool = True

    @property
    def columns(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in self.__slots__}
        if self.kind != RemunerationKind.RETAINER:
            found |= OF_RETAINERS
        if self.kind != RemunerationKind.TIME:
            found["cap_minor"] = None
        if self.kind not in (RemunerationKind.COMMISSION, RemunerationKind.BONUS):
            found["percent_bp"] = None
        if self.kind in (RemunerationKind.TIME, RemunerationKind.COMMISSION):
            found["amount_minor"] = None
        return found


@action(EDIT_CONTRACTS)
def add_remuneration(
    actor: Actor, contract: Contract, *, data: RemunerationData, version: int | None
) -> Remuneration:
    """Agree on one more way of paying. `version` is the contract's, so that none is added twice."""
    parent = fresh(contract)
    require_version(parent, version, {})
    row = Remuneration(client_id=parent.client_id, contract=parent)
    _require_sound(parent, data)
    with change(actor, row, "remuneration.added"):
        write(row, data.columns)
    with recording(Contract):
        parent.save()
    return row


@dataclass(frozen=True, slots=True)
class Since:
    """From which period on a changed policy holds, and when that was said."""

    on: date
    now: datetime


@action(EDIT_CONTRACTS)
def edit_remuneration(
    actor: Actor,
    remuneration: Remuneration,
    *,
    data: RemunerationData,
    version: int | None,
    since: Since | None = None,
) -> Remuneration:
    """Change what was agreed. Of a signed retainer hours, fee and carry-over change from a period
    on, so that what was granted and invoiced before stays; `since` its first day corrects it all.
    """
    row = fresh(remuneration)
    require_version(row, version, data.columns)
    _require_sound(row.contract, data)
    _require_moves_inside(row, data)
    is_signed = row.contract.state != ContractState.DRAFT
    later = None
    if is_signed and row.kind == data.kind == RemunerationKind.RETAINER:
        later = _of_policy(row, data, since)
        if later is not None:
            data = replace(data, **{name: getattr(row, name) for name in CHANGED})
    with change(actor, row, "remuneration.changed", note=_told(later)):
        if later is not None and later.granted:
            later.save()
        write(row, data.columns)
    return row


def _of_policy(
    row: Remuneration, data: RemunerationData, since: Since | None
) -> RetainerChange | None:
    """The change that is to be stored; one without a grant stands for none, None for a correction
    of the retainer itself.
    """
    changes = changes_of([row]).get(row.pk, [])
    shown = as_on(row, changes, date.max)
    same_shape = all(getattr(data, name) == getattr(row, name) for name in SHAPE)
    if same_shape and all(getattr(data, name) == getattr(shown, name) for name in CHANGED):
        return RetainerChange(granted=0)
    if since is None:
        raise Refused("remuneration.since_when")
    if since.on <= row.from_on:
        if changes:
            raise Refused("remuneration.has_changed", on=changes[0].from_on)
        return None
    first, _after = whole_period(since.on, MONTHS[RetainerPeriod(row.period)])
    if not same_shape:
        raise Refused("remuneration.another_shape")
    if since.on != first or (changes and since.on < changes[-1].from_on):
        earliest = max([first, *(each.from_on for each in changes)])
        raise Refused("remuneration.not_a_period", on=earliest)
    known = next((each for each in changes if each.from_on == since.on), None)
    found = known or RetainerChange(remuneration=row, from_on=since.on)
    for name in CHANGED:
        setattr(found, name, getattr(data, name))
    found.recorded_at = since.now
    return found


def _told(later: RetainerChange | None) -> dict[str, Any]:
    if later is None or not later.granted:
        return {}
    said = {name: getattr(later, name) for name in CHANGED}
    return {"from_on": later.from_on.isoformat(), **said}


def _require_sound(contract: Contract, data: RemunerationData) -> None:
    for theirs in (data.brand, data.project):
        if theirs is not None and theirs.client_id != contract.client_id:
            raise Missing(type(theirs).__name__.lower())
    for name in NEEDED[RemunerationKind(data.kind)]:
        if not getattr(data, name):
            raise Refused(f"remuneration.no_{name}")
    _require_days(contract, data)
    if data.kind == RemunerationKind.COMMISSION:
        _require_share(data)
    is_money = data.kind == RemunerationKind.RETAINER and data.unit == RetainerUnit.MONEY
    if is_money and contract.currency != money_rules().base_currency:
        raise Refused("remuneration.money_in_another_currency", currency=contract.currency)


def _require_days(contract: Contract, data: RemunerationData) -> None:
    if data.to_on and data.to_on < data.from_on:
        raise Refused("remuneration.ends_before_it_begins")
    if data.from_on < contract.from_on:
        raise Refused("remuneration.before_the_contract")


def _require_share(data: RemunerationData) -> None:
    """Of gross something must be left for the media; on net a share may be any."""
    if data.base == CommissionBase.GROSS and (data.percent_bp or 0) >= WHOLE_BP:
        raise Refused("remuneration.all_of_gross")


def _require_moves_inside(row: Remuneration, data: RemunerationData) -> None:
    """A day that something was moved on stays inside, and its unit stays what was moved."""
    moved = RetainerMove.objects.filter(Q(remuneration=row) | Q(other=row), undone_at=None)
    if not moved.exists():
        return
    after = data.to_on or date.max
    if data.kind != row.kind or data.unit != row.unit:
        raise Refused("remuneration.has_moves")
    if moved.exclude(on__range=(data.from_on, after)).exists():
        raise Refused("remuneration.moves_outside")


@action(EDIT_CONTRACTS)
def delete_remuneration(actor: Actor, remuneration: Remuneration, *, now: datetime) -> Remuneration:
    row = fresh(remuneration)
    if RetainerMove.objects.filter(Q(remuneration=row) | Q(other=row), undone_at=None).exists():
        raise Refused("remuneration.has_moves")
    with change(actor, row, "remuneration.deleted"):
        write(row, {"deleted_at": now})
    return row


@action(EDIT_CONTRACTS)
def restore_remuneration(actor: Actor, remuneration: Remuneration) -> Remuneration:
    row = fresh(remuneration, deleted=True)
    with change(actor, row, "remuneration.restored"):
        write(row, {"deleted_at": None})
    return row
