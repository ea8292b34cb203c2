"""Reads of contracts, of their terms on any day, and of retainers."""

from napulse.contracts.queries.agreements import (
    annexes,
    chain_of,
    contract,
    contract_in_force,
    contracts,
    contracts_in_force,
    said_by_day,
    said_on,
    terms_on,
)
from napulse.contracts.queries.facts import attention, reminders, search
from napulse.contracts.queries.retainers import (
    as_on,
    balances_of,
    changes_of,
    policy_of,
    remuneration,
    remunerations,
    retainer,
    retainer_balance,
    retainers,
    retainers_of,
)
from napulse.contracts.queries.simulator import Asked, agreed, work_of

__all__ = [
    "Asked",
    "agreed",
    "annexes",
    "as_on",
    "attention",
    "balances_of",
    "chain_of",
    "changes_of",
    "contract",
    "contract_in_force",
    "contracts",
    "contracts_in_force",
    "policy_of",
    "reminders",
    "remuneration",
    "remunerations",
    "retainer",
    "retainer_balance",
    "retainers",
    "retainers_of",
    "said_by_day",
    "said_on",
    "search",
    "terms_on",
    "work_of",
]
