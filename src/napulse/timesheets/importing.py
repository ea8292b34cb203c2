"""An export of another time tracker, row by row: whose time on what it is here, and what is wrong.

The names in a file mean something here only after a person looked: each is matched by e-mail, then
by name, and what a person chose for it instead stands above that.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from django.db.models import Sum

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.delivery.models import Project, Task
from napulse.engines.exchange.timetrackers import Reading, TimeFault, TimeRow
from napulse.engines.kernel.text import fold, whole
from napulse.people.models import Person
from napulse.timesheets.actions.checking import AHEAD, TOLD, EntryData, monday
from napulse.timesheets.models import EntryOrigin, EntryState, TimeEntry, TimeImport, WeekSheet
from napulse.timesheets.models.time import DAY_MINUTES
from napulse.timesheets.permissions import EDIT_TIME
from napulse.timesheets.queries.imports import reading_of
from napulse.timesheets.queries.places import projects_for_time

SKIP, HOUSE, OF_CLIENT, OF_PROJECT, NEW = "skip", "house", "c", "p", "new"
CHUNK = 500
Verb = Literal["write", "skip", "repeat", "error"]


@dataclass(slots=True)
class Named:
    """A name of the file: how often, how long, and what it means here."""

    key: str
    label: str
    note: str = ""
    rows: int = 0
    minutes: int = 0
    choice: str = ""
    is_guess: bool = True

    @property
    def is_open(self) -> bool:
        """Whether somebody must still say what it means."""
        return self.choice == ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what will be done with it."""

    row: TimeRow
    verb: Verb
    faults: tuple[TimeFault, ...] = ()
    data: EntryData | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every row of an import, and the names in it."""

    rows: Sequence[PlannedRow]
    people: Sequence[Named]
    places: Sequence[Named]
    counts: Mapping[str, int]
    reading: Reading

    def having(self, verb: str) -> list[PlannedRow]:
        return [row for row in self.rows if row.verb == verb]

    @property
    def entries(self) -> list[EntryData]:
        return [row.data for row in self.rows if row.verb == "write" and row.data]

    @property
    def minutes(self) -> int:
        return sum(data.minutes for data in self.entries)

    @property
    def open_names(self) -> int:
        """How many names nobody has said the meaning of."""
        return sum(name.is_open for name in (*self.people, *self.places))


def plan_of(
    actor: Actor,
    found: TimeImport,
    *,
    today: date,
    step: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Read, match and check the whole file; `step` is told how many rows are through."""
    reading = reading_of(found)
    known = _Known(actor, found, reading.rows, today)
    planned = []
    for done, row in enumerate(reading.rows, 1):
        planned.append(known.plan(row))
        step(done)
    checked = known.checked(planned)
    counts: Counter[str] = Counter(row.verb for row in checked)
    return Plan(checked, known.people_named(), known.places_named(), counts, reading)


def key_of(*words: str) -> str:
    """A short name for a name of the file, to stand in addresses of fields."""
    return hashlib.sha256("\x1f".join(fold(word) for word in words).encode()).hexdigest()[:12]


def projects_to_choose(actor: Actor) -> list[Project]:
    return list(projects_for_time(actor).order_by("client__folded", "folded"))


def people_to_choose(actor: Actor) -> list[Person]:
    """Oneself; with the right to it, everybody."""
    rows = Person.objects.select_related("user").order_by("user__folded")
    return list(rows if actor.can(EDIT_TIME) else rows.filter(user_id=actor.own_id))


@dataclass(slots=True)
class _Known:
    """What is here already, asked once for all rows."""

    actor: Actor
    found: TimeImport
    rows: Sequence[TimeRow]
    today: date
    people: dict[str, Person] = field(init=False)
    by_id: dict[int, Person] = field(init=False)
    projects: dict[int, Project] = field(init=False)
    by_name: dict[tuple[str, str], Project] = field(init=False)
    clients: dict[str, Client] = field(init=False)
    clients_by_id: dict[int, Client] = field(init=False)
    tasks: dict[tuple[int, str], Task] = field(init=False)
    taken: set[str] = field(init=False)
    named: dict[str, dict[str, Named]] = field(init=False)

    def __post_init__(self) -> None:
        everybody = people_to_choose(self.actor)
        self.by_id = {person.pk: person for person in everybody}
        self.people = {person.user.folded: person for person in everybody}
        self.people |= {person.user.email.lower(): person for person in everybody}
        found = projects_to_choose(self.actor)
        self.projects = {project.pk: project for project in found}
        self.by_name = {}
        for project in reversed(found):
            self.by_name["", project.folded] = project
            self.by_name[project.client.folded, project.folded] = project
        seen = list(Client.objects.seen_by(self.actor))
        self.clients = {client.folded: client for client in seen}
        self.clients_by_id = {client.pk: client for client in seen}
        wanted = {fold(row.task) for row in self.rows if row.task}
        tasks = Task.objects.filter(project__in=list(self.projects), deleted_at=None)
        self.tasks = {
            (task.project_id, fold(task.name)): task
            for task in (tasks if wanted else ())
            if fold(task.name) in wanted
        }
        self.taken = _taken(row.key for row in self.rows)
        self.named = {"people": {}, "places": {}}

    def people_named(self) -> list[Named]:
        return _told(self.named["people"])

    def places_named(self) -> list[Named]:
        return _told(self.named["places"])

    def plan(self, row: TimeRow) -> PlannedRow:
        """What the row means here; the faults of the file itself come first."""
        if row.faults:
            return PlannedRow(row, "error", row.faults)
        person, place = self._person(row), self._place(row)
        for name in (person, place):
            name.rows += 1
            name.minutes += row.minutes
        if SKIP in (person.choice, place.choice):
            return PlannedRow(row, "skip")
        faults = self._faults(row, person, place)
        if faults:
            return PlannedRow(row, "error", faults)
        if origin_of(row) in self.taken:
            return PlannedRow(row, "repeat")
        return PlannedRow(row, "write", (), self._data(row, person, place))

    def _faults(self, row: TimeRow, person: Named, place: Named) -> tuple[TimeFault, ...]:
        faults = []
        if person.is_open:
            faults.append(TimeFault("times.unknown_person", person.label))
        if place.is_open:
            faults.append(TimeFault("times.unknown_project", place.label))
        if row.on and row.on > self.today + AHEAD:
            faults.append(TimeFault("times.too_far_ahead", row.on.isoformat()))
        who = self.by_id.get(whole(person.choice) or 0)
        client_id = self._client_id(place)
        is_own = who is not None and who.user_id == self.actor.own_id
        if client_id and not is_own and not self.actor.sees(client_id):
            faults.append(TimeFault("times.not_your_client", place.label))
        return tuple(faults)

    def _client_id(self, place: Named) -> int | None:
        kind, _colon, key = place.choice.partition(":")
        project = self.projects.get(whole(key) or 0) if kind == OF_PROJECT else None
        if project is not None:
            return project.client_id
        return whole(key) if kind in (OF_CLIENT, NEW) else None

    def _person(self, row: TimeRow) -> Named:
        key = key_of(row.email or row.person)
        if key not in self.named["people"]:
            match = self.people.get(row.email) or self.people.get(fold(row.person))
            named = Named(key, row.person or row.email, row.email if row.person else "")
            self._choose(named, "people", str(match.pk) if match else "", set(map(str, self.by_id)))
            self.named["people"][key] = named
        return self.named["people"][key]

    def _place(self, row: TimeRow) -> Named:
        key = key_of(row.client, row.project)
        if key not in self.named["places"]:
            named = Named(key, row.project or row.client, row.client if row.project else "")
            self._choose(named, "places", self._guess(row), None)
            self.named["places"][key] = named
        return self.named["places"][key]

    def _guess(self, row: TimeRow) -> str:
        """The project of this name, of this client where one is named; the house's without any."""
        client, project = fold(row.client), fold(row.project)
        if project:
            match = self.by_name.get((client, project))
            return f"{OF_PROJECT}:{match.pk}" if match else ""
        if client:
            known = self.clients.get(client)
            return f"{OF_CLIENT}:{known.pk}" if known else ""
        return HOUSE

    def _choose(self, named: Named, kind: str, guess: str, allowed: set[str] | None) -> None:
        chosen = str(self.found.choices.get(kind, {}).get(named.key, ""))
        is_known = chosen == SKIP or (
            chosen in allowed if allowed is not None else self._is_place(chosen)
        )
        named.choice = chosen if is_known else guess
        named.is_guess = not is_known

    def _is_place(self, chosen: str) -> bool:
        kind, _colon, key = chosen.partition(":")
        if kind == OF_PROJECT:
            return (whole(key) or 0) in self.projects
        return chosen == HOUSE or (
            kind in (OF_CLIENT, NEW) and (whole(key) or 0) in self.clients_by_id
        )

    def _data(self, row: TimeRow, person: Named, place: Named) -> EntryData:
        kind, _colon, key = place.choice.partition(":")
        project = self.projects.get(whole(key) or 0) if kind == OF_PROJECT else None
        client = self.clients_by_id.get(whole(key) or 0) if kind in (OF_CLIENT, NEW) else None
        task = self.tasks.get((project.pk, fold(row.task))) if project else None
        note = row.note if task or not row.task else ": ".join(filter(None, (row.task, row.note)))
        is_approved = bool(self.found.choices.get("approved"))
        return EntryData(
            person=self.by_id[whole(person.choice) or 0],
            on=row.on or self.today,
            minutes=row.minutes,
            client=None if project else client,
            project=project,
            task=task,
            note=note,
            billable=row.billable is not False,
            origin=EntryOrigin.IMPORT,
            origin_key=origin_of(row),
            batch=self.found,
            state=EntryState.APPROVED if is_approved else EntryState.DRAFT,
        )

    def checked(self, planned: Sequence[PlannedRow]) -> list[PlannedRow]:
        """Days of more than 24 hours and weeks that were told already, by line."""
        data = [row.data for row in planned if row.data]
        full, told = _full_days(data), _told_weeks(data)
        checked = []
        for row in planned:
            fault = None
            if row.data and (row.data.person.pk, monday(row.data.on)) in told:
                fault = TimeFault("times.week_is_told", monday(row.data.on).isoformat())
            elif row.data and (row.data.person.pk, row.data.on) in full:
                fault = TimeFault("times.day_is_full", row.data.on.isoformat())
            checked.append(PlannedRow(row.row, "error", (fault,)) if fault else row)
        return checked


def origin_of(row: TimeRow) -> str:
    return f"import:{row.key}"


def _told(named: Mapping[str, Named]) -> list[Named]:
    """What must be answered first, then what takes the most time."""
    return sorted(named.values(), key=lambda name: (not name.is_open, -name.minutes, name.label))


def _taken(keys: Iterable[str]) -> set[str]:
    listed = [f"import:{key}" for key in keys]
    found: set[str] = set()
    for start in range(0, len(listed), CHUNK):
        rows = TimeEntry.objects.filter(origin_key__in=listed[start : start + CHUNK])
        found.update(key for key in rows.values_list("origin_key", flat=True) if key)
    return found


def _full_days(data: Sequence[EntryData]) -> set[tuple[int, date]]:
    sums: Counter[tuple[int, date]] = Counter()
    for one in data:
        sums[one.person.pk, one.on] += one.minutes
    if not sums:
        return set()
    days = [on for _person, on in sums]
    stored = TimeEntry.objects.filter(
        person__in={person for person, _on in sums},
        on__gte=min(days),
        on__lte=max(days),
        deleted_at=None,
    )
    grouped: Any = stored.order_by().values_list("person_id", "on").annotate(sum=Sum("minutes"))
    for person_id, on, minutes in grouped:
        if (person_id, on) in sums:
            sums[person_id, on] += minutes
    return {day for day, minutes in sums.items() if minutes > DAY_MINUTES}


def _told_weeks(data: Sequence[EntryData]) -> set[tuple[int, date]]:
    if not data:
        return set()
    days = [one.on for one in data]
    rows = WeekSheet.objects.filter(
        person__in={one.person.pk for one in data},
        week_on__gte=min(days) - timedelta(days=7),
        week_on__lte=max(days),
        state__in=TOLD,
    )
    return set(rows.values_list("person_id", "week_on"))
