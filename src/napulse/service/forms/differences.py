"""What a correction changed, as lines that a person reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from napulse.engines.reports import ActionLine, Change, ChangeKind, difference
from napulse.service.forms.editor import TITLES
from napulse.service.queries.reports import FrozenReport
from napulse.ui.text import StrOrPromise


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line: kind is added, removed or same."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DiffPart:
    """What differs in one part of the report."""

    title: StrOrPromise
    lines: list[DiffLine]


def told_difference(old: FrozenReport, new: FrozenReport) -> list[DiffPart]:
    """The parts that differ, in reading order; what was changed is shown as out and in."""
    parts: dict[str, list[DiffLine]] = {}
    for change in difference(old.content, new.content):
        parts.setdefault(change.section, []).extend(_lines(change, old, new))
    return [DiffPart(TITLES[name], lines) for name, lines in parts.items() if lines]


def _lines(change: Change, old: FrozenReport, new: FrozenReport) -> Iterator[DiffLine]:
    if change.kind is ChangeKind.REORDERED:
        return
    before, after = _said(change.before, old), _said(change.after, new)
    if before:
        yield DiffLine("removed", before)
    if after:
        yield DiffLine("added", after)


def _said(value: object, version: FrozenReport) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, ActionLine):
        due = value.due_on.strftime("%d.%m.%Y") if value.due_on else ""
        return " · ".join(part for part in (value.text, version.owner_of(value.key), due) if part)
    return str(getattr(value, "text", value))
