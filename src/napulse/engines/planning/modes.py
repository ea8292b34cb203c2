"""Ways to do each item when there are several: which are worth a look, and keeping budgets."""

from __future__ import annotations

import random
from collections.abc import Sequence

from napulse.engines.planning.compiled import Instance, Way

_TRIES = 60


class Modes:
    """The modes that may help, by number of an order of items, and what they spend of budgets."""

    def __init__(self, instance: Instance, items: Sequence[int]) -> None:
        self._limits = [one.limit for one in instance.problem.budgets]
        self.ways = [instance.ways[item] for item in items]
        self._spends = [tuple(_spent(way, len(self._limits)) for way in ways) for ways in self.ways]
        efficient = [
            _efficient(ways, instance.choices[item])
            for item, ways in zip(items, self.ways, strict=True)
        ]
        self.choices = self._affordable(efficient)
        self.open = [n for n, choices in enumerate(self.choices) if len(choices) > 1]

    def quick(self) -> list[int]:
        """Return the shortest modes that keep the budgets, as far as a plain rule finds them."""
        thrifty = [
            min(choices, key=lambda mode: (sum(spends[mode]), ways[mode].shortest))
            for choices, spends, ways in zip(self.choices, self._spends, self.ways, strict=True)
        ]
        self.hurry(thrifty, self.open)
        return thrifty

    def over(self, modes: Sequence[int]) -> int:
        """Return how much of all budgets the modes spend too much."""
        return sum(max(0, spent) for spent in self._balance(modes))

    def repair(self, modes: list[int], chance: random.Random) -> int:
        """Change modes until the budgets are kept or nothing helps soon; return what is over."""
        balance = self._balance(modes)
        over = sum(max(0, one) for one in balance)
        tries = 0
        while over and self.open and tries < _TRIES:
            tries += 1
            number = chance.choice(self.open)
            mode = chance.choice(self.choices[number])
            changed = self._changed(balance, number, modes[number], mode)
            left = sum(max(0, one) for one in changed)
            if left < over:
                modes[number], balance, over = mode, changed, left
        return over

    def hurry(self, modes: list[int], numbers: Sequence[int]) -> None:
        """Let each of the numbers take its shortest mode that the budgets still allow."""
        balance = self._balance(modes)
        for number in numbers:
            ways = self.ways[number]
            for mode in sorted(
                self.choices[number], key=[one.shortest for one in ways].__getitem__
            ):
                changed = self._changed(balance, number, modes[number], mode)
                if all(one <= 0 for one in changed):
                    modes[number], balance = mode, changed
                    break

    def _balance(self, modes: Sequence[int]) -> list[int]:
        out = [-limit for limit in self._limits]
        for spends, mode in zip(self._spends, modes, strict=True):
            for budget, amount in enumerate(spends[mode]):
                out[budget] += amount
        return out

    def _changed(self, balance: Sequence[int], number: int, old: int, new: int) -> list[int]:
        spends = self._spends[number]
        return [
            spent - less + more
            for spent, less, more in zip(balance, spends[old], spends[new], strict=True)
        ]

    def _affordable(self, choices: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Leave out modes for which the budgets cannot be kept whatever the others do."""
        least = [
            [min(spends[mode][budget] for mode in modes) for budget in range(len(self._limits))]
            for spends, modes in zip(self._spends, choices, strict=True)
        ]
        slack = [
            limit - sum(one[budget] for one in least) for budget, limit in enumerate(self._limits)
        ]
        return [
            tuple(mode for mode in modes if self._fits(spends[mode], low, slack)) or modes
            for spends, modes, low in zip(self._spends, choices, least, strict=True)
        ]

    def _fits(self, spent: Sequence[int], low: Sequence[int], slack: Sequence[int]) -> bool:
        return all(one - least <= left for one, least, left in zip(spent, low, slack, strict=True))


def _spent(way: Way, count: int) -> tuple[int, ...]:
    out = [0] * count
    for budget, amount in way.spends:
        out[budget] += amount
    return tuple(out)


def _efficient(ways: Sequence[Way], choices: Sequence[int]) -> tuple[int, ...]:
    """Leave out modes to which another is no worse in length, pools and budgets."""
    kept: list[int] = []
    for mode in choices:
        rivals = [other for other in choices if other != mode]
        if not any(_no_worse(ways[other], ways[mode], other < mode) for other in rivals):
            kept.append(mode)
    return tuple(kept)


def _no_worse(one: Way, other: Way, earlier: bool) -> bool:
    mine = (one.length, _amounts(one))
    theirs = (other.length, _amounts(other))
    if mine == theirs:
        return earlier
    return one.length <= other.length and all(
        amount <= _amounts(other).get(key, 0) for key, amount in _amounts(one).items()
    )


def _amounts(way: Way) -> dict[tuple[str, int], int]:
    out: dict[tuple[str, int], int] = {}
    for kind, uses in (("pool", way.pools), ("budget", way.spends)):
        for key, amount in uses:
            out[kind, key] = out.get((kind, key), 0) + amount
    return {key: amount for key, amount in out.items() if amount}
