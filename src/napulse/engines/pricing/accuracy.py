"""How well work was estimated: actual minutes against estimated, as shares in basis points.

A ratio of 12,000 says that the work took a fifth longer than estimated. Quantiles are by nearest
rank: P80 is the least ratio that at least four of five lines do not exceed, so that it is always
one of the lines that were really worked. The bias is of the sums, so a long line weighs more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from napulse.engines.kernel.money import WHOLE_BP, round_half_up

FEW = 5
P50, P80 = 5000, 8000


@dataclass(frozen=True, slots=True)
class Sample:
    """Minutes of one line: what was estimated (more than nothing) and what it took."""

    estimated: int
    actual: int

    def __post_init__(self) -> None:
        if self.estimated <= 0 or self.actual < 0:
            raise ValueError("an estimate is more than nothing, and work is not negative")

    @property
    def ratio_bp(self) -> int:
        return round_half_up(self.actual * WHOLE_BP, self.estimated)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What many lines say together; ``is_small`` when they are too few to be believed."""

    lines: int
    estimated: int
    actual: int
    bias_bp: int | None
    p50_bp: int | None
    p80_bp: int | None
    over: int

    @property
    def is_small(self) -> bool:
        return self.lines < FEW

    @property
    def difference(self) -> int:
        """Minutes above the estimates; negative when the work took less."""
        return self.actual - self.estimated


def accuracy(samples: Iterable[Sample]) -> Accuracy:
    """Return the bias, the median and P80 of the ratio, and how many lines took longer."""
    found = list(samples)
    ratios = sorted(one.ratio_bp for one in found)
    estimated, actual = sum(s.estimated for s in found), sum(s.actual for s in found)
    return Accuracy(
        lines=len(found),
        estimated=estimated,
        actual=actual,
        bias_bp=round_half_up(actual * WHOLE_BP, estimated) if estimated else None,
        p50_bp=quantile(ratios, P50),
        p80_bp=quantile(ratios, P80),
        over=sum(one.actual > one.estimated for one in found),
    )


def quantile(ordered: Sequence[int], at_bp: int) -> int | None:
    """Return the value of nearest rank of ascending values; None of nothing.

    ``ValueError`` when the place is not within (0, 10,000].
    """
    if not 0 < at_bp <= WHOLE_BP:
        raise ValueError("a quantile is a part of the whole")
    if not ordered:
        return None
    return ordered[-(-len(ordered) * at_bp // WHOLE_BP) - 1]
