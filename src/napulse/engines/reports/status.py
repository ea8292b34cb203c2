"""A status report's lines: what changed since the last one sent, and what its sources say now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from napulse.engines.reports import reading
from napulse.engines.reports.changes import weave

FINGERPRINT_DIGITS = 16


class Section(StrEnum):
    """The parts of a status report, in the order of reading."""

    DONE = "done"
    NEXT = "next"
    WAITS_CLIENT = "waits_client"
    ACTIONS_OURS = "actions_ours"
    ACTIONS_CLIENT = "actions_client"
    DEADLINES = "deadlines"
    RISKS = "risks"


class LineTone(StrEnum):
    """How a line is coloured."""

    PLAIN = "plain"
    OK = "ok"
    WARN = "warn"
    RISK = "risk"


class Mark(StrEnum):
    """How a line stands to the last report sent."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One line; ``key`` names it from report to report.

    ``source`` ("app.Model") and ``source_id`` lead to the record it was drafted from, whose state
    then was ``fingerprint``; a line of the manager's own has no source. ``edited`` says that the
    text is the manager's; a line not ``shown`` stays in the draft and is not sent; an ``internal``
    one is for colleagues alone.
    """

    key: str
    section: Section
    text: str
    source: str = ""
    source_id: int | None = None
    fingerprint: str = ""
    project_id: int | None = None
    tone: LineTone = LineTone.PLAIN
    edited: bool = False
    shown: bool = True
    internal: bool = False

    @property
    def for_client(self) -> bool:
        """Whether the client gets it at all."""
        return self.shown and not self.internal

    @property
    def as_read(self) -> tuple[Section, str, LineTone]:
        """What the client sees of it."""
        return self.section, self.text, self.tone


def fingerprint(values: Mapping[str, object]) -> str:
    """Return 16 hexadecimal digits that differ when the values of a source record do."""
    plain = {name: str(value) for name, value in values.items()}
    return reading.sha256_hex(reading.canonical_bytes(plain))[:FINGERPRINT_DIGITS]


def edit(line: StatusLine, text: str) -> StatusLine:
    """Return the line with the manager's text; the same text is no edit."""
    return line if text == line.text else replace(line, text=text, edited=True)


def compare(lines: Iterable[StatusLine], last_sent: Iterable[StatusLine]) -> dict[str, Mark]:
    """Return the mark of every line the client will see, then of those that are gone.

    A line differs when the client would read it differently, whatever its source did.
    """
    before = {line.key: line.as_read for line in last_sent if line.for_client}
    marks: dict[str, Mark] = {}
    for line in lines:
        if line.for_client:
            marks[line.key] = _mark(before.get(line.key), line)
    return {**marks, **{key: Mark.GONE for key in before if key not in marks}}


def stale(lines: Iterable[StatusLine], live_fingerprints: Mapping[str, str]) -> list[str]:
    """Return the keys of lines whose source changed after drafting, or vanished."""
    return [
        line.key
        for line in lines
        if line.source and live_fingerprints.get(line.key) != line.fingerprint
    ]


def appeared(lines: Iterable[StatusLine], live_fingerprints: Mapping[str, str]) -> list[str]:
    """Return the keys that live data have and the draft does not."""
    drafted = {line.key for line in lines}
    return [key for key in live_fingerprints if key not in drafted]


def overwritten(lines: Iterable[StatusLine], live: Iterable[StatusLine]) -> list[StatusLine]:
    """Return the lines whose edited text ``refresh`` would replace or drop: ask before."""
    edited = [line for line in lines if line.edited]
    replaced = set(stale(edited, fingerprints(live)))
    return [line for line in edited if line.key in replaced]


def refresh(lines: Sequence[StatusLine], live: Sequence[StatusLine]) -> tuple[StatusLine, ...]:
    """Return the draft brought up to live data.

    A line whose source is unchanged keeps the manager's text and place; one whose source changed
    takes the live text, and stays hidden if it was; one whose source vanished is dropped; new ones
    come in after their live predecessor. Lines of the manager's own stay.
    """
    now = {line.key: line for line in live}
    kept = {line.key: _refreshed(line, now.get(line.key)) for line in lines}
    leading = [key for key, line in kept.items() if line is not None]
    return tuple(kept.get(key) or now[key] for key in weave(leading, list(now)))


def fingerprints(lines: Iterable[StatusLine]) -> dict[str, str]:
    """Return the fingerprint of every line by its key."""
    return {line.key: line.fingerprint for line in lines}


def lines_to_json(lines: Iterable[StatusLine]) -> list[dict[str, Any]]:
    """Return the stored form of the lines: plain JSON data."""
    return [asdict(line) for line in lines]


def lines_from_json(raw: object) -> tuple[StatusLine, ...]:
    """Read the stored form, whatever it lacks; ``lines_to_json`` is read back unchanged."""
    rows = reading.records(raw)
    keys = reading.unique_keys((row.get("key") for row in rows), "line")
    return tuple(_line(key, row) for key, row in zip(keys, rows, strict=True))


def status_canonical(lines: Iterable[StatusLine]) -> bytes:
    """Return the byte form by which a sent status report is frozen."""
    return reading.canonical_bytes(lines_to_json(lines))


def status_hash(lines: Iterable[StatusLine]) -> str:
    """Return the SHA-256 of the canonical form in 64 hexadecimal digits."""
    return reading.sha256_hex(status_canonical(lines))


def _mark(before: tuple[Section, str, LineTone] | None, line: StatusLine) -> Mark:
    if before is None:
        return Mark.NEW
    return Mark.SAME if before == line.as_read else Mark.CHANGED


def _refreshed(line: StatusLine, live: StatusLine | None) -> StatusLine | None:
    if not line.source:
        return line
    if live is None or live.fingerprint == line.fingerprint:
        return live and line
    return replace(live, shown=line.shown, internal=line.internal)


def _line(key: str, row: Mapping[str, object]) -> StatusLine:
    return StatusLine(
        key=key,
        section=reading.choice(row.get("section"), Section.DONE),
        text=reading.text(row.get("text")),
        source=reading.text(row.get("source")),
        source_id=reading.whole(row.get("source_id")),
        fingerprint=reading.text(row.get("fingerprint")),
        project_id=reading.whole(row.get("project_id")),
        tone=reading.choice(row.get("tone"), LineTone.PLAIN),
        edited=row.get("edited") is True,
        shown=row.get("shown") is not False,
        internal=row.get("internal") is True,
    )
