"""VAT of a net amount, VAT inside a gross one, and the way it is spread over lines.

Amounts are minor units of one currency, rates basis points (2,200 is 22 %). Rounding is half up,
away from zero, as arithmetic of tax documents asks for; source: Tax Code of Russia, article 168,
and the extraction rate 22/122.
"""

from collections.abc import Sequence

from napulse.engines.kernel.money import WHOLE_BP, round_half_up


def vat_of(net_minor: int, rate_bp: int) -> int:
    """The tax on a net amount."""
    return round_half_up(net_minor * rate_bp, WHOLE_BP)


def vat_inside(gross_minor: int, rate_bp: int) -> int:
    """The tax that a gross amount holds: gross × rate / (100 % + rate)."""
    return round_half_up(gross_minor * rate_bp, WHOLE_BP + rate_bp)


def vat_by_line(nets: Sequence[int], rate_bp: int) -> tuple[int, ...]:
    """The tax of each line, rounded by itself; the tax of the whole is their sum."""
    return tuple(vat_of(net, rate_bp) for net in nets)


def vat_of_total(nets: Sequence[int], rate_bp: int) -> tuple[int, ...]:
    """The tax of the total, rounded once and spread over the lines so that nothing is lost."""
    return shares(nets, rate_bp)


def shares(amounts: Sequence[int], bp: int) -> tuple[int, ...]:
    """So many basis points of each amount, together exactly the rounded share of their sum.

    Amounts may be negative, too. Each part is within one minor unit of its exact share; what is
    missing after rounding down goes to the largest remainders, the earlier first; nothing comes
    of nothing.
    """
    whole = round_half_up(sum(amounts) * bp, WHOLE_BP)
    parts = [amount * bp // WHOLE_BP for amount in amounts]
    remainders = [amount * bp % WHOLE_BP for amount in amounts]
    order = sorted(range(len(parts)), key=lambda at: (-remainders[at], at))
    for at in order[: whole - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def spread(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """An amount spread by weights of any sign, losing nothing; all zero weights take it equally.

    Used where the same lines are told in another currency: their sum is the converted sum.
    """
    if not weights:
        return ()
    base = sum(weights)
    if base == 0:
        weights, base = [1] * len(weights), len(weights)
    if base < 0:
        weights, base = [-weight for weight in weights], -base
    parts = [total * weight // base for weight in weights]
    remainders = [total * weight % base for weight in weights]
    order = sorted(range(len(parts)), key=lambda at: (-remainders[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
