"""Own companies, the tax in force on a day, and amounts in the base currency."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money, minor_digits, round_half_up
from napulse.ledger.models import ExchangeRate, MoneyRules, OwnEntity, TaxCode, TaxRate, TaxRegime

if TYPE_CHECKING:
    from django.db.models import QuerySet

E6 = 1_000_000


def money_rules() -> MoneyRules:
    """The rules of the house; what ships when nobody set them."""
    return MoneyRules.objects.filter(pk=1).first() or MoneyRules(pk=1)


def entities() -> "QuerySet[OwnEntity]":
    """Own companies that are in use, the usual one first."""
    found: QuerySet[OwnEntity] = OwnEntity.objects.filter(archived_at=None)
    return found


def main_entity() -> OwnEntity | None:
    return entities().first()


def regime_on(entity: OwnEntity, on: date) -> TaxRegime:
    """How the company is taxed on a day; by the general rules when nothing is said."""
    found = entity.regimes.filter(from_on__lte=on).order_by("-from_on").first()
    return TaxRegime(found.regime) if found else TaxRegime.GENERAL


def tax_on(entity: OwnEntity, code: str, on: date) -> int:
    """The rate of VAT in basis points; Refused("tax.unknown") when no dated row says it."""
    if code == TaxCode.NONE:
        return 0
    regime = regime_on(entity, on)
    known = TaxRate.objects.filter(
        Q(to_on=None) | Q(to_on__gte=on),
        country=entity.country,
        regime=regime,
        code=code,
        from_on__lte=on,
    )
    found = known.order_by("-from_on").first()
    if found is None:
        raise Refused("tax.unknown", country=entity.country, on=on)
    return int(found.percent_bp)


def to_base(amount: Money, on: date, *, base: str = "") -> Money:
    """In the base currency at the newest rate known for the day.

    Who converts many names the base currency, which is then not asked for each time.
    Refused("currency.unknown") when there is no rate.
    """
    base = base or money_rules().base_currency
    if amount.currency == base:
        return amount
    rates = ExchangeRate.objects.filter(currency=amount.currency, on__lte=on)
    rate = rates.order_by("-on").first()
    if rate is None:
        raise Refused("currency.unknown", currency=amount.currency, on=on)
    digits = minor_digits(base) - minor_digits(amount.currency)
    up, down = 10 ** max(digits, 0), 10 ** max(-digits, 0)
    return Money(round_half_up(amount.minor * rate.rate_e6 * up, E6 * down), base)
