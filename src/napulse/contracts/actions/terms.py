"""Terms of a contract and its amendments: said while it is a draft, amended once it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh, require_version
from napulse.contracts.models import Amendment, Contract, ContractState, Term, TermKey
from napulse.contracts.permissions import APPROVE_CONTRACTS, EDIT_CONTRACTS
from napulse.engines.kernel.errors import Missing, Refused

WHOLE_BP = 10_000
SHARES = {
    TermKey.RATE_DISCOUNT,
    TermKey.LATE_FEE,
    TermKey.LATE_FEE_MOST,
    TermKey.PREPAYMENT,
}


@dataclass(frozen=True, slots=True)
class TermData:
    """What is said of a matter, and in which clause; from the contract's first day unless told."""

    key: str
    clause: str
    value: int | None = None
    text: str = ""
    from_on: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def require_sound(self) -> None:
        if self.key == TermKey.OTHER and not self.text:
            raise Refused("term.no_words")
        if self.key != TermKey.OTHER and self.value is None:
            raise Refused("term.no_value")
        if self.value is not None and self.value < 0:
            raise Refused("term.negative")
        if self.key in SHARES and (self.value or 0) > WHOLE_BP:
            raise Refused("term.above_the_whole")


@dataclass(frozen=True, slots=True)
class AmendmentData:
    """An amendment with what it says; `to_on` is the day to which it prolongs."""

    number: str
    signed_on: date
    from_on: date
    to_on: date | None = None
    about: str = ""
    terms: Sequence[TermData] = ()


@action(EDIT_CONTRACTS)
def add_term(actor: Actor, contract: Contract, *, data: TermData, version: int | None) -> Term:
    """A term of the contract itself. `version` is the contract's: two writers do not pass by."""
    row = _draft(contract, version)
    data.require_sound()
    term = Term(contract=row, position=row.terms.count())
    with change(actor, row, "contract.term_added", note={"term": _told(data)}):
        _fill(term, data, row.from_on)
        row.save()
    return term


@action(EDIT_CONTRACTS)
def edit_term(actor: Actor, term: Term, *, data: TermData, version: int | None) -> Term:
    row = _draft(term.contract, version)
    data.require_sound()
    stored = Term.objects.filter(pk=term.pk, amendment=None).first()
    if stored is None:
        raise Missing("term")
    with change(actor, row, "contract.term_changed", note={"term": _told(data)}):
        _fill(stored, data, row.from_on)
        row.save()
    return stored


@action(EDIT_CONTRACTS)
def remove_term(actor: Actor, term: Term) -> dict[str, Any]:
    """Take a term out of a draft; what it held is returned, for putting it back."""
    row = _draft(term.contract, None)
    stored = Term.objects.filter(pk=term.pk, amendment=None).first()
    if stored is None:
        raise Missing("term")
    names = ("key", "value", "text", "clause", "position")
    held = {name: getattr(stored, name) for name in names}
    held["from_on"] = stored.from_on.isoformat()
    with change(actor, row, "contract.term_removed", note={"term": held}):
        stored.delete()
        row.save()
    return held


@action(EDIT_CONTRACTS)
def restore_term(actor: Actor, contract: Contract, *, held: dict[str, Any]) -> Term:
    """Put a removed term back where it stood, once."""
    row = _draft(contract, None)
    values = held | {"from_on": date.fromisoformat(held["from_on"])}
    if row.terms.filter(amendment=None, **values).exists():
        raise Refused("term.is_back")
    with change(actor, row, "contract.term_added", note={"term": held}):
        term = Term(contract=row, **values)
        term.save()
        row.save()
    return term


def _draft(contract: Contract, version: int | None) -> Contract:
    row = fresh(contract)
    require_version(row, version, {})
    if row.state != ContractState.DRAFT:
        raise Refused("contract.signed")
    return row


def _fill(term: Term, data: TermData, from_on: date) -> None:
    for name, value in data.columns.items():
        setattr(term, name, value)
    term.from_on = data.from_on or from_on
    term.save()


def _told(data: TermData) -> dict[str, Any]:
    told = data.columns
    return told | {"from_on": data.from_on.isoformat() if data.from_on else None}


@action(APPROVE_CONTRACTS)
def add_amendment(
    actor: Actor, contract: Contract, *, data: AmendmentData, version: int | None, now: datetime
) -> Amendment:
    """Record a signed amendment with its terms. It is never edited: a wrong one is revoked."""
    row = fresh(contract)
    require_version(row, version, {})
    _require_amendable(row, data)
    amendment = Amendment(
        contract=row,
        number=data.number,
        signed_on=data.signed_on,
        from_on=data.from_on,
        to_on=data.to_on,
        about=data.about,
        recorded_at=now,
    )
    said = [_told(each) for each in data.terms]
    with change(actor, row, "contract.amended", note={"number": data.number, "terms": said}):
        amendment.save()
        for position, each in enumerate(data.terms):
            _fill(Term(contract=row, amendment=amendment, position=position), each, data.from_on)
        row.save()
    return amendment


def _require_amendable(row: Contract, data: AmendmentData) -> None:
    if row.state != ContractState.SIGNED:
        raise Refused("amendment.contract_not_signed")
    if data.from_on < row.from_on:
        raise Refused("amendment.before_the_contract")
    if data.to_on and data.to_on < data.from_on:
        raise Refused("amendment.ends_before_it_begins")
    if not data.terms and not data.to_on:
        raise Refused("amendment.says_nothing")
    if row.amendments.filter(number=data.number, revoked_at=None).exists():
        raise Refused("amendment.number_taken", number=data.number)
    for each in data.terms:
        each.require_sound()


@action(APPROVE_CONTRACTS)
def revoke_amendment(actor: Actor, amendment: Amendment, *, now: datetime) -> Amendment:
    """It does not count from now on; what was known before stays known."""
    row, stored = _locked(amendment)
    if stored.revoked_at is not None:
        raise Refused("amendment.revoked_before")
    with change(actor, row, "contract.amendment_revoked", note={"number": stored.number}):
        stored.revoked_at = now
        stored.save()
        row.save()
    return stored


@action(APPROVE_CONTRACTS)
def restore_amendment(actor: Actor, amendment: Amendment) -> Amendment:
    row, stored = _locked(amendment)
    if stored.revoked_at is None:
        raise Refused("amendment.not_revoked")
    if row.amendments.filter(number=stored.number, revoked_at=None).exists():
        raise Refused("amendment.number_taken", number=stored.number)
    with change(actor, row, "contract.amendment_restored", note={"number": stored.number}):
        stored.revoked_at = None
        stored.save()
        row.save()
    return stored


def _locked(amendment: Amendment) -> tuple[Contract, Amendment]:
    row = fresh(amendment.contract)
    stored: Amendment = Amendment.objects.get(pk=amendment.pk)
    return row, stored
