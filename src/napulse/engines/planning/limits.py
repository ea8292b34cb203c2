"""How long to look and whom to tell: what every search obeys."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from napulse.engines.planning.draft import Draft


def _never() -> bool:
    return False


def _nobody(_draft: Draft, _value: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Limits:
    """Wall seconds or, for the same answer on any machine, rounds; whichever ends first.

    ``stop`` is asked often and ends the search; ``on_better`` hears of every better draft.
    """

    seconds: float | None = 5.0
    rounds: int | None = None
    seed: int = 1
    stop: Callable[[], bool] = _never
    on_better: Callable[[Draft, int], None] = _nobody


class Watch:
    """Counts the rounds and the seconds of one search."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._begun = time.perf_counter()
        self.rounds = 0

    def over(self) -> bool:
        """Count a round and return whether the search has to end before it."""
        self.rounds += 1
        limits = self._limits
        if limits.rounds is not None and self.rounds > limits.rounds:
            return True
        if limits.seconds is not None and self.elapsed >= limits.seconds:
            return True
        return limits.stop()

    @property
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self._begun

    def share(self) -> float:
        """Return how much of the limits is used up, from 0 to 1."""
        limits = self._limits
        used = [0.0]
        if limits.rounds:
            used.append(self.rounds / limits.rounds)
        if limits.seconds:
            used.append(self.elapsed / limits.seconds)
        return min(1.0, max(used))
