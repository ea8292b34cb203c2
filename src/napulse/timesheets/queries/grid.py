"""A person's week as a grid: rows of what was worked on, seven days, and the norm of each day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.delivery.models import Project, Task
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import whole
from napulse.engines.pricing import hours
from napulse.estimates.models import BudgetLine
from napulse.people.models import Person
from napulse.timesheets.models import EntryState, ScopeMark, SheetState, TimeEntry, WeekSheet
from napulse.timesheets.queries.entries import own_between
from napulse.timesheets.queries.norms import DAY, NormDay, norm_of, week_days
from napulse.timesheets.queries.places import (
    WORKED_ON,
    clients_for_time,
    lines_for_time,
    own_projects,
    projects_for_time,
    tasks_for_time,
)
from napulse.timesheets.queries.weeks import LAST, WEEK

PARTS = 5
MOST_FIRST = 8
CLOSED = (SheetState.SUBMITTED, SheetState.APPROVED)


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row is about, as an address and a form write it: ids joined by dots, 0 is none."""

    client: int = 0
    project: int = 0
    task: int = 0
    line: int = 0
    billable: int = 1

    def __str__(self) -> str:
        return f"{self.client}.{self.project}.{self.task}.{self.line}.{self.billable}"

    @classmethod
    def read(cls, text: str) -> "RowKey":
        """Missing when the text is no key."""
        parts = [whole(part) for part in text.split(".")]
        numbers = [part for part in parts if part is not None]
        if len(numbers) != PARTS or len(parts) != PARTS:
            raise Missing("row")
        client, project, task, line, billable = numbers
        return cls(client, project, task, line, int(billable > 0 and client > 0))

    @classmethod
    def of(cls, entry: TimeEntry) -> "RowKey":
        """The row in which an entry stands: a line only where a person named it."""
        line = entry.line_id if entry.line_named else 0
        return cls(
            entry.client_id or 0,
            entry.project_id or 0,
            entry.task_id or 0,
            line or 0,
            int(entry.billable and entry.client_id is not None),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A row's key with the things it names."""

    key: RowKey
    client: Client | None = None
    project: Project | None = None
    task: Task | None = None
    line: BudgetLine | None = None


@dataclass(slots=True)
class Cell:
    """Time of one row on one day; what was typed and refused stays with its error."""

    key: RowKey
    on: date
    entries: list[TimeEntry] = field(default_factory=list)
    typed: str | None = None
    error: str = ""

    @property
    def ident(self) -> str:
        return f"{self.key}@{self.on.isoformat()}"

    @property
    def html_id(self) -> str:
        return f"c-{str(self.key).replace('.', '-')}-{self.on.isoformat()}"

    @property
    def minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @property
    def value(self) -> str:
        """What the field shows."""
        return hours.write(self.minutes) if self.typed is None else self.typed

    @property
    def seen(self) -> str:
        """Which entries in which versions the cell shows: whoever writes it says them back."""
        return seen_of(self.entries)

    @property
    def note(self) -> str:
        return "; ".join(entry.note for entry in self.entries if entry.note)

    @property
    def is_many(self) -> bool:
        return len(self.entries) > 1

    @property
    def is_fixed(self) -> bool:
        """Several entries are changed one by one, and an invoice's not at all."""
        return self.is_many or any(entry.state == EntryState.LOCKED for entry in self.entries)

    @property
    def outside(self) -> int:
        return sum(e.outside_minutes for e in self.entries if e.scope != ScopeMark.INSIDE)


def seen_of(entries: Iterable[TimeEntry]) -> str:
    return " ".join(f"{entry.pk}:{entry.version}" for entry in entries)


@dataclass(slots=True)
class Row:
    """A row of the grid."""

    place: Place
    cells: list[Cell]

    @property
    def key(self) -> RowKey:
        return self.place.key

    @property
    def html_id(self) -> str:
        return f"r-{str(self.key).replace('.', '-')}"

    @property
    def minutes(self) -> int:
        return sum(cell.minutes for cell in self.cells)

    @property
    def outside(self) -> int:
        return sum(cell.outside for cell in self.cells)


@dataclass(frozen=True, slots=True)
class GridDay:
    """A day with its sum and its norm."""

    norm: NormDay
    minutes: int

    @property
    def on(self) -> date:
        return self.norm.on

    @property
    def short(self) -> int:
        return max(0, self.norm.minutes - self.minutes)

    @property
    def over(self) -> int:
        return max(0, self.minutes - self.norm.minutes)


@dataclass(slots=True)
class Grid:
    """A week of a person."""

    person: Person
    week_on: date
    days: list[GridDay]
    rows: list[Row]
    sheet: WeekSheet | None

    @property
    def state(self) -> str:
        return self.sheet.state if self.sheet else SheetState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def norm(self) -> int:
        return sum(day.norm.minutes for day in self.days)

    @property
    def short(self) -> int:
        return max(0, self.norm - self.minutes)

    @property
    def over(self) -> int:
        return max(0, self.minutes - self.norm)

    @property
    def outside(self) -> int:
        return sum(row.outside for row in self.rows)

    @property
    def last_on(self) -> date:
        return self.week_on + LAST

    def cell(self, key: RowKey, on: date) -> Cell | None:
        """The cell of a row and a day, if the grid shows it."""
        found = (c for row in self.rows if row.key == key for c in row.cells if c.on == on)
        return next(found, None)


def grid_of(actor: Actor, person: Person, week_on: date, *, more: Sequence[RowKey] = ()) -> Grid:
    """A person's own week with the rows that were used, and those that are asked for."""
    entries = list(own_between(person.pk, week_on, week_on + LAST))
    norm = norm_of(person, week_on, week_on + LAST)
    places = {RowKey.of(entry): _place_of(entry) for entry in entries}
    wanted = [key for key in dict.fromkeys(more) if key not in places]
    places |= {place.key: place for place in places_of(actor, wanted)}
    days = week_days(week_on)
    rows = [Row(place, [Cell(key, on) for on in days]) for key, place in places.items()]
    by_key = {row.key: row for row in rows}
    for entry in entries:
        by_key[RowKey.of(entry)].cells[(entry.on - week_on).days].entries.append(entry)
    sums = [sum(entry.minutes for entry in entries if entry.on == on) for on in days]
    sheet = WeekSheet.objects.filter(person=person, week_on=week_on).select_related("answered_by")
    return Grid(
        person,
        week_on,
        [GridDay(norm[on], minutes) for on, minutes in zip(days, sums, strict=True)],
        sorted(rows, key=_order),
        sheet.first(),
    )


def _order(row: Row) -> tuple[object, ...]:
    """Clients by name, the house's own work last; within a project tasks and lines as planned."""
    place = row.place
    return (
        place.client is None,
        place.client.folded if place.client else "",
        place.project.folded if place.project else "",
        place.line.position if place.line else 0,
        place.task.position if place.task else 0,
        -row.key.billable,
        str(row.key),
    )


def _place_of(entry: TimeEntry) -> Place:
    line = entry.line if entry.line_named else None
    return Place(RowKey.of(entry), entry.client, entry.project, entry.task, line)


def places_of(actor: Actor, keys: Sequence[RowKey]) -> list[Place]:
    """What the keys name, of what the actor may enter time on; others are left out."""
    if not keys:
        return []
    projects = {p.pk: p for p in projects_for_time(actor).filter(pk__in={k.project for k in keys})}
    clients = {c.pk: c for c in clients_for_time(actor).filter(pk__in={k.client for k in keys})}
    tasks = _named(tasks_for_time(projects), {key.task for key in keys})
    lines = _named(lines_for_time(projects), {key.line for key in keys})
    found = (_place(key, projects, clients, tasks, lines) for key in keys)
    return [place for place in found if place is not None]


R = TypeVar("R", bound=Model)


def _named(rows: "QuerySet[R]", ids: set[int]) -> dict[int, R]:
    chosen = ids - {0}
    return {row.pk: row for row in rows.filter(pk__in=chosen)} if chosen else {}


def _place(
    key: RowKey,
    projects: Mapping[int, Project],
    clients: Mapping[int, Client],
    tasks: Mapping[int, Task],
    lines: Mapping[int, BudgetLine],
) -> Place | None:
    project = projects.get(key.project)
    if key.project and (project is None or project.client_id != key.client):
        return None
    client = project.client if project else clients.get(key.client)
    if key.client and client is None:
        return None
    task, line = tasks.get(key.task), lines.get(key.line)
    for asked, part in ((key.task, task), (key.line, line)):
        if asked and getattr(part, "project_id", 0) != key.project:
            return None
    return Place(key, client, project, task, line)


def place_of(actor: Actor, key: RowKey) -> Place:
    """One of them; Missing when the actor may not enter time on it."""
    found = places_of(actor, [key])
    if not found:
        raise Missing("row")
    return found[0]


def last_rows(person_id: int, week_on: date) -> list[RowKey]:
    """The rows of the last week before this one that had any, of the two months before."""
    before = own_between(person_id, week_on - 8 * WEEK, week_on - DAY)
    latest = before.order_by("-on").values_list("on", flat=True).first()
    if latest is None:
        return _first_rows(person_id)
    monday = latest - latest.weekday() * DAY
    return list(dict.fromkeys(map(RowKey.of, before.filter(on__gte=monday))))


def _first_rows(person_id: int) -> list[RowKey]:
    """Where nothing was entered yet: the projects that the person works in."""
    user_id = Person.objects.values_list("user_id", flat=True).get(pk=person_id)
    rows = own_projects(user_id).filter(state__in=WORKED_ON).order_by("-pk")
    return [RowKey(client, pk) for pk, client in rows.values_list("pk", "client_id")[:MOST_FIRST]]


def has_row(person_id: int, key: RowKey, on: date) -> bool:
    """Whether the person's week of the day shows the row: own time stands in it, whatever became
    of what it is about.
    """
    first = on - on.weekday() * DAY
    return key in map(RowKey.of, own_between(person_id, first, first + LAST))


def cell_entries(person_id: int, key: RowKey, on: date) -> list[TimeEntry]:
    """What stands in a cell."""
    rows = own_between(person_id, on, on).filter(
        client=key.client or None, project=key.project or None, task=key.task or None
    )
    return [entry for entry in rows if RowKey.of(entry) == key]
