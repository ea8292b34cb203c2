"""Terms that other apps hold contracts to, read at once for many contracts."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from napulse.contracts.models import Contract, ContractState, Term, TermKey
from napulse.contracts.queries.agreements import chains_of
from napulse.engines.pricing.terms import (
    Chain,
    InForce,
    end_on,
    in_force,
    is_running,
    turning_days,
    with_master,
)


@dataclass(frozen=True, slots=True)
class Held:
    """Some contracts with their chains, and those of their masters."""

    contracts: dict[int, Contract]
    chains: dict[int, Chain]

    def is_running(self, contract_id: int, on: date) -> bool:
        return is_running(self.chains[contract_id], on)

    def said(self, contract_id: int, on: date) -> dict[str, InForce]:
        """Terms by matter on a day; after the end those of the last day, which still bind."""
        contract, chain = self.contracts[contract_id], self.chains[contract_id]
        end = end_on(chain, on)
        day = on if end is None else min(on, end)
        master = self._master(contract)
        if master is None:
            found = in_force(chain, day)
        else:
            found = with_master(chain, self.chains[master.pk], master.number, day)
        return {term.key: term for term in found}

    def number(self, contract_id: int, key: TermKey, on: date) -> int | None:
        term = self.said(contract_id, on).get(key)
        return term.value if term else None

    def over(
        self, contract_id: int, key: TermKey, first: date, last: date
    ) -> Callable[[date], int | None]:
        """What is said of a matter on any day of a stretch, each change looked up once."""
        days = self.turns(contract_id, first, last)
        said = [self.number(contract_id, key, day) for day in days]

        def on(day: date) -> int | None:
            return said[max(0, bisect_right(days, day) - 1)]

        return on

    def turns(self, contract_id: int, first: date, last: date) -> list[date]:
        """The first day, and those until the last on which terms may begin to say otherwise."""
        contract = self.contracts[contract_id]
        master = self._master(contract)
        chains = [self.chains[contract_id], *([self.chains[master.pk]] if master else [])]
        days = {first, *(day for chain in chains for day in turning_days(chain))}
        return sorted(day for day in days if first <= day <= last)

    def _master(self, contract: Contract) -> Contract | None:
        master = contract.parent
        return master if master is not None and master.state != ContractState.DRAFT else None


def held(contracts: Iterable[Contract]) -> Held:
    """In two queries."""
    rows = {row.pk: row for row in contracts}
    masters = {row.parent_id: row.parent for row in rows.values() if row.parent is not None}
    return Held(rows, chains_of([*(masters.values()), *rows.values()]))


def naming(key: TermKey, client_ids: Collection[int] | None = None) -> "QuerySet[Contract]":
    """Signed contracts that say something of a matter, or whose master does."""
    said = Term.objects.filter(key=key, value__isnull=False, contract__deleted_at=None)
    ids = set(said.values_list("contract_id", flat=True))
    rows: QuerySet[Contract] = Contract.objects.filter(
        Q(pk__in=ids) | Q(parent_id__in=ids), deleted_at=None, client__deleted_at=None
    ).exclude(state=ContractState.DRAFT)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    return rows.select_related("parent", "entity") if ids else rows.none()
