"""What a version changed of the one before: line by line and in its sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from napulse.engines.kernel.text import fold
from napulse.estimates.queries.content import Offered, OfferedLine

SEEN = ("phase", "kind", "title", "unit", "quantity_milli", "price", "optional", "chosen", "note")


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of either version; `kind` says what became of it, `by` by how much its sum moved."""

    kind: Literal["added", "removed", "changed"]
    before: OfferedLine | None
    after: OfferedLine | None

    @property
    def title(self) -> str:
        line = self.after or self.before
        return line.title if line else ""

    @property
    def by(self) -> int:
        return _worth(self.after) - _worth(self.before)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; sums are those of the newer less those of the older."""

    lines: tuple[Changed, ...]
    net: int
    vat: int
    total: int

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.total and not self.net


def _worth(line: OfferedLine | None) -> int:
    return line.net if line else 0


def difference(before: Offered, after: Offered) -> Difference:
    """Lines are the same when phase, title and kind are; then when title and kind are."""
    left = list(before.lines)
    changed: list[Changed] = []
    for line in after.lines:
        old = _take(left, line)
        if old is None:
            changed.append(Changed("added", None, line))
        elif any(getattr(old, name) != getattr(line, name) for name in SEEN):
            changed.append(Changed("changed", old, line))
    changed += [Changed("removed", line, None) for line in left]
    return Difference(
        tuple(changed),
        net=after.net - before.net,
        vat=after.vat - before.vat,
        total=after.total - before.total,
    )


def _take(left: list[OfferedLine], line: OfferedLine) -> OfferedLine | None:
    """The line of the older version that became this one; it is not to be found again."""
    found = _first(left, line, exact=True) or _first(left, line, exact=False)
    if found is not None:
        left.remove(found)
    return found


def _first(left: Sequence[OfferedLine], line: OfferedLine, *, exact: bool) -> OfferedLine | None:
    for one in left:
        is_same = (fold(one.title), one.kind) == (fold(line.title), line.kind)
        if is_same and (not exact or one.phase == line.phase):
            return one
    return None
