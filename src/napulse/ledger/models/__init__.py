"""The ground of money: own companies, taxes, currencies, and the postings of everything."""

from napulse.ledger.models.ground import (
    BankAccount,
    EntityRegime,
    ExchangeRate,
    MoneyRules,
    OwnEntity,
    TaxCode,
    TaxRate,
    TaxRegime,
    VatRounding,
)
from napulse.ledger.models.postings import (
    ClientMonth,
    LineTotal,
    PersonWeek,
    Posting,
    PostingKind,
    ProjectMonth,
    Source,
    Sums,
)

__all__ = [
    "BankAccount",
    "ClientMonth",
    "EntityRegime",
    "ExchangeRate",
    "LineTotal",
    "MoneyRules",
    "OwnEntity",
    "PersonWeek",
    "Posting",
    "PostingKind",
    "ProjectMonth",
    "Source",
    "Sums",
    "TaxCode",
    "TaxRate",
    "TaxRegime",
    "VatRounding",
]
