"""Agency commission both ways: a share of gross, or a markup on net (15 % of gross is 17.65 %).

Shares are basis points (1,500 is 15 %); amounts are minor units. Source of the formulas:
commission c of gross and markup m on net describe the same sum when m = c / (1 - c) and
c = m / (1 + m); 100,000 with 17.65 % on net is 117,650, of which 15 % is 17,650.
"""

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import WHOLE_BP, round_half_up

COMMISSION_MAX_BP = 9_000
MARKUP_MAX_BP = 100_000


def markup_of(commission_bp: int) -> int:
    """The markup on net that brings as much as this commission of gross; 1,500 gives 1,765.

    Refused("commission.out_of_bounds") below zero and above 90 %.
    """
    _refuse_commission(commission_bp)
    return round_half_up(commission_bp * WHOLE_BP, WHOLE_BP - commission_bp)


def commission_of(markup_bp: int) -> int:
    """The commission of gross that brings as much as this markup on net; 1,765 gives 1,500.

    Refused("commission.out_of_bounds") below zero and above tenfold.
    """
    _refuse_markup(markup_bp)
    return round_half_up(markup_bp * WHOLE_BP, WHOLE_BP + markup_bp)


def price_on_net(cost_minor: int, markup_bp: int) -> int:
    """What the client pays for what costs us this: net with the markup on it."""
    _refuse_markup(markup_bp)
    return cost_minor + round_half_up(cost_minor * markup_bp, WHOLE_BP)


def price_of_gross(cost_minor: int, commission_bp: int) -> int:
    """What the client pays so that this is left for the supplier after our commission of gross."""
    _refuse_commission(commission_bp)
    return round_half_up(cost_minor * WHOLE_BP, WHOLE_BP - commission_bp)


def cost_of_gross(price_minor: int, commission_bp: int) -> int:
    """What is left for the supplier of a gross price: the price less our commission of it."""
    _refuse_commission(commission_bp)
    return price_minor - round_half_up(price_minor * commission_bp, WHOLE_BP)


def cost_on_net(price_minor: int, markup_bp: int) -> int:
    """What stands under a price that has the markup in it."""
    _refuse_markup(markup_bp)
    return round_half_up(price_minor * WHOLE_BP, WHOLE_BP + markup_bp)


def _refuse_commission(bp: int) -> None:
    if not 0 <= bp <= COMMISSION_MAX_BP:
        raise Refused("commission.out_of_bounds", most=COMMISSION_MAX_BP // 100)


def _refuse_markup(bp: int) -> None:
    if not 0 <= bp <= MARKUP_MAX_BP:
        raise Refused("commission.out_of_bounds", most=MARKUP_MAX_BP // 100)
