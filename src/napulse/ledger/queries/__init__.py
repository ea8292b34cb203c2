"""Reads of the ground of money."""

from napulse.ledger.queries.costs import Costs, costs_on
from napulse.ledger.queries.ground import (
    entities,
    main_entity,
    money_rules,
    regime_on,
    tax_on,
    to_base,
)

__all__ = [
    "Costs",
    "costs_on",
    "entities",
    "main_entity",
    "money_rules",
    "regime_on",
    "tax_on",
    "to_base",
]
