"""Contracts as the actor may see them, and what they say on any day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Client, Contact, LegalEntity
from napulse.clients.rows import SeenQuerySet
from napulse.contracts.models import Amendment, Contract, ContractKind, ContractState, Term
from napulse.engines.kernel.errors import Missing
from napulse.engines.pricing.terms import (
    Amended,
    Chain,
    InForce,
    Said,
    end_on,
    in_force,
    with_master,
)

PARTIES = ("client", "entity", "client_entity", "owner", "parent", "client_signatory")


def contracts(actor: Actor, *, today: date, client_id: int | None = None) -> SeenQuerySet[Contract]:
    """Contracts of the actor's clients, each with `ends_on`: its last day as it stands today."""
    found: SeenQuerySet[Contract] = (
        Contract.objects.seen_by(actor)
        .filter(client__deleted_at=None)
        .select_related(*PARTIES)
        .annotate(ends_on=_last_day(today))
    )
    return found.filter(client_id=client_id) if client_id else found


def _last_day(today: date) -> Case:
    """The newest day that an amendment names, else the contract's own; as `terms.end_on` says."""
    prolonging = Amendment.objects.filter(
        Q(signed_on__lte=today) | Q(from_on__lte=today),
        contract=OuterRef("pk"),
        to_on__isnull=False,
        revoked_at=None,
    ).order_by("-from_on", "-signed_on", "-recorded_at", "-pk")
    prolonged = Coalesce(Subquery(prolonging.values("to_on")[:1]), F("to_on"))
    return Case(When(state=ContractState.ENDED, then=F("to_on")), default=prolonged)


def contract(actor: Actor, contract_id: int, *, today: date) -> Contract:
    found: Contract | None = contracts(actor, today=today).filter(pk=contract_id).first()
    if found is None:
        raise Missing("contract")
    return found


def deleted_contract(actor: Actor, contract_id: int) -> Contract:
    found: Contract | None = Contract.objects.with_deleted(actor).filter(pk=contract_id).first()
    if found is None:
        raise Missing("contract")
    return found


def annexes(actor: Actor, contract: Contract, *, today: date) -> list[Contract]:
    return list(contracts(actor, today=today).filter(parent_id=contract.pk).order_by("number"))


def masters(actor: Actor, client_id: int | None) -> SeenQuerySet[Contract]:
    """To which contracts an annex may belong: of the client, or of all whom the actor sees."""
    found: SeenQuerySet[Contract] = Contract.objects.seen_by(actor).filter(
        kind=ContractKind.MASTER, client__deleted_at=None
    )
    found = found.select_related("client").order_by("number")
    return found.filter(client_id=client_id) if client_id else found


def clients_to_contract(actor: Actor) -> SeenQuerySet[Client]:
    found: SeenQuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def companies(actor: Actor, client_id: int | None) -> SeenQuerySet[LegalEntity]:
    """Companies of the client, or of all clients that the actor sees."""
    found: SeenQuerySet[LegalEntity] = LegalEntity.objects.seen_by(actor).select_related("client")
    return found.filter(client_id=client_id) if client_id else found


def signatories(actor: Actor, client_id: int | None) -> SeenQuerySet[Contact]:
    """Contact persons of the client who are there and may sign."""
    found: SeenQuerySet[Contact] = Contact.objects.seen_by(actor).filter(
        left_on=None, erased_at=None
    )
    found = found.select_related("client")
    return found.filter(client_id=client_id) if client_id else found


def owners(*, now_chosen: int | None = None) -> "QuerySet[User]":
    return User.objects.filter(Q(is_active=True) | Q(pk=now_chosen)).order_by("folded")


def amendments(contract: Contract) -> list[Amendment]:
    """Amendments with their terms, the newest first, revoked ones too."""
    rows: QuerySet[Amendment] = contract.amendments.prefetch_related("terms")
    return list(rows.order_by("-from_on", "-pk"))


def amendment(actor: Actor, amendment_id: int) -> Amendment:
    seen = Contract.objects.seen_by(actor)
    found: Amendment | None = (
        Amendment.objects.filter(pk=amendment_id, contract__in=seen)
        .select_related("contract__client")
        .first()
    )
    if found is None:
        raise Missing("amendment")
    return found


def own_terms(contract: Contract) -> list[Term]:
    """What the contract itself says, in its order."""
    return list(contract.terms.filter(amendment=None))


def term(actor: Actor, term_id: int) -> Term:
    seen = Contract.objects.seen_by(actor)
    found: Term | None = (
        Term.objects.filter(pk=term_id, contract__in=seen, amendment=None)
        .select_related("contract__client")
        .first()
    )
    if found is None:
        raise Missing("term")
    return found


def chain_of(contract: Contract) -> Chain:
    """The contract with its terms and amendments, as the engine reads them."""
    return chains_of([contract])[contract.pk]


def chains_of(contracts: Iterable[Contract]) -> dict[int, Chain]:
    """Chains by contract, in two queries."""
    rows = list(contracts)
    ids = [row.pk for row in rows]
    said: dict[tuple[int, int | None], list[Said]] = {}
    for each in Term.objects.filter(contract_id__in=ids).order_by("position", "pk"):
        words = Said(each.key, each.clause, each.from_on, each.value, each.text)
        said.setdefault((each.contract_id, each.amendment_id), []).append(words)
    amended: dict[int, list[Amended]] = {}
    for row in Amendment.objects.filter(contract_id__in=ids).order_by("recorded_at", "pk"):
        own = tuple(said.get((row.contract_id, row.pk), ()))
        amended.setdefault(row.contract_id, []).append(
            Amended(
                row.number,
                row.signed_on,
                row.from_on,
                row.recorded_at,
                own,
                row.to_on,
                row.revoked_at,
            )
        )
    return {
        row.pk: Chain(
            row.from_on,
            row.to_on,
            tuple(said.get((row.pk, None), ())),
            tuple(amended.get(row.pk, ())),
            row.state == ContractState.ENDED,
        )
        for row in rows
    }


def terms_on(
    actor: Actor, contract_id: int, on: date, *, known_at: datetime | None = None
) -> tuple[InForce, ...]:
    """The terms in force on a day, with the clause and the amendment that each comes from."""
    found: Contract | None = Contract.objects.seen_by(actor).filter(pk=contract_id).first()
    if found is None:
        raise Missing("contract")
    return said_on(found, on, known_at)


def said_on(contract: Contract, on: date, known_at: datetime | None = None) -> tuple[InForce, ...]:
    """What a contract says on a day; an annex also what only its signed master says."""
    return _said(contract, _chains_with_masters([contract]), on, known_at)


def said_by_day(
    client_id: int, days: Collection[date], *, first: Contract | None = None
) -> dict[date, tuple[InForce, ...]]:
    """What the contract by which the client is served on each of the days says; `first` is the one
    that is asked first. As many queries for a day as for a year.
    """
    rows = list(_signed(client_id).select_related("parent")) if days else []
    rows.sort(key=lambda row: first is None or row.pk != first.pk)
    chains = _chains_with_masters(rows)
    found = {}
    for on in days:
        row = next((row for row in rows if _runs(chains[row.pk], on)), None)
        found[on] = _said(row, chains, on) if row else ()
    return found


def _said(
    contract: Contract, chains: Mapping[int, Chain], on: date, known_at: datetime | None = None
) -> tuple[InForce, ...]:
    annex, master = chains[contract.pk], contract.parent
    if master is None or master.state == ContractState.DRAFT:
        return in_force(annex, on, known_at)
    return with_master(annex, chains[master.pk], master.number, on, known_at)


def _chains_with_masters(rows: Sequence[Contract]) -> dict[int, Chain]:
    return chains_of([*rows, *(row.parent for row in rows if row.parent)])


def _signed(client_id: int) -> "QuerySet[Contract]":
    rows: QuerySet[Contract] = Contract.objects.filter(client_id=client_id, deleted_at=None)
    return rows.exclude(state=ContractState.DRAFT).order_by("-from_on", "-pk")


def contracts_in_force(client_id: int, on: date) -> list[Contract]:
    """Signed contracts of the client that run on the day, the one that began last first."""
    found = list(_signed(client_id).filter(from_on__lte=on))
    chains = chains_of(found)
    return [row for row in found if _runs(chains[row.pk], on)]


def _runs(chain: Chain, on: date) -> bool:
    end = end_on(chain, on)
    return chain.from_on <= on and (end is None or on <= end)


def contract_in_force(client_id: int, on: date) -> Contract | None:
    """The contract by which the client is served on the day: of several the one begun last."""
    return next(iter(contracts_in_force(client_id, on)), None)
