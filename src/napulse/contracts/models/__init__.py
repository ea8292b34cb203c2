"""Contracts, what they say on each day, and what they pay us for."""

from napulse.contracts.models.contracts import (
    Amendment,
    Contract,
    ContractKind,
    ContractState,
    Term,
    TermKey,
)
from napulse.contracts.models.remuneration import (
    CommissionBase,
    Remuneration,
    RemunerationKind,
    RetainerChange,
    RetainerMove,
    RetainerMoveKind,
    RetainerPeriod,
    RetainerUnit,
)

__all__ = [
    "Amendment",
    "CommissionBase",
    "Contract",
    "ContractKind",
    "ContractState",
    "Remuneration",
    "RemunerationKind",
    "RetainerChange",
    "RetainerMove",
    "RetainerMoveKind",
    "RetainerPeriod",
    "RetainerUnit",
    "Term",
    "TermKey",
]
