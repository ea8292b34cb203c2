"""The page of capacity as plain rows: roles × weeks, and the people of each role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.delivery.queries.capacity import NO_ROLE, Ground, Member, ground, role_key
from napulse.engines.planning.capacity import (
    Days,
    days_away,
    demand,
    percent_of,
    supply,
    weeks_from,
)

FULL, BUSY = 100, 85


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wants to see: from which week, how many, and whether hopes count."""

    first: date
    weeks: int = 13
    with_tentative: bool = True
    opened: frozenset[int] = frozenset()


def _hours(minutes: int) -> int:
    return (minutes + 30) // 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A week of a role or a person: minutes asked and there, and days away."""

    week: Days
    asked: int
    there: int
    away: int = 0

    @property
    def percent(self) -> int | None:
        """Load in per cent; None when somebody is asked for and nobody is there."""
        return percent_of(self.asked, self.there)

    @property
    def asked_hours(self) -> int:
        return _hours(self.asked)

    @property
    def there_hours(self) -> int:
        return _hours(self.there)

    @property
    def short(self) -> int:
        """Hours that are missing."""
        return _hours(max(0, self.asked - self.there))

    @property
    def heat(self) -> str:
        """How full: free, some, busy, full or over, for the colour and for the words."""
        if not self.asked:
            return "none" if self.there else "closed"
        percent = self.percent
        if percent is None or percent > FULL:
            return "over"
        return "full" if percent > BUSY else "busy" if percent > BUSY // 2 else "some"


@dataclass(frozen=True, slots=True)
class PersonRow:
    member: Member
    cells: list[Cell]
    grade: str

    @property
    def peak(self) -> int | None:
        return peak_of(self.cells)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A work role: its people's time, what is asked of them, and of nobody yet."""

    role_id: int
    name: str
    cells: list[Cell]
    people: list[PersonRow]
    unnamed: list[Cell]
    is_open: bool

    @property
    def peak(self) -> int | None:
        return peak_of(self.cells)

    @property
    def has_unnamed(self) -> bool:
        return any(cell.asked for cell in self.unnamed)


@dataclass(frozen=True, slots=True)
class CapacityTable:
    weeks: list[Days]
    rows: list[RoleRow]
    total: list[Cell]
    has_plan: bool
    over: list[tuple[str, Cell]]


def peak_of(cells: Sequence[Cell]) -> int | None:
    """The fullest week; None when in some week people are asked for and nobody is there."""
    loads = [cell.percent for cell in cells]
    known = [load for load in loads if load is not None]
    return None if len(known) < len(loads) else max(known, default=0)


def capacity_table(actor: Actor, asked: Asked) -> CapacityTable:
    """Demand against supply of every role, with its people."""
    weeks = weeks_from(asked.first, asked.weeks)
    made = ground(actor, Days(weeks[0].first, weeks[-1].last))
    loads = demand(
        [claim.piece for claim in made.claims],
        made.workers,
        weeks,
        with_tentative=asked.with_tentative,
    )
    rows = _rows(made, weeks, loads, asked.opened)
    total = [_sum(week, [row.cells[n] for row in rows]) for n, week in enumerate(weeks)]
    over = [(row.name, cell) for row in rows for cell in row.cells if cell.heat == "over"]
    over.sort(key=lambda pair: -pair[1].short)
    return CapacityTable(weeks, rows, total, made.has_plan, over)


def _rows(
    made: Ground, weeks: list[Days], loads: dict[str, list[int]], opened: frozenset[int]
) -> list[RoleRow]:
    """Roles in the agency's order; those that nobody has and nobody asks for are left out."""
    names = {role.pk: role.name for role in made.roles} | {NO_ROLE: _("Without a work role")}
    by_role: dict[int, list[Member]] = {}
    for member in made.members:
        by_role.setdefault(member.role_id, []).append(member)
    rows = []
    for role_id, name in names.items():
        people = [_person(member, weeks, loads) for member in by_role.get(role_id, [])]
        if role_id == NO_ROLE:
            people = [row for row in people if any(cell.asked for cell in row.cells)]
        unnamed = _unnamed(weeks, loads.get(role_key(role_id), [0] * len(weeks)))
        if people or any(cell.asked for cell in unnamed):
            cells = [
                _sum(week, [*(row.cells[n] for row in people), unnamed[n]])
                for n, week in enumerate(weeks)
            ]
            rows.append(RoleRow(role_id, name, cells, people, unnamed, role_id in opened))
    return rows


def _unnamed(weeks: list[Days], asked: list[int]) -> list[Cell]:
    return [Cell(week, minutes, 0) for week, minutes in zip(weeks, asked, strict=True)]


def _person(member: Member, weeks: list[Days], loads: dict[str, list[int]]) -> PersonRow:
    asked = loads.get(member.who, [0] * len(weeks))
    there, away = supply(member.worker, weeks), days_away(member.worker, weeks)
    cells = [Cell(*each) for each in zip(weeks, asked, there, away, strict=True)]
    usual = next(iter(member.person.skills.all()), None)
    return PersonRow(member, cells, str(usual.get_grade_display()) if usual else "")


def _sum(week: Days, cells: Sequence[Cell]) -> Cell:
    return Cell(
        week,
        sum(cell.asked for cell in cells),
        sum(cell.there for cell in cells),
        sum(cell.away for cell in cells),
    )
