"""Contracts: drafted, signed, ended, put away, and every one of these taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh, require_version, write
from napulse.clients.models import Client, Contact, LegalEntity
from napulse.contracts.models import Contract, ContractKind, ContractState
from napulse.contracts.permissions import APPROVE_CONTRACTS, EDIT_CONTRACTS
from napulse.engines.kernel.errors import Missing, Refused
from napulse.ledger.models import OwnEntity


@dataclass(frozen=True, slots=True)
class ContractData:
    """What a contract says of itself; `parent` is the master contract of an annex."""

    number: str
    entity: OwnEntity
    from_on: date
    kind: str = ContractKind.SINGLE
    parent: Contract | None = None
    title: str = ""
    client_entity: LegalEntity | None = None
    currency: str = "RUB"
    to_on: date | None = None
    owner: User | None = None
    our_signatory: str = ""
    client_signatory: Contact | None = None
    remind_days: int = 60
    note: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@action(EDIT_CONTRACTS)
def create_contract(
    actor: Actor, client: Client, *, data: ContractData, submit_key: str | None = None
) -> Contract:
    """Draft a contract; the same form sent twice drafts one."""
    fresh(client)
    known = Contract.objects.filter(submit_key=submit_key or "").first()
    if known is not None:
        if known.client_id != client.pk:
            raise Refused("form.sent_before")
        return known
    contract = Contract(client=client, submit_key=submit_key or None)
    _require_sound(contract, data)
    with change(actor, contract, "contract.drafted"):
        write(contract, data.columns)
    return contract


@action(EDIT_CONTRACTS)
def edit_contract(
    actor: Actor, contract: Contract, *, data: ContractData, version: int | None
) -> Contract:
    """Change what a contract says of itself; its dates and parties only while it is a draft."""
    row = fresh(contract)
    require_version(row, version, data.columns)
    _require_sound(row, data)
    if row.state != ContractState.DRAFT:
        _require_unchanged(row, data)
    with change(actor, row, "contract.changed"):
        write(row, data.columns)
    return row


def _require_unchanged(row: Contract, data: ContractData) -> None:
    """What was signed is changed by an amendment."""
    frozen = ("from_on", "to_on", "currency", "kind", "parent_id", "entity_id", "client_entity_id")
    wanted = data.columns | {
        "parent_id": data.parent.pk if data.parent else None,
        "entity_id": data.entity.pk,
        "client_entity_id": data.client_entity.pk if data.client_entity else None,
    }
    if any(getattr(row, name) != wanted[name] for name in frozen):
        raise Refused("contract.signed")


def _require_sound(row: Contract, data: ContractData) -> None:
    if data.to_on and data.to_on < data.from_on:
        raise Refused("contract.ends_before_it_begins")
    for theirs in (data.client_entity, data.client_signatory, data.parent):
        if theirs is not None and theirs.client_id != row.client_id:
            raise Missing(type(theirs).__name__.lower())
    if data.parent is not None and data.parent.kind != ContractKind.MASTER:
        raise Refused("contract.parent_is_no_master")
    if (data.kind == ContractKind.ANNEX) != (data.parent is not None):
        raise Refused("contract.annex_has_a_master")
    same = Contract.objects.filter(
        client_id=row.client_id, number=data.number, parent=data.parent, deleted_at=None
    )
    if same.exclude(pk=row.pk).exists():
        raise Refused("contract.number_taken", number=data.number)


@action(APPROVE_CONTRACTS)
def sign_contract(
    actor: Actor, contract: Contract, *, signed_on: date, version: int | None
) -> Contract:
    """Both sides have signed: from now on its terms change by amendments."""
    row = fresh(contract)
    require_version(row, version, {"signed_on": signed_on})
    if row.state != ContractState.DRAFT:
        raise Refused("contract.signed_before")
    with change(actor, row, "contract.signed"):
        write(row, {"state": ContractState.SIGNED, "signed_on": signed_on})
    return row


@action(APPROVE_CONTRACTS)
def unsign_contract(actor: Actor, contract: Contract) -> Contract:
    """Recorded as signed by mistake: a draft again, unless amendments lean on it."""
    row = fresh(contract)
    if row.state != ContractState.SIGNED:
        raise Refused("contract.not_signed")
    if row.amendments.filter(revoked_at=None).exists():
        raise Refused("contract.has_amendments")
    with change(actor, row, "contract.unsigned"):
        write(row, {"state": ContractState.DRAFT, "signed_on": None})
    return row


@action(APPROVE_CONTRACTS)
def end_contract(
    actor: Actor, contract: Contract, *, ended_on: date, reason: str, version: int | None
) -> Contract:
    """End it on a day, whatever it and its amendments said of its last day."""
    row = fresh(contract)
    require_version(row, version, {"to_on": ended_on})
    if row.state != ContractState.SIGNED:
        raise Refused("contract.not_signed")
    if ended_on < row.from_on:
        raise Refused("contract.ends_before_it_begins")
    with change(actor, row, "contract.ended", note={"reason": reason}):
        write(row, {"state": ContractState.ENDED, "to_on": ended_on})
    return row


@action(APPROVE_CONTRACTS)
def reopen_contract(actor: Actor, contract: Contract, *, to_on: date | None) -> Contract:
    """It was not ended after all; `to_on` is the last day that it had before."""
    row = fresh(contract)
    if row.state != ContractState.ENDED:
        raise Refused("contract.not_ended")
    with change(actor, row, "contract.reopened"):
        write(row, {"state": ContractState.SIGNED, "to_on": to_on})
    return row


@action(EDIT_CONTRACTS)
def delete_contract(actor: Actor, contract: Contract, *, now: datetime) -> Contract:
    """Put a draft away. What was signed stays for ever."""
    row = fresh(contract)
    if row.state != ContractState.DRAFT:
        raise Refused("contract.signed_stays")
    if row.annexes.filter(deleted_at=None).exists():
        raise Refused("contract.has_annexes")
    with change(actor, row, "contract.deleted"):
        write(row, {"deleted_at": now})
    return row


@action(EDIT_CONTRACTS)
def restore_contract(actor: Actor, contract: Contract) -> Contract:
    row = fresh(contract, deleted=True)
    with change(actor, row, "contract.restored"):
        write(row, {"deleted_at": None})
    return row
