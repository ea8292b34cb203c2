"""A large agency for measuring: clients, eight months of contacts, what came of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import models

from napulse.access.actor import system_actor
from napulse.access.models import Agency, Role, User
from napulse.audit.history import record_created
from napulse.audit.recording import recording
from napulse.clients.models import Client, Contact, TeamMember, TeamRole
from napulse.delivery.models import Deliverable, Project
from napulse.desk.actions import refresh, refresh_changed
from napulse.engines.kernel.text import fold
from napulse.engines.reports import (
    ActionLine,
    Decision,
    OwnerKind,
    ReportContent,
    Side,
    Topic,
    to_json,
)
from napulse.people.models import Person
from napulse.service.models import (
    ActionItem,
    Attendee,
    Clock,
    ContactReport,
    DistributionEntry,
    Escalation,
    Interaction,
    Notice,
    ReportVersion,
    ServiceStandard,
    StatusReport,
)
from napulse.service.queries.reports import hash_of

DAYS = 240
BATCH = 1000
MANAGERS = 20
NAMES = ("Гранит", "Молокино", "Кубометр", "Прибой", "Ёлочный ряд", "Программный дом", "Сигнал")
TALKS = ("Статус недели", "Разбор макетов", "График съёмок", "Медиаплан", "Бюджет квартала")
FIRST, LAST = ("Анна", "Игорь", "Мария", "Олег", "Вера"), ("Крылова", "Сомов", "Лебедева", "Грачёв")


@dataclass(frozen=True, slots=True)
class Size:
    clients: int
    interactions: int


@dataclass
class Filled:
    """Who reads the pages, and which records they open."""

    reader: User
    calm_client: int = 0
    busy_client: int = 0
    report: int = 0


def fill(size: Size, now: datetime) -> Filled:
    """The same agency for the same size, ending now, read by the one whose line serves it all."""
    random = Random(f"{size.clients}:{size.interactions}")
    reader, team = _people()
    clients = _clients(size.clients, team, random, now)
    contacts, projects = _around(clients, random, now)
    told = _Story(random, now, team, contacts, projects)
    for number in range(size.interactions):
        told.add(clients[number % len(clients)], number, size)
    told.write()
    _status(clients, team, contacts, now)
    _notices(clients, reader, now)
    refresh([client.pk for client in clients], now=now)
    refresh_changed(now=now)
    return Filled(reader, clients[1].pk, clients[0].pk, told.open_report(clients[0].pk))


def _people() -> tuple[User, list[User]]:
    Agency.objects.create(pk=1, name="Сфера", zone="Europe/Moscow", language="ru", version=1)
    with recording(ServiceStandard, Person):
        ServiceStandard.objects.get_or_create(pk=1)
        head = _person("group", "Елена Орлова", None)
        directors = [_person("director", f"Директор {n} Перова", head) for n in range(2)]
        team = [
            _person("manager", f"{FIRST[n % 5]} {LAST[n % 4]}", directors[n % 2])
            for n in range(MANAGERS)
        ]
    return head.user, [each.user for each in team]


def _person(role: str, name: str, manager: Person | None) -> Person:
    user = User.objects.create(
        email=f"{role}{User.objects.count()}@sfera.example",
        name=name,
        role=Role.objects.get(pk=role),
    )
    return Person.objects.create(user=user, manager=manager)


def _kept(rows: Iterable[models.Model], event: str = "") -> None:
    """Write many rows of one kind at once, with or without their entries of history."""
    made = list(rows)
    if not made:
        return
    kind: Any = type(made[0])
    with recording(kind):
        kind._base_manager.bulk_create(made, batch_size=BATCH)
    if event:
        record_created(system_actor(), made, event)


def _clients(count: int, team: Sequence[User], random: Random, now: datetime) -> list[Client]:
    names = [f"{NAMES[n % len(NAMES)]} {n + 1}" for n in range(count)]
    clients = [
        Client(
            name=name,
            folded=fold(name),
            line="Стратегия, креатив, медиа",
            industry="Розница",
            city="Москва",
            since_on=now.date() - timedelta(days=400),
            cadence_days=random.choice((7, 14, 21)),
        )
        for name in names
    ]
    _kept(clients, "client.created")
    _kept(
        TeamMember(
            client=client,
            user=team[(place + step) % len(team)],
            role=TeamRole.MEMBER if step else TeamRole.LEAD,
        )
        for place, client in enumerate(clients)
        for step in range(3)
    )
    return clients


def _around(
    clients: Sequence[Client], random: Random, now: datetime
) -> tuple[dict[int, list[Contact]], dict[int, list[Project]]]:
    contacts = {client.pk: [_contact(client, n) for n in range(5)] for client in clients}
    projects = {client.pk: [_project(client, n, now) for n in range(2)] for client in clients}
    _kept(each for rows in contacts.values() for each in rows)
    _kept(each for rows in projects.values() for each in rows)
    _kept(
        Deliverable(
            client_id=project.client_id,
            project=project,
            name=f"Макет {n + 1}",
            state=random.choice(("work", "review", "done")),
            due_on=now.date() + timedelta(days=random.randint(-10, 30)),
            waits_for=(waits := random.choice(("", "us", "client"))),
            waits_since=now.date() - timedelta(days=3) if waits else None,
            position=n,
        )
        for rows in projects.values()
        for project in rows
        for n in range(4)
    )
    return contacts, projects


def _contact(client: Client, number: int) -> Contact:
    name = f"{FIRST[number % 5]} {LAST[(client.pk + number) % 4]}"
    email = f"person{number}@client{client.pk}.example"
    return Contact(client=client, name=name, folded=fold(name), email=email, title="Маркетинг")


def _project(client: Client, number: int, now: datetime) -> Project:
    name = f"Кампания {number + 1} «{client.name}»"
    due_on = now.date() + timedelta(days=40)
    return Project(client=client, name=name, folded=fold(name), state="active", due_on=due_on)


class _Story:
    """Contacts with their clocks, attendees, reports and actions, gathered and written at once."""

    def __init__(
        self,
        random: Random,
        now: datetime,
        team: Sequence[User],
        contacts: dict[int, list[Contact]],
        projects: dict[int, list[Project]],
    ) -> None:
        self.random, self.now, self.team = random, now, team
        self.contacts, self.projects = contacts, projects
        self.talks: list[Interaction] = []
        self.clocks: list[Clock] = []
        self.attendees: list[Attendee] = []
        self.reports: list[ContactReport] = []
        self.versions: list[ReportVersion] = []
        self.actions: list[ActionItem] = []

    def add(self, client: Client, number: int, size: Size) -> None:
        """The contacts run from long ago to an hour ago; the last of each client is unreported."""
        ago = timedelta(days=DAYS) * (size.interactions - number - 1) / size.interactions
        ends_at = self.now - timedelta(hours=1) - ago
        owner = self.team[client.pk % len(self.team)]
        subject = f"{self.random.choice(TALKS)} {number + 1}"
        talk = Interaction(
            client=client,
            owner=owner,
            kind=self.random.choice(("meeting", "call", "video")),
            subject=subject,
            folded=fold(subject),
            starts_at=ends_at - timedelta(hours=1),
            ends_at=ends_at,
            zone="Europe/Moscow",
            mood=self.random.choice(("", "good", "calm", "tense")),
        )
        self.talks.append(talk)
        is_last = number >= size.interactions - size.clients
        self._clock(talk, is_last)
        self._attend(talk)
        self._report(talk, number, is_last)

    def _clock(self, talk: Interaction, is_last: bool) -> None:
        due_at = talk.ends_at + timedelta(hours=24)
        late = self.random.random() < 0.1
        met_at = None if is_last else due_at + timedelta(hours=2 if late else -5)
        self.clocks.append(
            Clock(
                client_id=talk.client_id,
                interaction=talk,
                owner=talk.owner,
                ended_at=talk.ends_at,
                due_at=due_at,
                warn_at=due_at - timedelta(hours=4),
                standard="elapsed:1440",
                met_at=met_at,
                breached_at=due_at if late and not is_last else None,
            )
        )

    def _attend(self, talk: Interaction) -> None:
        people = self.contacts[talk.client_id][:2]
        self.attendees += [Attendee(interaction=talk, contact=p, name=p.name) for p in people]
        self.attendees.append(Attendee(interaction=talk, user=talk.owner, name=talk.owner.name))

    def _report(self, talk: Interaction, number: int, is_last: bool) -> None:
        content = self._content(talk)
        if is_last and talk.client.name.split()[0] != NAMES[0]:
            return
        report = ContactReport(
            client_id=talk.client_id,
            interaction=talk,
            number=number + 1,
            author=talk.owner,
            draft=to_json(content) if is_last else None,
            issued_version=0 if is_last else 1,
            created_at=talk.ends_at,
        )
        self.reports.append(report)
        if is_last:
            return
        self.versions.append(
            ReportVersion(
                client_id=talk.client_id,
                report=report,
                number=1,
                content=(stored := self._stored(report, content)),
                content_hash=hash_of(stored),
                issued_at=talk.ends_at + timedelta(hours=3),
                issued_by=talk.owner,
            )
        )
        self.actions += [self._action(report, line) for line in content.actions]

    def _stored(self, report: ContactReport, content: ReportContent) -> dict[str, Any]:
        talk = report.interaction
        head = {
            "client": talk.client.name,
            "number": report.number,
            "version": 1,
            "author": talk.owner.name,
            "kind": talk.kind,
            "starts_at": talk.starts_at.isoformat(),
            "ends_at": talk.ends_at.isoformat(),
            "zone": talk.zone,
            "attendees": [talk.owner.name],
            "language": "ru",
        }
        owners = {line.key: talk.owner.name for line in content.actions}
        return {**to_json(content), "head": head, "owners": owners, "projects": {}}

    def _content(self, talk: Interaction) -> ReportContent:
        project = self.projects[talk.client_id][0].pk
        due_on = talk.ends_at.date() + timedelta(days=self.random.randint(2, 14))
        theirs = self.contacts[talk.client_id][0].pk
        client_side = (Side.CLIENT, OwnerKind.CONTACT, theirs, due_on, project)
        return ReportContent(
            subject=talk.subject,
            topics=(Topic("t1", "Посмотрели три варианта и сроки съёмки"),),
            decisions=(Decision("d1", "Берём второй вариант, логотип крупнее", project),),
            actions=(
                ActionLine(
                    "a1", "Прислать смету", Side.US, OwnerKind.USER, talk.owner.pk, due_on, project
                ),
                ActionLine("a2", "Согласовать график", *client_side),
            ),
        )

    def _action(self, report: ContactReport, line: ActionLine) -> ActionItem:
        assert line.due_on
        is_open = line.due_on > self.now.date() - timedelta(days=self.random.randint(0, 8))
        ours = line.side is Side.US
        return ActionItem(
            client_id=report.client_id,
            report=report,
            key=line.key,
            text=line.text,
            folded=fold(line.text),
            side=line.side.value,
            owner_user_id=line.owner_id if ours else None,
            owner_contact_id=None if ours else line.owner_id,
            project_id=line.project_id,
            first_due_on=line.due_on,
            due_on=line.due_on,
            state="open" if is_open else "done",
            ended_at=None if is_open else self.now - timedelta(days=1),
            ended_on=None if is_open else line.due_on,
            created_at=report.created_at,
        )

    def write(self) -> None:
        _kept(self.talks, "interaction.recorded")
        for rows in (self.clocks, self.attendees, self.reports):
            _rebound(rows, "interaction")
            _kept(rows)
        for rows in (self.versions, self.actions):
            _rebound(rows, "report")
            _kept(rows)

    def open_report(self, client_id: int) -> int:
        return next(r.pk for r in self.reports if r.client_id == client_id and r.draft is not None)


def _rebound(rows: Iterable[models.Model], name: str) -> None:
    """A row made before its parent was written takes the key that the parent has now."""
    for row in rows:
        setattr(row, name, getattr(row, name))


def _status(
    clients: Sequence[Client],
    team: Sequence[User],
    contacts: dict[int, list[Contact]],
    now: datetime,
) -> None:
    author = team[0]
    common = {"language": "ru", "author": author, "state": "sent", "content_hash": "0" * 64}
    _kept(
        StatusReport(
            client=client,
            number=week + 1,
            subject=f"Статус {week + 1}",
            drafted_at=now - timedelta(days=7 * (5 - week)),
            sent_at=now - timedelta(days=7 * (5 - week)),
            **common,
        )
        for client in clients
        for week in range(4)
    )
    _kept(DistributionEntry(client=c, contact=contacts[c.pk][n]) for c in clients for n in range(2))
    _kept(
        Escalation(
            client=client,
            owner=author,
            title="Отчёт опоздал второй раз",
            folded=fold("Отчёт опоздал второй раз"),
            raised_at=now - timedelta(days=1),
            due_at=now + timedelta(days=1),
            line=[author.pk],
        )
        for client in clients[::10]
    )


def _notices(clients: Sequence[Client], reader: User, now: datetime) -> None:
    _kept(
        Notice(
            user=reader,
            client_id=client.pk,
            code="clock.warning",
            url=client.get_absolute_url(),
            key=f"clock.warning:{client.pk}",
            created_at=now,
        )
        for client in clients[:40]
    )
