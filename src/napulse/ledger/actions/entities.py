"""Own companies, their accounts and tax regimes: added, changed, put away, brought back."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.engines.kernel.bank import is_inn
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.pricing.requisites import is_bik, is_swift
from napulse.ledger.actions.locking import held, put
from napulse.ledger.models import BankAccount, EntityRegime, OwnEntity
from napulse.ledger.permissions import EDIT_MONEY_SETUP


@dataclass(frozen=True, slots=True)
class EntityData:
    """A company as its papers have it."""

    name: str
    name_en: str = ""
    country: str = "RU"
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    address: str = ""
    address_en: str = ""
    director_title: str = ""
    director_name: str = ""
    accountant_name: str = ""
    prefix: str = ""
    currency: str = "RUB"
    is_main: bool = False

    @property
    def columns(self) -> dict[str, object]:
        bare = {"inn", "kpp", "ogrn", "country", "currency"}
        return {
            name: "".join(value.split()) if name in bare else value.strip()
            if isinstance(value, str) else value
            for name, value in asdict(self).items()
        }  # fmt: skip


@action(EDIT_MONEY_SETUP)
def add_entity(actor: Actor, *, data: EntityData) -> OwnEntity:
    """A new own company; the first is the usual one whatever was said."""
    entity = OwnEntity()
    _require_right(entity, data)
    with change(actor, entity, "own_entity.added"):
        _put(entity, data)
    return entity


@action(EDIT_MONEY_SETUP)
def edit_entity(
    actor: Actor, entity: OwnEntity, *, data: EntityData, version: int | None
) -> OwnEntity:
    row = held(entity, version)
    _require_right(row, data)
    with change(actor, row, "own_entity.changed"):
        _put(row, data)
    return row


def _require_right(entity: OwnEntity, data: EntityData) -> None:
    """What cannot be is refused; what only may be wrong is told on the page (`warnings_of`)."""
    said = data.columns
    if not said["name"]:
        raise Refused("own_entity.no_name")
    same = OwnEntity.objects.filter(name=said["name"], archived_at=None).exclude(pk=entity.pk)
    if same.exists():
        raise Refused("own_entity.name_taken")
    if said["inn"] and said["country"] == "RU" and not is_inn(str(said["inn"])):
        raise Refused("own_entity.bad_inn")


def _put(row: OwnEntity, data: EntityData) -> None:
    """One company is the usual one: to make it another takes it from the last."""
    others = OwnEntity.objects.filter(is_main=True).exclude(pk=row.pk)
    is_main = data.is_main or not others.exists()
    if is_main:
        for other in others:
            put(other, {"is_main": False})
    put(row, data.columns | {"is_main": is_main})


@action(EDIT_MONEY_SETUP)
def archive_entity(actor: Actor, entity: OwnEntity, *, now: datetime) -> OwnEntity:
    """Put away: it issues nothing any more; what it issued stays."""
    row = held(entity)
    others = OwnEntity.objects.filter(archived_at=None).exclude(pk=row.pk)
    if row.archived_at is None and not others.exists():
        raise Refused("own_entity.last")
    if row.archived_at is None:
        with change(actor, row, "own_entity.archived"):
            put(row, {"archived_at": now, "is_main": False})
            heir = others.order_by("-is_main", "pk").first()
            if heir is not None and not heir.is_main:
                put(heir, {"is_main": True})
    return row


@action(EDIT_MONEY_SETUP)
def restore_entity(actor: Actor, entity: OwnEntity) -> OwnEntity:
    row = held(entity)
    if row.archived_at is not None:
        with change(actor, row, "own_entity.restored"):
            put(row, {"archived_at": None})
    return row


@action(EDIT_MONEY_SETUP)
def found_first_entity(actor: Actor, *, name: str) -> OwnEntity | None:
    """The company that a new agency begins with, called like it; nothing where there is one."""
    if OwnEntity.objects.exists() or not name.strip():
        return None
    entity = OwnEntity(name=name.strip()[:200], is_main=True)
    with change(actor, entity, "own_entity.added"):
        entity.save()
    return entity


@dataclass(frozen=True, slots=True)
class AccountData:
    """An account at a bank; blanks between groups of digits are left out."""

    bank: str
    bik: str
    number: str
    correspondent: str = ""
    currency: str = "RUB"
    is_main: bool = True

    @property
    def columns(self) -> dict[str, object]:
        bare = {"bik", "number", "correspondent", "currency"}
        told = {
            name: "".join(value.split()).upper() for name, value in asdict(self).items()
            if name in bare
        }  # fmt: skip
        return told | {"bank": self.bank.strip(), "is_main": self.is_main}


@action(EDIT_MONEY_SETUP)
def add_account(actor: Actor, entity: OwnEntity, *, data: AccountData) -> BankAccount:
    row = held(entity)
    account = BankAccount(entity=row)
    _require_account(account, data)
    with change(actor, row, "bank_account.added", note={"account": str(data.columns["number"])}):
        _put_account(account, data)
    return account


@action(EDIT_MONEY_SETUP)
def edit_account(
    actor: Actor, account: BankAccount, *, data: AccountData, version: int | None
) -> BankAccount:
    row = held(account, version)
    _require_account(row, data)
    with change(actor, row.entity, "bank_account.changed", note={"account": row.number}):
        _put_account(row, data)
    return row


def _require_account(account: BankAccount, data: AccountData) -> None:
    said = data.columns
    bik, number = str(said["bik"]), str(said["number"])
    same = BankAccount.objects.filter(number=number, bik=bik).exclude(pk=account.pk)
    if same.exists():
        raise Refused("account.taken")
    if not (is_bik(bik) or is_swift(bik)):
        raise Refused("account.bad_bik")


def _put_account(row: BankAccount, data: AccountData) -> None:
    """One account of a company and currency is printed on invoices."""
    if data.is_main:
        same = BankAccount.objects.filter(
            entity=row.entity, currency=data.columns["currency"], is_main=True
        )
        for other in same.exclude(pk=row.pk):
            put(other, {"is_main": False})
    put(row, data.columns)


@action(EDIT_MONEY_SETUP)
def close_account(actor: Actor, account: BankAccount, *, on: date) -> BankAccount:
    row = held(account)
    if row.closed_on is None:
        with change(actor, row.entity, "bank_account.closed", note={"account": row.number}):
            put(row, {"closed_on": on, "is_main": False})
    return row


@action(EDIT_MONEY_SETUP)
def reopen_account(actor: Actor, account: BankAccount) -> BankAccount:
    row = held(account)
    if row.closed_on is not None:
        with change(actor, row.entity, "bank_account.reopened", note={"account": row.number}):
            put(row, {"closed_on": None})
    return row


@action(EDIT_MONEY_SETUP)
def set_regime(actor: Actor, entity: OwnEntity, *, regime: str, from_on: date) -> EntityRegime:
    """How the company is taxed from a day on; what was said for that day before is replaced."""
    row = held(entity)
    known = EntityRegime.objects.filter(entity=row, from_on=from_on).first()
    found: EntityRegime = known or EntityRegime(entity=row, from_on=from_on)
    if found.regime != regime:
        note = {"regime": regime, "from": from_on}
        with change(actor, row, "regime.set", note=note):
            found.regime = regime
            found.save()
    return found


@action(EDIT_MONEY_SETUP)
def remove_regime(actor: Actor, entity: OwnEntity, *, from_on: date) -> str:
    """What was in force before that day is in force again; says what was removed."""
    row = held(entity)
    found = EntityRegime.objects.filter(entity=row, from_on=from_on).first()
    if found is None:
        raise Missing("regime")
    regime = str(found.regime)
    with (
        change(actor, row, "regime.removed", note={"regime": regime, "from": from_on}),
        recording(EntityRegime),
    ):
        found.delete()
    return regime
