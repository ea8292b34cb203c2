"""What differs between two versions of a report, and how two edits of one draft are merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from napulse.engines.reports.content import HEADS, SECTIONS, Item, ReportContent, items

Value = Item | str | date | tuple[str, ...] | None


class ChangeKind(StrEnum):
    """What happened to a line; ``reordered`` is of a whole section, with its keys in order."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: a line of a section by its key, or a head field with an empty key."""

    kind: ChangeKind
    section: str
    key: str
    before: Value
    after: Value

    @property
    def changed_fields(self) -> tuple[str, ...]:
        """The names of the fields of a line that differ; empty for anything else."""
        before, after = self.before, self.after
        if not isinstance(before, Item) or not isinstance(after, Item):
            return ()
        names = [each.name for each in fields(before)]
        return tuple(name for name in names if getattr(before, name) != getattr(after, name))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed the same thing differently; None is a line that is not there."""

    section: str
    key: str
    base: Value
    mine: Value
    theirs: Value


class Merged(NamedTuple):
    """The merged content, and what a person has to choose in it."""

    content: ReportContent
    conflicts: tuple[Conflict, ...]


def difference(old: ReportContent, new: ReportContent) -> list[Change]:
    """Return all that changed, in reading order; ``apply`` of it to ``old`` gives ``new``."""
    changes = [
        Change(ChangeKind.CHANGED, name, "", getattr(old, name), getattr(new, name))
        for name in HEADS
        if getattr(old, name) != getattr(new, name)
    ]
    for section in SECTIONS:
        changes += _line_changes(section, _by_key(old, section), _by_key(new, section))
    return changes


def apply(old: ReportContent, changes: Sequence[Change]) -> ReportContent:
    """Return the content after the changes, which were found against the same ``old``."""
    values: dict[str, Any] = {each.section: each.after for each in changes if not each.key}
    parts = {name: value for name, value in values.items() if name in HEADS}
    for section in SECTIONS:
        parts[section] = tuple(_changed_lines(_by_key(old, section), section, changes))
    return replace(old, **parts)


def merge3(base: ReportContent, mine: ReportContent, theirs: ReportContent) -> Merged:
    """Merge two edits of ``base``, head field by head field and line by line.

    What only one side changed is taken. What both changed differently is a conflict: the merged
    content then holds mine, or theirs where I removed the line, and the conflict shows all.
    """
    conflicts: list[Conflict] = []
    merged: dict[str, Any] = {}
    for name in HEADS:
        three = (getattr(base, name), getattr(mine, name), getattr(theirs, name))
        merged[name] = three[1] if three[0] == three[2] else three[2]
        if _clash(*three):
            merged[name] = three[1]
            conflicts.append(Conflict(name, "", *three))
    for section in SECTIONS:
        three_way = [_by_key(content, section) for content in (base, mine, theirs)]
        lines, clashes = _merge_lines(section, *three_way)
        merged[section] = tuple(lines[key] for key in _merged_order(lines, *three_way))
        conflicts += clashes
    return Merged(replace(base, **merged), tuple(conflicts))


def weave(leading: Sequence[str], following: Sequence[str]) -> list[str]:
    """Return the leading keys in their order, the other keys each after its own predecessor."""
    woven = list(leading)
    place = 0
    for key in following:
        if key in woven:
            place = woven.index(key) + 1
        else:
            woven.insert(place, key)
            place += 1
    return woven


def _by_key(content: ReportContent, section: str) -> dict[str, Item]:
    return {item.key: item for item in items(content, section)}


def _line_changes(
    section: str, old: Mapping[str, Item], new: Mapping[str, Item]
) -> Iterator[Change]:
    for key in weave(list(new), list(old)):
        before, after = old.get(key), new.get(key)
        if before != after:
            yield Change(_kind(before, after), section, key, before, after)
    plain = [*(key for key in old if key in new), *(key for key in new if key not in old)]
    if plain != list(new):
        yield Change(ChangeKind.REORDERED, section, "", tuple(old), tuple(new))


def _kind(before: Item | None, after: Item | None) -> ChangeKind:
    if before is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if after is None else ChangeKind.CHANGED


def _changed_lines(old: Mapping[str, Item], section: str, changes: Sequence[Change]) -> list[Item]:
    lines, order = dict(old), None
    for change in changes:
        if change.section != section:
            continue
        if isinstance(change.after, Item):
            lines[change.key] = change.after
        elif change.kind is ChangeKind.REORDERED and isinstance(change.after, tuple):
            order = change.after
        else:
            del lines[change.key]
    return [lines[key] for key in order or lines]


def _clash(base: Value, mine: Value, theirs: Value) -> bool:
    return base != mine and base != theirs and mine != theirs


def _merge_lines(
    section: str, base: Mapping[str, Item], mine: Mapping[str, Item], theirs: Mapping[str, Item]
) -> tuple[dict[str, Item], list[Conflict]]:
    lines: dict[str, Item] = {}
    conflicts: list[Conflict] = []
    for key in {**base, **mine, **theirs}:
        was, ours, other = base.get(key), mine.get(key), theirs.get(key)
        kept = ours if was == other else other
        if _clash(was, ours, other):
            kept = ours or other
            conflicts.append(Conflict(section, key, was, ours, other))
        if kept is not None:
            lines[key] = kept
    return lines, conflicts


def _merged_order(
    lines: Mapping[str, Item],
    base: Mapping[str, Item],
    mine: Mapping[str, Item],
    theirs: Mapping[str, Item],
) -> list[str]:
    """Keep my order if I changed it, otherwise theirs; the other side's lines are woven in."""
    untouched = [key for key in mine if key in base] == [key for key in base if key in mine]
    leading, following = (theirs, mine) if untouched else (mine, theirs)
    return weave(
        [key for key in leading if key in lines], [key for key in following if key in lines]
    )
