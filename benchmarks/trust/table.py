"""One table: what was measured, the figure, what is demanded, and a ratio to a baseline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`is_kept` is None for a figure that is only told."""

    what: str
    figure: str
    demanded: str = ""
    is_kept: bool | None = None
    ratio: str = ""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """From 0 to 1; an empty set is short of every demand."""
        return self.part / self.whole if self.whole else 0.0

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} % ({self.part} of {self.whole})"


def at_least(what: str, share: Share, demanded: float, ratio: str = "") -> Row:
    """A share that must not be smaller."""
    return Row(what, str(share), f">= {100 * demanded:g} %", share.value >= demanded, ratio)


def at_most(what: str, count: int, of: int, most: int, ratio: str = "") -> Row:
    """A number of letters that must not be larger, of a set that must not be empty."""
    return Row(what, f"{count} of {of}", f"<= {most}", count <= most and of > 0, ratio)


def told(rows: Iterable[Row]) -> Iterator[str]:
    """The table as lines."""
    yield f"{'':60} {'figure':>26} {'demanded':>14}  {'ratio':20}"
    for row in rows:
        mark = {True: "", False: "SHORT", None: ""}[row.is_kept]
        line = f"{row.what:60} {row.figure:>26} {row.demanded:>14}  {row.ratio:20} {mark}"
        yield line.rstrip()
