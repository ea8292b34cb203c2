"""Bank statements: 1C, camt.053, MT940 and tables, read as a stream of the same events."""

from napulse.engines.exchange.bank.reading import format_of, read_statement
from napulse.engines.exchange.bank.shapes import (
    AccountPart,
    Event,
    Head,
    Movement,
    Opener,
    Problem,
    TableMapping,
    Wanted,
    keyed,
)
from napulse.engines.exchange.bank.tables import FIELDS, headings_of, propose
from napulse.engines.exchange.bank.tally import Control, Tally
from napulse.engines.exchange.bank.values import currency_of

__all__ = [
    "FIELDS",
    "AccountPart",
    "Control",
    "Event",
    "Head",
    "Movement",
    "Opener",
    "Problem",
    "TableMapping",
    "Tally",
    "Wanted",
    "currency_of",
    "format_of",
    "headings_of",
    "keyed",
    "propose",
    "read_statement",
]
