"""An agency of 1,100 clients with three years of money, made for the benchmark alone."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from money_shared import LINES, PEOPLE, ROLES, MoneyWorld
from money_sql import Ids, fill_entries, keep_sums, post_documents, post_entries

from napulse.access.actions import sync_roles
from napulse.access.models import Agency, Role, User
from napulse.audit.recording import recording
from napulse.billing.models import Invoice, InvoiceLine
from napulse.clients.models import Brand, Client, TeamMember, TeamRole
from napulse.config.roles import ROLES as SHIPPED
from napulse.delivery.models import Project
from napulse.engines.kernel.text import fold
from napulse.estimates.models import BudgetLine, Estimate, EstimateLine
from napulse.jobs.statistics import measure_tables
from napulse.ledger.models import MoneyRules, OwnEntity
from napulse.ledger.posting import Fact, PostingKind, Source, post_many
from napulse.people.models import Person, PersonSkill, RoleRate, WorkRole
from napulse.profit.models import Overhead

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FORMATS = ("project", "service", "consulting", "mixture")
CHUNK = 500
MAX_CENT = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """Who reads the pages, and which records they open."""

    finance_id: int
    worker_id: int
    client: int
    project: int


def filled(world: MoneyWorld) -> Filled:
    """The world's agency, made now or kept by an earlier run."""
    told = world.home / "money.json"
    if not told.exists():
        world.home.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(asdict(_fill(world))))
    measure_tables()
    return Filled(**json.loads(told.read_text()))


def _fill(world: MoneyWorld) -> Filled:
    with transaction.atomic():
        ids, finance, worker = _ground(world)
        ids = _lines(ids)
        _debts(ids, world, finance)
    with _without_indexes("timesheets_timeentry", "ledger_posting"):
        fill_entries(ids, world.entries)
        post_entries(ids)
        post_documents(ids)
        _overhead()
    keep_sums()
    measure_tables()
    return Filled(finance.pk, worker.pk, ids.client + 5, ids.project + 15)


def _ground(world: MoneyWorld) -> tuple[Ids, User, User]:
    """Agency, people, roles with their costs, clients, brands and projects."""
    sync_roles(SHIPPED)
    Agency.objects.update_or_create(pk=1, defaults={"name": "Сфера", "version": 1})
    kinds = (Person, PersonSkill, WorkRole, RoleRate, OwnEntity, Client, Brand, Project, TeamMember)
    with recording(*kinds, MoneyRules):
        MoneyRules(pk=1).save()
        users = [_user(f"Сотрудник {n}", "creative", f"p{n}") for n in range(PEOPLE)]
        finance, worker = _user("Финансы", "finance", "finance"), users[0]
        boss = users[0].person
        Person.objects.filter(pk__gt=boss.pk, pk__lte=boss.pk + PEOPLE).update(manager=boss)
        roles = _roles(users)
        entity = OwnEntity(name="ООО «Сфера»", is_main=True)
        entity.save()
        clients, projects = _clients(world, users)
    ids = Ids(
        client=clients[0].pk,
        project=projects[0].pk,
        line=0,
        role=roles[0].pk,
        person=users[0].person.pk,
        entity=entity.pk,
        projects=world.projects,
    )
    return ids, finance, worker


def _roles(users: list[User]) -> list[WorkRole]:
    """Work roles with their costs, and who can take each."""
    roles = [WorkRole(name=f"Роль {n}", folded=f"роль {n}", position=n) for n in range(ROLES)]
    WorkRole.objects.bulk_create(roles)
    RoleRate.objects.bulk_create(
        RoleRate(role=role, grade=2, from_on=date(2024, 1, 1), cost_minor=60 * (1500 + 200 * n))
        for n, role in enumerate(roles)
    )
    PersonSkill.objects.bulk_create(
        PersonSkill(person=user.person, role=roles[n % ROLES], grade=2)
        for n, user in enumerate(users)
    )
    return roles


def _clients(world: MoneyWorld, users: list[User]) -> tuple[list[Client], list[Project]]:
    """Clients with their brands, leads and three projects each."""
    clients = _many(Client, [_client(n) for n in range(world.clients)])
    brands = _many(Brand, [Brand(client=c, name="Основной") for c in clients])
    projects = [
        Project(
            client=clients[n // 3],
            brand=brands[n // 3],
            name=f"Проект {n}",
            folded=f"проект {n}",
            format=FORMATS[n % len(FORMATS)],
            lead=users[n % PEOPLE],
        )
        for n in range(world.projects)
    ]
    leads = [
        TeamMember(client=c, user=users[n % PEOPLE], role=TeamRole.LEAD)
        for n, c in enumerate(clients)
    ]
    _many(Project, projects)
    _many(TeamMember, leads)
    return clients, projects


def _user(name: str, role: str, at: str) -> User:
    user = User.objects.create(
        email=f"{at}@bench.example", name=name, role=Role.objects.get(pk=role), language="ru"
    )
    Person(user=user).save()
    return user


def _client(number: int) -> Client:
    name = f"Клиент {number}"
    return Client(name=name, folded=fold(name))


def _many(model: type[Model], rows: list[Any]) -> list[Any]:
    model._default_manager.bulk_create(rows, batch_size=CHUNK)
    return rows


def _lines(ids: Ids) -> Ids:
    """An accepted estimate of four lines a project; their ids follow one another."""
    with recording(Estimate, EstimateLine, BudgetLine):
        estimates = _many(Estimate, _estimates(ids))
        lines = [_line(one, n, k, ids) for n, one in enumerate(estimates) for k in range(LINES)]
        _many(EstimateLine, lines)
        budget = _many(BudgetLine, [_budget_line(line, n) for n, line in enumerate(lines)])
    return replace(ids, line=budget[0].pk)


def _estimates(ids: Ids) -> list[Estimate]:
    author = User.objects.get(email="finance@bench.example")
    return [
        Estimate(
            client_id=project.client_id,
            project=project,
            number=n + 1,
            title="Смета",
            entity_id=ids.entity,
            priced_on=date(2024, 1, 1),
            owner=author,
            state="accepted",
            content={},
            content_hash="0" * 64,
            created_at=NOW,
        )
        for n, project in enumerate(Project.objects.order_by("pk"))
    ]


def _line(estimate: Estimate, at: int, number: int, ids: Ids) -> EstimateLine:
    return EstimateLine(
        estimate=estimate,
        phase="Работа",
        title=f"Строка {number}",
        kind="labour",
        role_id=ids.role + (at * LINES + number) % ROLES,
        grade=2,
        quantity_milli=100_000,
        price_minor=300_000,
        net_minor=30_000_000,
    )


def _budget_line(line: EstimateLine, at: int) -> BudgetLine:
    return BudgetLine(
        client_id=line.estimate.client_id,
        project_id=line.estimate.project_id,
        estimate=line.estimate,
        source=line,
        position=at % LINES,
        title=line.title,
        phase=line.phase,
        kind="labour",
        role_id=line.role_id,
        grade=2,
        minutes=6000,
        net_minor=30_000_000,
        cost_minor=15_000_000,
    )


def _debts(ids: Ids, world: MoneyWorld, author: User) -> None:
    """Thirty invoices a client: most are paid, of every eighth something is open."""
    rows = []
    for n in range(world.clients * 30):
        day = date(2024 + n % 3, 1 + n % 12 if n % 3 < 2 else 1 + n % 11, 10)
        is_open = n % 8 == 0
        rows.append(
            Invoice(
                client_id=ids.client + n % world.clients,
                entity_id=ids.entity,
                kind="invoice",
                state="sent" if is_open else "paid",
                title="Услуги",
                sequence=n + 1,
                year=day.year,
                number=str(n + 1),
                drafted_on=day,
                issued_on=day,
                due_on=day.replace(day=20),
                net_minor=MAX_CENT * 100_000,
                total_minor=MAX_CENT * 100_000,
                paid_minor=MAX_CENT * (40_000 if is_open else 100_000),
                content={},
                content_hash="0" * 64,
                author=author,
                created_at=NOW,
                issued_at=NOW,
            )
        )
    with recording(Invoice, InvoiceLine):
        _many(Invoice, rows)


def _overhead() -> None:
    facts = []
    with recording(Overhead):
        for year in (2024, 2025, 2026):
            for month in range(1, 13):
                row = Overhead(
                    month_on=date(year, month, 1),
                    title="Аренда",
                    amount_minor=500_000_000,
                    recorded_at=NOW,
                )
                row.save()
                fact = Fact(PostingKind.OVERHEAD, row.month_on, amount_minor=row.amount_minor)
                facts.append((Source.OVERHEAD, row.pk, fact))
    post_many(facts, now=NOW)
    with connection.cursor() as cursor:
        for table in ("clientmonth", "projectmonth", "linetotal", "personweek"):
            cursor.execute(f"DELETE FROM ledger_{table}")


class _without_indexes:  # noqa: N801 used as a statement
    """Indexes are dropped for the bulk and made again after it; keys of others are not checked."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables
        self.made: list[str] = []

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA foreign_keys = OFF")
                cursor.execute("PRAGMA synchronous = OFF")
                cursor.execute("PRAGMA journal_mode = MEMORY")
                cursor.execute("PRAGMA cache_size = -400000")
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                    f" AND tbl_name IN ({self._names()})"
                )
            else:
                cursor.execute("SET session_replication_role = replica")
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN"
                    f" ({self._names()}) AND indexdef NOT LIKE 'CREATE UNIQUE%'"
                )
            found = cursor.fetchall()
            for name, sql in found:
                cursor.execute(f'DROP INDEX "{name}"')
                self.made.append(sql)

    def __exit__(self, *told: object) -> None:
        with connection.cursor() as cursor:
            for sql in self.made:
                cursor.execute(sql)
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA foreign_keys = ON")
                cursor.execute("PRAGMA synchronous = NORMAL")
                cursor.execute("PRAGMA journal_mode = WAL")
            else:
                cursor.execute("SET session_replication_role = DEFAULT")

    def _names(self) -> str:
        return ", ".join(f"'{name}'" for name in self.tables)
