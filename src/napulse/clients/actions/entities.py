"""Companies of a client with their bank details: added, changed, deleted, brought back."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh, require_version, write
from napulse.clients.models import Client, LegalEntity
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.engines.kernel.bank import is_account, is_inn
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.requisites import is_kpp


@dataclass(frozen=True, slots=True)
class EntityData:
    """A company as it stands in the contract; numbers may have spaces."""

    name: str
    inn: str = ""
    bik: str = ""
    account: str = ""
    kpp: str = ""
    address: str = ""
    signatory: str = ""
    ground: str = ""

    @property
    def columns(self) -> dict[str, str]:
        texts = {"name", "address", "signatory", "ground"}
        return {
            key: value.strip() if key in texts else re.sub(r"\s", "", value)
            for key, value in asdict(self).items()
        }


@action(EDIT_CLIENTS)
def add_entity(actor: Actor, client: Client, *, data: EntityData) -> LegalEntity:
    fresh(client)
    _require_right(data.columns)
    entity = LegalEntity(client=client)
    with change(actor, entity, "entity.added"):
        write(entity, data.columns)
    return entity


@action(EDIT_CLIENTS)
def edit_entity(
    actor: Actor, entity: LegalEntity, *, data: EntityData, version: int | None
) -> LegalEntity:
    row = fresh(entity)
    require_version(row, version, data.columns)
    _require_right(data.columns)
    with change(actor, row, "entity.changed"):
        write(row, data.columns)
    return row


@action(EDIT_CLIENTS)
def delete_entity(actor: Actor, entity: LegalEntity, *, now: datetime) -> LegalEntity:
    row = fresh(entity)
    with change(actor, row, "entity.deleted"):
        write(row, {"deleted_at": now})
    return row


@action(EDIT_CLIENTS)
def restore_entity(actor: Actor, entity: LegalEntity) -> LegalEntity:
    row = fresh(entity, deleted=True)
    with change(actor, row, "entity.restored"):
        write(row, {"deleted_at": None})
    return row


def _require_right(columns: dict[str, str]) -> None:
    """Check digits must hold: a slip here would call a true letter false."""
    if not columns["name"]:
        raise Refused("entity.no_name")
    if columns["inn"] and not is_inn(columns["inn"]):
        raise Refused("entity.bad_inn")
    if columns["kpp"] and not is_kpp(columns["kpp"]):
        raise Refused("entity.bad_kpp")
    if columns["bik"] and not re.fullmatch(r"0[0-9]{8}", columns["bik"]):
        raise Refused("entity.bad_bik")
    if columns["account"] and not is_account(columns["account"], columns["bik"]):
        raise Refused("entity.bad_account" if columns["bik"] else "entity.bik_missing")
