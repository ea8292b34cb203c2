"""The work breakdown as plain values: what a grid, a file, a template and the database share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

PHASE = "phase"
WORK = "work"
REVIEW = "review"
MILESTONE = "milestone"
KINDS = (PHASE, WORK, REVIEW, MILESTONE)

PLANNED = "planned"
STARTED = "started"
DONE = "done"

HALF_DAYS_MAX = 400
LAG_MAX = 400
MINUTES_MAX = 2000 * 60
PEOPLE_MAX = 20
ROWS_MAX = 500
NUMBER_MAX = 9999
LENGTHS = {"name": 200, "deliverable": 200, "note": 300}
PHASE_LENGTH = 120

Points = tuple[int, int, int]
NOTHING: Points = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """`count` people of a work role at a grade or above; `minutes` of each, three points."""

    role_id: int
    role: str
    grade: int = 1
    count: int = 1
    minutes: Points = NOTHING


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Begins `lag` half-days after the task of this number has ended."""

    before: int
    lag: int = 0


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One row: a phase, or a task under the phase above it. Number 0 is "the next free one".

    `length` is in half-days that pass without our people, three points. A task has needs or a
    length; a milestone has neither.
    """

    kind: str
    name: str
    number: int = 0
    needs: tuple[NeedRow, ...] = ()
    length: Points = NOTHING
    after: tuple[LinkRow, ...] = ()
    not_before_on: date | None = None
    due_on: date | None = None
    optional: bool = False
    deliverable: str = ""
    state: str = PLANNED
    started_on: date | None = None
    done_on: date | None = None
    note: str = ""

    @property
    def is_task(self) -> bool:
        return self.kind != PHASE

    @property
    def likely_minutes(self) -> int:
        """Work of all people of the row at the likeliest."""
        return sum(need.minutes[1] * need.count for need in self.needs)

    @property
    def is_unestimated(self) -> bool:
        """Work or a review that says neither how much nor how long."""
        if self.kind not in (WORK, REVIEW) or self.length[2]:
            return False
        return not self.needs or any(not need.minutes[2] for need in self.needs)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its place in the list, the column, a code and its values."""

    at: int
    column: str
    code: str
    values: Mapping[str, Any]


def numbered(rows: Sequence[WorkRow], last: int = 0) -> list[WorkRow]:
    """The rows with every task numbered: those without get the free ones above `last`, in order."""
    used = {row.number for row in rows if row.is_task}
    free = (number for number in count(last + 1) if number not in used)
    return [
        replace(row, number=next(free)) if row.is_task and not row.number else row for row in rows
    ]


def renumbered(rows: Sequence[WorkRow], above: int) -> list[WorkRow]:
    """The same tasks and links with numbers that begin after `above`."""
    known = {row.number for row in rows if row.is_task and row.number}
    new = {old: above + place for place, old in enumerate(sorted(known), 1)}
    return [
        replace(
            row,
            number=new.get(row.number, 0),
            after=tuple(replace(link, before=new.get(link.before, 0)) for link in row.after),
        )
        for row in rows
    ]


def faults(rows: Sequence[WorkRow]) -> list[Fault]:
    """Everything that forbids these rows, in their order; rings of links last."""
    found: list[Fault] = []
    seen: set[int] = set()
    numbers = {row.number for row in rows if row.is_task and row.number}
    if len(rows) > ROWS_MAX:
        found.append(Fault(ROWS_MAX, "name", "work.too_many", {"limit": ROWS_MAX}))
    for at, row in enumerate(rows):
        found += [Fault(at, *told) for told in _of_words(row)]
        if not row.is_task:
            continue
        if row.number and row.number in seen:
            found.append(Fault(at, "number", "work.number_taken", {"number": row.number}))
        seen.add(row.number)
        found += [Fault(at, *told) for told in _of_estimates(row)]
        found += [Fault(at, *told) for told in _of_links(row, numbers)]
    return found or list(_rings(rows))


Told = tuple[str, str, dict[str, Any]]


def _of_words(row: WorkRow) -> Iterator[Told]:
    longest = LENGTHS | ({} if row.is_task else {"name": PHASE_LENGTH})
    if not row.name:
        yield "name", "work.no_name", {}
    if row.number > NUMBER_MAX:
        yield "number", "work.number_too_high", {"limit": NUMBER_MAX}
    for column, limit in longest.items():
        if len(getattr(row, column)) > limit:
            yield column, "work.too_long", {"limit": limit}
    if row.due_on and row.not_before_on and row.due_on < row.not_before_on:
        yield "due_on", "work.due_before_start", {}


def _of_estimates(row: WorkRow) -> Iterator[Told]:
    for low, likely, high in (*(need.minutes for need in row.needs), row.length):
        if min(low, likely, high) < 0:
            yield "likely", "work.negative", {}
        elif not low <= likely <= high:
            yield "likely", "work.estimate_order", {}
    if any(need.minutes[2] > MINUTES_MAX for need in row.needs):
        yield "high", "work.too_much", {"hours": MINUTES_MAX // 60}
    if row.length[2] > HALF_DAYS_MAX:
        yield "high", "work.too_long_days", {"days": HALF_DAYS_MAX // 2}
    if any(not 1 <= need.count <= PEOPLE_MAX for need in row.needs):
        yield "who", "work.people", {"limit": PEOPLE_MAX}
    if row.kind in (REVIEW, MILESTONE) and row.needs:
        yield "who", "work.no_people_here", {}


def _of_links(row: WorkRow, numbers: set[int]) -> Iterator[Told]:
    seen: set[int] = set()
    for link in row.after:
        if link.before == row.number:
            yield "after", "work.after_itself", {}
        elif link.before not in numbers:
            yield "after", "work.unknown_task", {"number": link.before}
        elif link.before in seen:
            yield "after", "work.link_twice", {"number": link.before}
        elif not 0 <= link.lag <= LAG_MAX:
            yield "after", "work.lag", {"days": LAG_MAX // 2}
        seen.add(link.before)


def _rings(rows: Sequence[WorkRow]) -> Iterator[Fault]:
    ring = ring_in({row.number: [link.before for link in row.after] for row in rows if row.number})
    if ring:
        told = " → ".join(str(number) for number in ring)
        at = next(i for i, row in enumerate(rows) if row.number == ring[0])
        yield Fault(at, "after", "work.ring", {"ring": told})


def ring_in(before: Mapping[int, Sequence[int]]) -> list[int]:
    """One ring of tasks in the order of the work, the first repeated at the end; else nothing."""
    done: set[int] = set()
    for start in before:
        path: list[int] = []
        stack: list[tuple[int, Iterator[int]]] = []
        if start not in done:
            path, stack = [start], [(start, iter(before[start]))]
        while stack:
            number, rest = stack[-1]
            nearer = next((one for one in rest if one not in done), None)
            if nearer is None:
                done.add(number)
                path.pop()
                stack.pop()
            elif nearer in path:
                ring = path[path.index(nearer) :][::-1]
                least = ring.index(min(ring))
                ring = ring[least:] + ring[:least]
                return [*ring, ring[0]]
            else:
                path.append(nearer)
                stack.append((nearer, iter(before.get(nearer, ()))))
    return []


# ---- the stored shape: a template, a breakdown to go back to ----


def content_of(rows: Sequence[WorkRow], start: date | None = None) -> dict[str, Any]:
    """The rows as plain JSON; with a start, dates become days from it (the start is day 0)."""
    return {"rows": [_packed(row, start) for row in rows]}


def _packed(row: WorkRow, start: date | None) -> dict[str, Any]:
    packed: dict[str, Any] = {"kind": row.kind, "name": row.name}
    if row.is_task:
        packed["number"] = row.number
    if row.needs:
        packed["needs"] = [
            [need.role_id, need.role, need.grade, need.count, *need.minutes] for need in row.needs
        ]
    if any(row.length):
        packed["length"] = list(row.length)
    if row.after:
        packed["after"] = [[link.before, link.lag] for link in row.after]
    for name, day in (("not_before", row.not_before_on), ("due", row.due_on)):
        if day is not None:
            packed |= {f"{name}_day": (day - start).days} if start else {name: day.isoformat()}
    if row.state != PLANNED and not start:
        packed["state"] = [row.state, _iso(row.started_on), _iso(row.done_on)]
    plain = {"optional": row.optional, "deliverable": row.deliverable, "note": row.note}
    return packed | {name: value for name, value in plain.items() if value}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def rows_of(content: Mapping[str, Any], start: date | None = None) -> list[WorkRow]:
    """The rows of stored content; days from the start become dates, or nothing without one."""
    return [_unpacked(packed, start) for packed in content.get("rows", ())]


def _unpacked(packed: Mapping[str, Any], start: date | None) -> WorkRow:
    state, started, done = packed.get("state", (PLANNED, None, None))
    return WorkRow(
        kind=packed["kind"],
        name=packed["name"],
        number=packed.get("number", 0),
        needs=tuple(
            NeedRow(role_id, role, grade, count, (low, likely, high))
            for role_id, role, grade, count, low, likely, high in packed.get("needs", ())
        ),
        length=_points(packed.get("length", NOTHING)),
        after=tuple(LinkRow(before, lag) for before, lag in packed.get("after", ())),
        not_before_on=_day(packed, "not_before", start),
        due_on=_day(packed, "due", start),
        optional=packed.get("optional", False),
        deliverable=packed.get("deliverable", ""),
        state=state,
        started_on=date.fromisoformat(started) if started else None,
        done_on=date.fromisoformat(done) if done else None,
        note=packed.get("note", ""),
    )


def _points(values: Sequence[int]) -> Points:
    low, likely, high = values
    return low, likely, high


def _day(packed: Mapping[str, Any], name: str, start: date | None) -> date | None:
    if name in packed:
        return date.fromisoformat(packed[name])
    days = packed.get(f"{name}_day")
    return start + timedelta(days=days) if start and days is not None else None
