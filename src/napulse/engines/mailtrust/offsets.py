"""Where each character of a derived text came from: piecewise, so that it costs little."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import overload


class Offsets(Sequence[int]):
    """A sequence of source positions for a text of `length` characters, and one end entry.

    A piece begins at `starts[k]` of the text and at `sources[k]` of the source and runs on one to
    one; its last character ends at `stops[k]` of the source.
    """

    __slots__ = ("length", "sources", "starts", "stops")

    def __init__(self) -> None:
        self.length = 0
        self.starts = array("L")
        self.sources = array("L")
        self.stops = array("L")

    def add(self, length: int, source: int, stop: int) -> None:
        """Append `length` characters that stand in the source from `source` to `stop`."""
        if not length:
            return
        self.starts.append(self.length)
        self.sources.append(source)
        self.stops.append(stop)
        self.length += length

    def __len__(self) -> int:
        return self.length + 1

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index <= self.length:
            raise IndexError(index)
        if index == self.length:
            return self.stops[-1] if self.stops else 0
        piece = bisect_right(self.starts, index) - 1
        return min(self.sources[piece] + index - self.starts[piece], self.stops[piece] - 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash((self.length, self.starts.tobytes(), self.sources.tobytes()))

    def end(self, index: int) -> int:
        """Where the source of the character at `index` ends."""
        piece = bisect_right(self.starts, index) - 1
        following = self.starts[piece + 1] if piece + 1 < len(self.starts) else self.length
        return self.stops[piece] if index + 1 == following else self[index] + 1


class Later(Sequence[int]):
    """Offsets of a text of `length` characters that are worked out when first asked for."""

    __slots__ = ("_build", "_made", "length")

    def __init__(self, length: int, build: Callable[[], Offsets]) -> None:
        self.length = length
        self._build = build
        self._made: Offsets | None = None

    @property
    def made(self) -> Offsets:
        """The offsets themselves."""
        if self._made is None:
            self._made = self._build()
        return self._made

    def __len__(self) -> int:
        return self.length + 1

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        return self.made[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(self.made)


def source_span(at: Sequence[int], start: int, stop: int) -> tuple[int, int]:
    """The source range of the characters from `start` to `stop` (half-open)."""
    if stop <= start:
        return at[start], at[start]
    if isinstance(at, Later):
        at = at.made
    if isinstance(at, Offsets):
        return at[start], at.end(stop - 1)
    return at[start], at[stop - 1] + 1
