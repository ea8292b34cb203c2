"""Overhead laid on those who caused none of it: shared by a weight, to the last kopeck.

Weights are gross income or minutes of work. Who has nothing or less than nothing carries nothing,
and is told; when nobody has anything, the whole is left over, and that is told too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from napulse.engines.kernel.money import Money

Key = TypeVar("Key", bound=Hashable)
NO_CURRENCY = "XXX"


@dataclass(frozen=True, slots=True)
class Shares(Generic[Key]):
    """Parts by key, minor units; who carries nothing for want of a weight; what nobody carries.

    ``sum(parts.values()) + left_over`` is the whole.
    """

    parts: Mapping[Key, int]
    without: tuple[Key, ...]
    left_over: int


def share(whole: int, weights: Mapping[Key, int]) -> Shares[Key]:
    """Divide ``whole`` by the weights; the order of the mapping decides over the last kopeck."""
    carrying = {key: weight for key, weight in weights.items() if weight > 0}
    without = tuple(key for key in weights if key not in carrying)
    if not carrying:
        return Shares(dict.fromkeys(weights, 0), without, whole)
    amounts = Money(whole, NO_CURRENCY).split(list(carrying.values()))
    parts = dict.fromkeys(weights, 0)
    parts.update((key, money.minor) for key, money in zip(carrying, amounts, strict=True))
    return Shares(parts, without, 0)


def share_down(
    whole: int, weights: Mapping[Key, Mapping[Key, int]]
) -> tuple[Shares[Key], dict[Key, Shares[Key]]]:
    """Divide among groups by their summed weights, then each group's part within the group.

    What a group's members carry is what the group carries: nothing is left over inside a group
    whose weight is positive.
    """
    groups = share(whole, {key: sum(inside.values()) for key, inside in weights.items()})
    within = {key: share(groups.parts[key], inside) for key, inside in weights.items()}
    return groups, within
