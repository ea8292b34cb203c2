"""A week of somebody as whoever answers for it reads it: rows, days, words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from napulse.access.actor import Actor
from napulse.timesheets.models import ScopeMark, TimeEntry
from napulse.timesheets.queries.entries import own_between
from napulse.timesheets.queries.grid import RowKey
from napulse.timesheets.queries.weeks import LAST, Week


@dataclass(slots=True)
class ReadLine:
    """Time on one thing through the week. Of clients that the reader does not see, no names."""

    client_name: str = ""
    project_name: str = ""
    part: str = ""
    is_seen: bool = True
    is_house: bool = False
    billable: bool = True
    days: dict[date, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    outside: int = 0
    marks: set[str] = field(default_factory=set)

    @property
    def minutes(self) -> int:
        return sum(self.days.values())

    @property
    def cells(self) -> list[int]:
        """The seven days in their order."""
        return list(self.days.values())


def week_lines(actor: Actor, week: Week) -> list[ReadLine]:
    """The week's time by what it was spent on, in one query; unseen clients are one line."""
    own = week.person.user_id == actor.own_id
    found: dict[object, ReadLine] = {}
    for entry in own_between(week.person.pk, week.week_on, week.week_on + LAST):
        seen = own or entry.client_id is None or actor.sees(entry.client_id)
        line = found.setdefault(RowKey.of(entry) if seen else None, _line(entry, seen, week))
        line.days[entry.on] += entry.minutes
        line.outside += entry.outside_minutes
        if entry.scope and seen:
            line.marks.add(str(ScopeMark(entry.scope).label))
        if entry.note and seen and entry.note not in line.notes:
            line.notes.append(entry.note)
    return sorted(found.values(), key=lambda one: (not one.is_seen, one.is_house, -one.minutes))


def day_sums(lines: Sequence[ReadLine]) -> list[int]:
    """How much stands on each of the seven days."""
    return [sum(cells) for cells in zip(*(line.cells for line in lines), strict=True)]


def _line(entry: TimeEntry, seen: bool, week: Week) -> ReadLine:
    days = {date.fromordinal(week.week_on.toordinal() + n): 0 for n in range(7)}
    if not seen:
        return ReadLine(is_seen=False, days=days)
    named = entry.line if entry.line_named else None
    return ReadLine(
        client_name=entry.client.name if entry.client else "",
        project_name=entry.project.name if entry.project else "",
        part=str(named or entry.task or ""),
        is_house=entry.client_id is None,
        billable=entry.billable,
        days=days,
    )
