"""Caps of time and materials: the most that a contract pays for work by the hour, and how much of
it the work has used. Amounts are without VAT, in the base currency.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Sum

from napulse.access.actor import Actor
from napulse.contracts.models import (
    Contract,
    ContractState,
    Remuneration,
    RemunerationKind,
    TermKey,
)
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.contracts.queries.held import held, naming
from napulse.contracts.queries.retainers import Claims, claims_of, payer_of
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import WHOLE_BP, Money, round_half_up
from napulse.ledger.models import Posting, PostingKind
from napulse.ledger.queries import money_rules, to_base

WORKED = (PostingKind.TIME, PostingKind.WRITTEN_OFF)
Place = tuple[int, int | None, int | None]
"""Client, project, brand."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit of a contract: of one remuneration, or of the contract as a whole.

    `rows` are the remunerations whose time counts against it, `family` the contracts whose invoices
    do; `worked` is the worth of billable time until the day, less what was written off.
    """

    contract: Contract
    limit: int
    rows: frozenset[int]
    family: frozenset[int] = frozenset()
    worked: int = 0
    remuneration: Remuneration | None = None

    @property
    def title(self) -> str:
        return self.remuneration.title if self.remuneration else ""

    @property
    def beyond(self) -> int:
        """How much of the work nobody has to pay."""
        return max(0, self.worked - self.limit)


@dataclass(frozen=True, slots=True)
class Caps:
    """The caps of some clients, and what pays for their time."""

    found: list[Cap]
    claims: Claims

    def of(self, place: Place, on: date) -> list[Cap]:
        """Those against which time of a place and day counts."""
        client_id, project_id, brand_id = place
        payer = payer_of(self.claims.get(client_id, ()), on, project_id, brand_id)
        return [cap for cap in self.found if payer in cap.rows]

    def exceeded(self) -> list[Cap]:
        return [cap for cap in self.found if cap.beyond]


def caps_on(on: date, *, client_ids: Collection[int] | None = None) -> Caps:
    """Caps in force on a day. Little is read where no contract names one."""
    rows, terms = _by_the_hour(client_ids), list(naming(TermKey.CAP, client_ids))
    capped = {row.contract_id for row in rows if row.cap_minor is not None}
    capped |= {contract.pk for contract in terms}
    rows = [row for row in rows if row.contract_id in capped]
    limits = [*_of_rows(rows, on), *_of_terms(terms, rows, on)]
    if not limits:
        return Caps([], {})
    claims = claims_of({row.pk: row for row in rows})
    worked = _worked(rows, claims, on)
    found = [replace(cap, worked=sum(worked.get(pk, 0) for pk in cap.rows)) for cap in limits]
    return Caps(found, claims)


def exceeded(
    actor: Actor, on: date, client_ids: Collection[int] | None = None
) -> list[tuple[Cap, Money]]:
    """Caps of the actor's clients that work has passed, each with how much is above it."""
    if not actor.can(VIEW_CONTRACTS):
        return []
    asked = actor.client_ids if client_ids is None else [pk for pk in client_ids if actor.sees(pk)]
    found = caps_on(on, client_ids=asked).exceeded()
    base = money_rules().base_currency if found else ""
    return [(cap, Money(cap.beyond, base)) for cap in found]


def _by_the_hour(client_ids: Collection[int] | None) -> list[Remuneration]:
    rows = Remuneration.objects.filter(
        kind=RemunerationKind.TIME, deleted_at=None, contract__deleted_at=None
    ).exclude(contract__state=ContractState.DRAFT)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    return list(rows.select_related("contract__parent", "contract__client"))


def _of_rows(rows: Iterable[Remuneration], on: date) -> Iterable[Cap]:
    for row in rows:
        if row.cap_minor is not None and row.from_on <= on:
            limit = in_base(row.cap_minor, row.contract.currency, on)
            if limit is not None:
                yield Cap(row.contract, limit, frozenset([row.pk]), remuneration=row)


def _of_terms(
    contracts: Collection[Contract], rows: Collection[Remuneration], on: date
) -> Iterable[Cap]:
    """Caps that contracts name among their terms: of everything under them together. An annex that
    says nothing of it is held to that of its master.
    """
    known = held(contracts)
    said = {pk: term for pk in known.contracts if (term := known.said(pk, on).get(TermKey.CAP))}
    for pk, term in said.items():
        contract = known.contracts[pk]
        limit = None if term.value is None else in_base(term.value, contract.currency, on)
        if limit is None or term.master:
            continue
        annexes = {key for key, row in known.contracts.items() if row.parent_id == pk}
        family = frozenset([pk, *(key for key in annexes if key in said and said[key].master)])
        own = frozenset(row.pk for row in rows if row.contract_id in family)
        yield Cap(contract, limit, own, family)


def in_base(minor: int, currency: str, on: date) -> int | None:
    """A limit in the base currency; None while no rate is known."""
    try:
        return to_base(Money(minor, currency), on).minor
    except Refused:
        return None


def _worked(rows: Collection[Remuneration], claims: Claims, on: date) -> dict[int, int]:
    """What the time of each comes to: its worth less the discount on rates that its contract
    promises for the day, and less what was written off.
    """
    if not rows:
        return {}
    first = min(row.from_on for row in rows)
    discounts = _discounts(rows, first, on)
    postings = Posting.objects.filter(
        kind__in=WORKED,
        client_id__in={row.client_id for row in rows},
        on__gte=first,
        on__lte=on,
    )
    by = ("client_id", "on", "project_id", "project__brand_id", "kind")
    summed: Any = postings.order_by().values(*by).annotate(sum=Sum("amount_minor"))
    found: dict[int, int] = {}
    for client_id, day, project_id, brand_id, kind, minor in summed.values_list(*by, "sum"):
        payer = payer_of(claims.get(client_id, ()), day, project_id, brand_id)
        if payer in discounts:
            sign = -1 if kind == PostingKind.WRITTEN_OFF else 1
            paid_bp = WHOLE_BP - min(discounts[payer](day) or 0, WHOLE_BP)
            found[payer] = found.get(payer, 0) + sign * round_half_up(minor * paid_bp, WHOLE_BP)
    return found


def _discounts(
    rows: Collection[Remuneration], first: date, last: date
) -> dict[int, Callable[[date], int | None]]:
    known = held(row.contract for row in rows)
    by_contract = {pk: known.over(pk, TermKey.RATE_DISCOUNT, first, last) for pk in known.contracts}
    return {row.pk: by_contract[row.contract_id] for row in rows}
