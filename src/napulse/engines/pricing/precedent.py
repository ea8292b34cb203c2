"""What similar work took before: the median, the day it goes badly, and how far estimates erred.

Minutes. Percentiles are by the nearest rank: the smallest value that at least so many of the
cases do not exceed, so every figure is one that really happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.engines.kernel.money import WHOLE_BP, round_half_up

LEAST_CASES = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One finished piece of work: minutes that were planned and that it took."""

    planned: int
    took: int


@dataclass(frozen=True, slots=True)
class Precedent:
    """What the cases say: half took at most `p50`, four of five at most `p80` minutes.

    `drift_bp` is all that was taken beside all that was planned (10,000 is as planned); None when
    nothing was planned.
    """

    count: int
    p50: int
    p80: int
    drift_bp: int | None

    def is_short(self, minutes: int) -> bool:
        """Whether less is planned than half of the cases needed."""
        return minutes < self.p50


def precedent(cases: Sequence[Case]) -> Precedent | None:
    """What the cases teach; None when there are fewer than three."""
    if len(cases) < LEAST_CASES:
        return None
    took = sorted(case.took for case in cases)
    planned = sum(case.planned for case in cases)
    drift = round_half_up(sum(took) * WHOLE_BP, planned) if planned > 0 else None
    return Precedent(len(took), percentile(took, 50), percentile(took, 80), drift)


def percentile(ordered: Sequence[int], percent: int) -> int:
    """The nearest-rank percentile of values in ascending order; `ValueError` without values."""
    if not ordered:
        raise ValueError("a percentile needs values")
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(rank, 1) - 1]
