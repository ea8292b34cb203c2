"""Puts the people of the demo agency and its clients with their work into the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models

from napulse.access.actor import Actor, system_actor
from napulse.access.models import Role, User
from napulse.access.queries import DEMO_PASSWORD
from napulse.audit.recording import recording
from napulse.clients.models import ChaseMode, Client, ClockKind, Contact, TeamMember, TeamRole
from napulse.delivery.models import Deliverable, Project, ProjectState
from napulse.demo.ledger import Ledger
from napulse.demo.shapes import (
    AgencyScript,
    ClientScript,
    PersonScript,
    PieceScript,
    PieceState,
    ProjectScript,
    Side,
)
from napulse.demo.timing import Timing
from napulse.engines.clocks import Kind, Standard
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.engines.kernel.text import fold
from napulse.people.models import Absence, Person
from napulse.people.queries import work_calendar
from napulse.service.models import DistributionEntry, RecipientRole

HISTORY_DAYS = 243
ELEVEN = time(11)
CALENDARS = {"Europe/London": "GB", "Europe/Berlin": "DE"}
R = TypeVar("R", bound=models.Model)


@dataclass
class Piece:
    """A deliverable and what the script says of it."""

    script: PieceScript
    row: Deliverable


@dataclass
class Served:
    """A client in the database with everything its history is told with."""

    script: ClientScript
    row: Client
    calendar: WorkCalendar
    standard: Standard
    contacts: dict[str, Contact] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    listed: list[DistributionEntry] = field(default_factory=list)


@dataclass
class Cast:
    """Who takes part: users by the key of their script, and the clients they serve."""

    script: AgencyScript
    timing: Timing
    ledger: Ledger
    letters_from: datetime
    users: dict[str, User] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)

    def present(self, key: str, days_ago: int = 0) -> str:
        """The person, or the deputy on a day when the person was away."""
        for absence in self.script.absences:
            if absence.person == key and absence.starts_in <= -days_ago <= absence.ends_in:
                return absence.deputy
        return key

    def name_of(self, served: "Served", key: str) -> str:
        """A colleague or a contact person of the client, by the key of the script."""
        return served.contacts[key].name if key in served.contacts else self.users[key].name

    @property
    def users_by_id(self) -> dict[int, str]:
        return {user.pk: key for key, user in self.users.items()}

    def actor(self, key: str, served: Served | None = None, days_ago: int = -1) -> Actor:
        """The person as an actor; in whose stead, when the client is that of somebody away."""
        user = self.users[key]
        actor = system_actor(user.name)
        stead = self._stead(key, served, days_ago) if served else {}
        return Actor(user.name, actor.levels, user.pk, None, stead)

    def _stead(self, key: str, served: Served, days_ago: int) -> dict[int, int]:
        away = [
            each.person
            for each in self.script.absences
            if each.deputy == key and each.starts_in <= -days_ago <= each.ends_in
        ]
        team = served.script.team.keys
        stood_for = [person for person in away if person in team and key not in team]
        return {served.row.pk: self.users[stood_for[0]].pk} if stood_for else {}


def store(rows: Iterable[R], *also: type[models.Model]) -> list[R]:
    """Create many rows at once; history is told by the ledger."""
    held = list(rows)
    if not held:
        return held
    with recording(type(held[0]), *also):
        for row in held:
            _settle(row)
        manager: Any = type(held[0])._default_manager
        manager.bulk_create(held, batch_size=400)
    return held


def _settle(row: Any) -> None:
    """What `save` would have done."""
    if hasattr(row, "version"):
        row.version = max(row.version, 1)
    text = next((t for t in ("name", "subject", "title", "text") if hasattr(row, t)), None)
    if hasattr(row, "folded") and text:
        row.folded = fold(getattr(row, text))


def hire(cast: Cast) -> None:
    """Accounts with the demo's password, the reporting line, absences with deputies."""
    roles, password = Role.objects.in_bulk(), make_password(DEMO_PASSWORD)
    since = cast.timing.opening(HISTORY_DAYS + 2, 9)
    scripts = cast.script.people
    users = store(_user(each, roles, password, since) for each in scripts)
    cast.users = {each.key: user for each, user in zip(scripts, users, strict=True)}
    for script in _from_the_top(scripts):
        manager = cast.persons.get(script.reports_to or "")
        joined = cast.timing.day(-500 - 37 * len(cast.persons))
        person = Person(user=cast.users[script.key], manager=manager, joined_on=joined)
        cast.persons[script.key] = store([person])[0]
    first = system_actor()
    for script in scripts:
        cast.ledger.made(since, first, cast.users[script.key], "user.invited")
        cast.ledger.tell(since, first, cast.persons[script.key], "person.added")
    _plan_absences(cast)


def _user(script: PersonScript, roles: Mapping[str, Role], password: str, since: datetime) -> User:
    return User(
        email=script.email,
        name=f"{script.given} {script.family}",
        title=script.title,
        role=roles[script.role.value],
        language="ru",
        password=password,
        joined_at=since,
    )


def _from_the_top(scripts: tuple[PersonScript, ...]) -> list[PersonScript]:
    placed: list[PersonScript] = []
    while len(placed) < len(scripts):
        known = {None, *(each.key for each in placed)}
        placed += [s for s in scripts if s not in placed and s.reports_to in known]
    return placed


def _plan_absences(cast: Cast) -> None:
    for script in cast.script.absences:
        absence = Absence(
            person=cast.persons[script.person],
            deputy=cast.persons[script.deputy],
            from_on=cast.timing.day(script.starts_in),
            to_on=cast.timing.day(script.ends_in),
            note=script.reason,
        )
        store([absence])
        at = cast.timing.opening(max(3, 25 - script.starts_in))
        cast.ledger.made(at, cast.actor(script.person), absence, "absence.planned")


def sign(cast: Cast, scripts: Iterable[ClientScript]) -> None:
    """The clients: cards, contact persons, teams, work and distribution lists."""
    cast.served = [_served(cast, script) for script in scripts]
    store(each.row for each in cast.served)
    for served in cast.served:
        served.contacts = {c.key: _contact(cast, served, c) for c in served.script.contacts}
        served.projects = {p.key: _project(cast, served, p) for p in served.script.projects}
    store(row for each in cast.served for row in each.contacts.values())
    store(row for each in cast.served for row in each.projects.values())
    for served in cast.served:
        served.pieces = [
            Piece(piece, _piece(cast, served, project, piece, position))
            for project in served.script.projects
            for position, piece in enumerate(project.pieces)
        ]
        served.listed = _listed(cast, served)
    store(piece.row for each in cast.served for piece in each.pieces)
    store(row for each in cast.served for row in each.listed)
    members = store(row for each in cast.served for row in _team(cast, each))
    _tell_of_clients(cast, members)


def _served(cast: Cast, script: ClientScript) -> Served:
    code = CALENDARS.get(script.time_zone, "RU")
    since = cast.timing.day(-30 * script.since_months)
    row = Client(
        name=script.name,
        line=", ".join(script.services),
        industry=script.industry,
        city=script.city,
        note=f"{script.about}\n\n{script.legal_name}",
        since_on=since,
        language=script.language,
        zone=script.time_zone,
        calendar=code,
        cadence_days=script.cadence_days,
        chase=ChaseMode.AUTO if script.chases_automatically else ChaseMode.APPROVE,
    )
    standard = Standard()
    if script.clock:
        standard = Standard(Kind.WORKING, script.clock.working_hours * 60)
        row.clock_kind, row.clock_minutes = ClockKind.WORKING, standard.minutes
    if script.silence:
        row.silence_clause, row.silence_hours = script.silence.clause, script.silence.working_hours
    return Served(script, row, work_calendar(code, script.time_zone), standard)


def _contact(cast: Cast, served: Served, script: Any) -> Contact:
    left = script.left_days_ago
    return Contact(
        client=served.row,
        name=script.name,
        title=script.title,
        email=script.email,
        role=script.role.value,
        influence=script.influence,
        attitude=script.attitude.value,
        keeper=cast.users[script.kept_by],
        cadence_days=script.cadence_days,
        left_on=cast.timing.day(-left) if left is not None else None,
    )


def _project(cast: Cast, served: Served, script: ProjectScript) -> Project:
    states = {PieceState.DONE}
    is_done = script.ends_in < 0 and {piece.state for piece in script.pieces} <= states
    state = ProjectState.DONE if is_done else ProjectState.ACTIVE
    if script.starts_in > 0:
        state = ProjectState.PLANNED
    return Project(
        client=served.row,
        name=script.name,
        lead=cast.users[script.delivery_manager],
        state=state,
        brief=script.brief,
        starts_on=cast.timing.day(script.starts_in),
        due_on=cast.timing.day(script.ends_in),
        done_on=cast.timing.day(script.ends_in) if is_done else None,
        risk=script.risk,
    )


def _piece(
    cast: Cast, served: Served, project: ProjectScript, script: PieceScript, position: int
) -> Deliverable:
    today = cast.timing.day
    row = Deliverable(
        client=served.row,
        project=served.projects[project.key],
        name=script.name,
        state=script.state.value,
        owner=cast.users[project.delivery_manager],
        due_on=today(script.due_in),
        position=position,
        percent=percent_at(script, 0),
    )
    if script.state is PieceState.DONE:
        row.done_on = min(today(script.due_in), today(-1))
    if script.waits:
        row.waits_for, row.waits_since = script.waits.value, today(-script.waits_for_days)
        row.waits_what = _awaited(served, script)
    return row


def _awaited(served: Served, script: PieceScript) -> str:
    if script.waits is not Side.CLIENT:
        return ""
    if script.state is PieceState.REVIEW:
        return "" if served.script.language == "en" else "ваше согласование"
    return "source materials" if served.script.language == "en" else "исходные материалы"


def percent_at(script: PieceScript, day: int) -> int:
    """How much was ready on a day, counted from today."""
    if script.state is PieceState.DONE and day >= min(script.due_in, -1):
        return 100
    if script.state is PieceState.REVIEW and day == 0:
        return 90
    whole = max(1, script.due_in - script.starts_in)
    share = (day - script.starts_in) / whole
    return 0 if script.state is PieceState.PLANNED else max(0, min(90, round(share * 18) * 5))


def _team(cast: Cast, served: Served) -> list[TeamMember]:
    team = served.script.team
    makers = [project.delivery_manager for project in served.script.projects]
    roles = {team.director: TeamRole.LEAD, team.manager: TeamRole.MANAGER}
    since = served.row.since_on
    return [
        TeamMember(
            client=served.row,
            user=cast.users[key],
            role=roles.get(key, TeamRole.MEMBER),
            from_on=since,
        )
        for key in dict.fromkeys((*team.keys, *makers))
    ]


def _listed(cast: Cast, served: Served) -> list[DistributionEntry]:
    """The two who matter most get it, the next one a copy, our director and executive inside."""
    here = [c for key, c in served.contacts.items() if c.left_on is None]
    by_need = sorted(here, key=lambda c: (c.role not in {"decides", "works"}, -c.influence))
    roles = [RecipientRole.TO, RecipientRole.TO, RecipientRole.COPY]
    found = [
        DistributionEntry(client=served.row, contact=contact, role=role)
        for contact, role in zip(by_need, roles, strict=False)
    ]
    team = served.script.team
    return found + [
        DistributionEntry(client=served.row, user=cast.users[key], role=RecipientRole.INTERNAL)
        for key in dict.fromkeys((team.director, team.executive))
    ]


def _tell_of_clients(cast: Cast, members: list[TeamMember]) -> None:
    ledger, since = cast.ledger, cast.timing.opening(HISTORY_DAYS + 1, 11)
    for served in cast.served:
        team = served.script.team
        director, manager = cast.actor(team.director), cast.actor(team.manager)
        at = max(since, cast.timing.at(served.row.since_on or cast.timing.today, ELEVEN))
        ledger.made(at, director, served.row, "client.created")
        for contact in served.contacts.values():
            ledger.made(at, manager, contact, "contact.created")
        for member in members:
            if member.client_id == served.row.pk:
                ledger.made(at, director, member, "team.joined", who=str(member.user))
        for entry in served.listed:
            ledger.made(at, manager, entry, "distribution.added")
        _tell_of_work(cast, served, at)


def _tell_of_work(cast: Cast, served: Served, since: datetime) -> None:
    for script in served.script.projects:
        actor, project = cast.actor(script.delivery_manager), served.projects[script.key]
        day = max(0, -script.starts_in)
        at = max(since, cast.timing.opening(min(day, HISTORY_DAYS), 12))
        cast.ledger.made(at, actor, project, "project.created")
        for piece in served.pieces:
            if piece.row.project_id == project.pk:
                cast.ledger.made(at, actor, piece.row, "deliverable.added")
                _tell_of_piece(cast, piece, actor, at + timedelta(minutes=1))


def _tell_of_piece(cast: Cast, piece: Piece, actor: Actor, since: datetime) -> None:
    done = piece.row.done_on
    if done is not None:
        at = max(since, cast.timing.opening((cast.timing.today - done).days, 16))
        change = {"state": ["work", "done"], "done_on": [None, done]}
        cast.ledger.tell(at, actor, piece.row, "deliverable.changed", **change)
    elif piece.row.waits_since is not None:
        at = max(since, cast.timing.opening(piece.script.waits_for_days, 15))
        change = {"waits_for": ["", piece.row.waits_for]}
        cast.ledger.tell(at, actor, piece.row, "deliverable.changed", **change)
