"""Three points of an estimate as what is planned and how far it may be off."""

from collections.abc import Iterable

from napulse.engines.kernel.money import WHOLE_BP, round_half_up
from napulse.engines.planning.model import CERTAIN, Spread

Points = tuple[int, int, int]


def mean(points: Points) -> int:
    """The mean of a PERT estimate: the likely point counts four times."""
    low, likely, high = points
    return round_half_up(low + 4 * likely + high, 6)


def spread(estimates: Iterable[Points]) -> Spread:
    """The three points of all of them together, as shares of the planned mean."""
    found = list(estimates)
    planned = sum(mean(one) for one in found)
    if not planned:
        return CERTAIN
    low, likely, high = (
        round_half_up(sum(one[place] for one in found) * WHOLE_BP, planned) for place in range(3)
    )
    return Spread(low, likely, high)
