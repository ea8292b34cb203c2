"""What a correction changed, as lines that a person reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from napulse.engines.reports import ActionLine, Change, ChangeKind, difference
from napulse.service.forms.editor import TITLES
from napulse.service.models import InteractionKind
from napulse.service.queries.reports import FrozenReport, Head
from napulse.ui.formats import written_day
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
    parts = {"circumstances": list(_circumstances(old.head, new.head))}
    for change in difference(old.content, new.content):
        parts.setdefault(change.section, []).extend(_lines(change, old, new))
    return [DiffPart(_title(name), lines) for name, lines in parts.items() if lines]


def _title(name: str) -> StrOrPromise:
    return _("Circumstances") if name == "circumstances" else TITLES[name]


def _circumstances(old: Head, new: Head) -> Iterator[DiffLine]:
    """When, how and with whom: what stands above the topics."""
    for before, after in zip(_facts(old, new.zone), _facts(new, new.zone), strict=True):
        if before != after:
            yield DiffLine("removed", before)
            yield DiffLine("added", after)


def _facts(head: Head, zone: str) -> tuple[str, ...]:
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (head.starts_at, head.ends_at))
    when = f"{date_format(starts, 'DATETIME_FORMAT')}–{date_format(ends, 'TIME_FORMAT')}"
    return when, str(InteractionKind(head.kind).label), ", ".join(head.attendees)


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
        return written_day(value)
    if isinstance(value, ActionLine):
        due = written_day(value.due_on) if value.due_on else ""
        return " · ".join(part for part in (value.text, version.owner_of(value.key), due) if part)
    return str(getattr(value, "text", value))
