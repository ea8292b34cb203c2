"""Arithmetic of invoices: lines, VAT by the rule of the house, parts and credits to the kopeck.

Amounts are integer minor units of one currency, quantities thousandths, rates basis points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.vat import vat_of as vat_of_net
from napulse.engines.pricing.vat import vat_of_total

MILLI = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A priced line before VAT."""

    net_minor: int
    vat_bp: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a document: what it costs without VAT, VAT, and together."""

    net_minor: int
    vat_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class Share:
    """Net and VAT of a part of a line."""

    net_minor: int
    vat_minor: int


def net_of(price_minor: int, quantity_milli: int) -> int:
    """Price times quantity, rounded half up."""
    return round_half_up(price_minor * quantity_milli, MILLI)


def vat_of(lines: Sequence[Line], *, by_total: bool) -> tuple[int, ...]:
    """VAT of each line. ``by_total`` rounds once for each rate: the lines then add up to exactly
    that, each within one minor unit of its own share; otherwise every line is rounded by itself.
    """
    if not by_total:
        return tuple(vat_of_net(line.net_minor, line.vat_bp) for line in lines)
    found = [0] * len(lines)
    for rate in {line.vat_bp for line in lines}:
        places = [at for at, line in enumerate(lines) if line.vat_bp == rate]
        parts = vat_of_total([lines[at].net_minor for at in places], rate)
        for at, part in zip(places, parts, strict=True):
            found[at] = part
    return tuple(found)


def totals(lines: Sequence[Line], vat: Sequence[int]) -> Totals:
    """The document's sums."""
    return Totals(sum(line.net_minor for line in lines), sum(vat))


def credit_share(whole: Share, credited: Sequence[Share], net_minor: int) -> Share:
    """Net and VAT of the next credit of a line.

    What is credited last takes all VAT that is left, so that full credits mirror the line to the
    minor unit in however many steps. ``ValueError`` when more is asked than is left.
    """
    left = Share(
        whole.net_minor - sum(each.net_minor for each in credited),
        whole.vat_minor - sum(each.vat_minor for each in credited),
    )
    if abs(net_minor) > abs(left.net_minor) or net_minor * left.net_minor < 0:
        raise ValueError("more than is left of the line")
    if net_minor == left.net_minor:
        return left
    share = round_half_up(whole.vat_minor * abs(net_minor), abs(whole.net_minor) or 1)
    most = abs(left.vat_minor)
    return Share(net_minor, max(-most, min(most, share)))
