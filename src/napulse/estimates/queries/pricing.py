"""What an estimate is priced by on its day: rate card, contract's discount, standard cost, tax."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from napulse.contracts.models import Contract, TermKey
from napulse.contracts.queries import said_by_day, said_on
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import WHOLE_BP, Money, minor_digits, round_half_up
from napulse.engines.pricing.lines import OfferTerms, PricedOffer, price_offer
from napulse.engines.pricing.terms import InForce
from napulse.estimates.lines import LineData, offer_line
from napulse.estimates.models import Estimate
from napulse.estimates.queries.rates import Rates, rates_on
from napulse.ledger.models import ExchangeRate, VatRounding
from napulse.ledger.queries import Costs, costs_on, money_rules, tax_on

E6 = 1_000_000


@dataclass(frozen=True, slots=True)
class Cards:
    """What fills the lines of one estimate: prices and costs of hours on the day it is priced."""

    client_id: int
    currency: str
    priced_on: date
    rates: Rates
    costs: Costs
    discount_bp: int

    def price(self, line: LineData) -> int | None:
        """The price of an hour by the card, less the contract's discount; None without a card."""
        rate = self.rates.of(self.client_id, line.person_id, line.role_id, line.grade)
        if rate is None:
            return None
        return discounted(rate.minor, self.discount_bp)

    def cost(self, line: LineData) -> int | None:
        """The standard cost of an hour of role and grade; None when nobody set it."""
        hour = self.costs.standard(line.role_id, line.grade or 1, 60)
        return None if hour is None else from_base(hour, self.currency, self.priced_on)

    def filled(self, line: LineData) -> LineData:
        """The line with price and cost of its hours; what is bought stays as it is."""
        if not line.is_labour:
            return replace(line, price_minor=line.price_minor or 0)
        price = self.price(line) if line.price_minor is None else line.price_minor
        return replace(line, price_minor=price or 0, cost_minor=self.cost(line) or 0)

    def is_uncosted(self, line: LineData) -> bool:
        """Whether a margin over this line would be a guess."""
        return line.is_labour and line.taken and self.cost(line) is None


def cards_of(estimate: Estimate, on: date | None = None) -> Cards:
    """Everything that the lines of an estimate are filled from, in a few queries; as it is priced,
    or on another day.
    """
    on = on or estimate.priced_on
    return Cards(
        client_id=estimate.client_id,
        currency=estimate.currency,
        priced_on=on,
        rates=rates_on(on, estimate.currency),
        costs=costs_on(on),
        discount_bp=rate_discount(estimate.contract, on),
    )


def discounted(minor: int, discount_bp: int) -> int:
    """A rate, or what is worth so much at rates, less what a contract takes off rates."""
    return round_half_up(minor * (WHOLE_BP - discount_bp), WHOLE_BP)


def rate_discount(contract: Contract | None, on: date) -> int:
    """The discount on rates that a contract promises on a day, in basis points."""
    return _within_whole(agreed_term(contract, TermKey.RATE_DISCOUNT, on))


def rate_discounts(
    client_id: int, days: Collection[date], *, first: Contract | None = None
) -> dict[date, int]:
    """The discount on rates that the client was promised for each day, by the contract that serves
    it then; `first` is the one that is asked first."""
    said = said_by_day(client_id, days, first=first)
    return {on: _within_whole(_number(terms, TermKey.RATE_DISCOUNT)) for on, terms in said.items()}


def _within_whole(bp: int | None) -> int:
    return min(max(bp or 0, 0), WHOLE_BP)


def agreed_term(contract: Contract | None, key: TermKey, on: date) -> int | None:
    """What a contract says of a matter on a day, as a number; None when it is silent."""
    if contract is None:
        return None
    return _number(said_on(contract, on), key)


def _number(terms: Iterable[InForce], key: TermKey) -> int | None:
    return next((term.value for term in terms if term.key == key), None)


def from_base(minor: int, currency: str, on: date) -> int | None:
    """An amount of the base currency in another one; None when no rate is known for the day."""
    base = money_rules().base_currency
    if currency == base:
        return minor
    rates = ExchangeRate.objects.filter(currency=currency, on__lte=on)
    rate = rates.order_by("-on").first()
    if rate is None:
        return None
    digits = minor_digits(currency) - minor_digits(base)
    up, down = 10 ** max(digits, 0), 10 ** max(-digits, 0)
    return round_half_up(minor * E6 * up, rate.rate_e6 * down)


def act_day(estimate: Estimate) -> date:
    """The day whose tax holds: when the work is handed over, else when it is priced."""
    return estimate.works_to or estimate.priced_on


def vat_bp(estimate: Estimate) -> int | None:
    """The rate of VAT on the day of the act; None when no dated row says it."""
    return _rate(estimate, act_day(estimate))


def vat_bp_before(estimate: Estimate) -> int | None:
    """Another rate that holds while the work goes on, when there is one; else None."""
    began = estimate.works_from or estimate.priced_on
    before, after = _rate(estimate, began), vat_bp(estimate)
    return before if before is not None and before != after else None


def _rate(estimate: Estimate, on: date) -> int | None:
    try:
        return tax_on(estimate.entity, estimate.tax_code, on)
    except Refused:
        return None


def terms_of(estimate: Estimate) -> OfferTerms:
    return OfferTerms(
        discount_bp=estimate.discount_bp,
        contingency_bp=estimate.contingency_bp,
        vat_bp=vat_bp(estimate) or 0,
        vat_by_line=money_rules().vat_rounding == VatRounding.LINE,
    )


def priced(estimate: Estimate, lines: Sequence[LineData]) -> PricedOffer:
    """Every figure of the estimate, from lines that are filled."""
    return price_offer([offer_line(line) for line in lines], terms_of(estimate))


def money(estimate: Estimate, minor: int) -> Money:
    return Money(minor, estimate.currency)
