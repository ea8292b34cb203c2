"""The price of an offer: what each line costs the client and us, and what all of it adds up to.

Amounts are minor units of one currency, quantities thousandths of a unit, shares basis points.

A line is listed at quantity × price of one. The price of one of a bought thing follows from what
it costs us and from markup or commission, and is rounded before it is multiplied, so that what is
printed multiplies. Discount and contingency are taken of our own lines, never of money that only
passes to a supplier, and are spread over these lines to the kopeck; therefore

    Σ line.listed = listed,  Σ line.net = net = listed - discount + contingency,
    Σ line.vat = vat,  net + vat = total,  income = net - passed,  margin = income - cost.

What is held for contingencies counts as costing the same part as the work it stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import WHOLE_BP, round_half_up
from napulse.engines.pricing.commission import (
    cost_of_gross,
    cost_on_net,
    price_of_gross,
    price_on_net,
)
from napulse.engines.pricing.vat import shares, vat_by_line, vat_of_total

Kind = Literal["labour", "fixed", "third", "production", "media"]
Base = Literal["gross", "net"]
BOUGHT: tuple[Kind, ...] = ("third", "production", "media")
MILLI = 1000
LINE_MAX = 10**15  # ten trillion roubles: above it something was mistyped


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One line. `taken` is false of an optional line that was not chosen: it counts for nothing.

    Of a bought thing without a price the price follows from the cost; without a cost the cost
    follows from the price; with both nothing follows.
    """

    kind: Kind
    quantity_milli: int = MILLI
    price_minor: int = 0
    cost_minor: int = 0
    percent_bp: int = 0
    base: Base = "net"
    pass_through: bool = False
    taken: bool = True


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What holds for the whole offer; `vat_by_line` says how the tax is rounded."""

    discount_bp: int = 0
    contingency_bp: int = 0
    vat_bp: int = 0
    vat_by_line: bool = True


class _Earning:
    """What follows from a price, its cost and the part of it that only passes through."""

    __slots__ = ()
    net: int
    cost: int
    passed: int

    @property
    def income(self) -> int:
        """What stays with the agency to pay its own work from."""
        return self.net - self.passed

    @property
    def own_cost(self) -> int:
        """What it costs us without what only passes through."""
        return self.cost - self.passed

    @property
    def margin(self) -> int:
        return self.income - self.own_cost

    @property
    def margin_bp(self) -> int | None:
        """Margin as a part of income; None where there is no income to take a part of."""
        return margin_bp(self.income, self.own_cost)


@dataclass(frozen=True, slots=True)
class PricedLine(_Earning):
    """A line with everything that follows. `cost` is all that it costs us, `passed` the part of
    its price that only passes to the supplier (and is within `cost`).
    """

    price: int
    unit_cost: int
    listed: int
    discount: int
    contingency: int
    net: int
    vat: int
    cost: int
    passed: int


@dataclass(frozen=True, slots=True)
class PricedOffer(_Earning):
    """All lines and their sums."""

    lines: tuple[PricedLine, ...]
    listed: int
    discount: int
    contingency: int
    net: int
    vat: int
    cost: int
    passed: int

    @property
    def total(self) -> int:
        """What the client pays."""
        return self.net + self.vat


def margin_bp(income: int, cost: int) -> int | None:
    """(income - cost) / income in basis points; None without income."""
    return round_half_up((income - cost) * WHOLE_BP, income) if income > 0 else None


def price_offer(lines: Sequence[OfferLine], terms: OfferTerms) -> PricedOffer:
    """Price every line and the whole.

    Refused("offer.too_much") when a line is larger than anything an agency sells, and
    Refused("commission.out_of_bounds") for a commission nobody takes.
    """
    bare = [_bare(line) for line in lines]
    own = [listed if not passes else 0 for (_p, _c, listed, _cost, passes) in bare]
    discounts = shares(own, terms.discount_bp)
    left = [amount - discount for amount, discount in zip(own, discounts, strict=True)]
    held = shares(left, terms.contingency_bp)
    costs = [cost if not passes else 0 for (_p, _c, _listed, cost, passes) in bare]
    held_costs = shares(costs, terms.contingency_bp)
    nets = [
        listed - discount + reserve
        for (_p, _c, listed, _cost, _passes), discount, reserve in zip(
            bare, discounts, held, strict=True
        )
    ]
    taxed = vat_by_line if terms.vat_by_line else vat_of_total
    vats = taxed(nets, terms.vat_bp)
    priced = tuple(
        PricedLine(
            price=price,
            unit_cost=unit_cost,
            listed=listed,
            discount=discounts[at],
            contingency=held[at],
            net=nets[at],
            vat=vats[at],
            cost=cost + held_costs[at],
            passed=cost if passes else 0,
        )
        for at, (price, unit_cost, listed, cost, passes) in enumerate(bare)
    )
    return _summed(priced)


def _summed(lines: tuple[PricedLine, ...]) -> PricedOffer:
    return PricedOffer(
        lines,
        listed=sum(line.listed for line in lines),
        discount=sum(line.discount for line in lines),
        contingency=sum(line.contingency for line in lines),
        net=sum(line.net for line in lines),
        vat=sum(line.vat for line in lines),
        cost=sum(line.cost for line in lines),
        passed=sum(line.passed for line in lines),
    )


def _bare(line: OfferLine) -> tuple[int, int, int, int, bool]:
    """Price and cost of one, of all of them, and whether the money only passes through."""
    price, unit_cost = _of_one(line)
    quantity = line.quantity_milli if line.taken else 0
    listed = round_half_up(quantity * price, MILLI)
    cost = round_half_up(quantity * unit_cost, MILLI)
    if max(abs(listed), abs(cost)) > LINE_MAX:
        raise Refused("offer.too_much", most=LINE_MAX // 100)
    return price, unit_cost, listed, cost, line.pass_through and line.kind in BOUGHT


def _of_one(line: OfferLine) -> tuple[int, int]:
    """Price and cost of one unit."""
    if line.kind not in BOUGHT or (line.price_minor and line.cost_minor):
        return line.price_minor, line.cost_minor
    of_gross = line.base == "gross"
    if line.price_minor:
        cost_of = cost_of_gross if of_gross else cost_on_net
        return line.price_minor, cost_of(line.price_minor, line.percent_bp)
    price_of = price_of_gross if of_gross else price_on_net
    return price_of(line.cost_minor, line.percent_bp), line.cost_minor
