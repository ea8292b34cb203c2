"""Contracts of all clients, retainers, jobs of the past, and budgets of projects in work."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from napulse.clients.models import LegalEntity
from napulse.contracts.models import Contract, ContractState, Remuneration, RemunerationKind, Term
from napulse.delivery.models import Project, ProjectFormat, ProjectState
from napulse.demo.cast import Cast, Served, store
from napulse.demo.content import money as script
from napulse.demo.content.production import RATES
from napulse.demo.money.ground import THOUSAND, Ground
from napulse.demo.money.worked import Work
from napulse.engines.kernel.money import round_half_up
from napulse.estimates.lines import LineData, PaymentData

MONTH_DAYS = 30
HOUR = 60
MIDDLE = 2
LATE_FEE_MOST = 1_000  # a tenth of what is overdue
ABOVE_MIDDLE = 0.8  # much is done by seniors, who cost more and need less time
BY_MAIL = "Согласовано письмом"


@dataclass
class Job:
    """A budget to be: the project, its script, from when to when."""

    served: Served
    money: script.MoneyScript
    project: Project
    first: date
    last: date
    fee: int
    mix: tuple[tuple[str, int], ...]
    passed: int = 0
    own: int = 0
    overrun: float = 1.0
    is_past: bool = True


@dataclass
class Retained:
    """A retainer with the project its work stands under."""

    served: Served
    money: script.MoneyScript
    script: script.RetainerScript
    project: Project
    row: Remuneration


@dataclass
class Agreed:
    contracts: dict[str, Contract] = field(default_factory=dict)
    companies: dict[str, LegalEntity] = field(default_factory=dict)
    retainers: list[Retained] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)


def agree(cast: Cast, ground: Ground) -> Agreed:
    """Everything that was signed in two years, without estimates: those are acted one by one."""
    agreed = Agreed()
    by_key = {each.script.key: each for each in cast.served}
    for money in script.MONEY:
        served = by_key[money.client]
        agreed.companies[money.client] = _company(served, money)
        agreed.contracts[money.client] = _contract(cast, ground, served, agreed)
        if money.retainer:
            agreed.retainers.append(_retainer(cast, served, money, agreed))
        agreed.jobs += [_past_job(cast, served, money, job) for job in money.jobs]
    agreed.jobs += list(_running_jobs(by_key))
    return agreed


def money_of(client: str) -> script.MoneyScript:
    return next(one for one in script.MONEY if one.client == client)


def _company(served: Served, money: script.MoneyScript) -> LegalEntity:
    """The one the inbox already knows, or a new one."""
    known: LegalEntity | None = LegalEntity.objects.filter(client=served.row).first()
    if known is not None:
        return known
    [row] = store([LegalEntity(client=served.row, name=served.script.legal_name, inn=money.inn)])
    return row


def _contract(cast: Cast, ground: Ground, served: Served, agreed: Agreed) -> Contract:
    money, today = money_of(served.script.key), cast.timing.today
    since = max(cast.timing.day(-script.MONTHS * MONTH_DAYS), served.row.since_on or date.min)
    ends = date(today.year + 1, 12, 31) if money.client != "signalika" else _in(today, 41)
    director = cast.users[served.script.team.director]
    [row] = store(
        [
            Contract(
                client=served.row,
                number=money.number,
                title="Услуги рекламного агентства",
                entity=ground.company(money),
                client_entity=agreed.companies[money.client],
                signed_on=since,
                from_on=since,
                to_on=ends,
                state=ContractState.SIGNED,
                owner=director,
                our_signatory="Левин М. А., генеральный директор",
                client_signatory=next(iter(served.contacts.values()), None),
            )
        ]
    )
    store(
        Term(contract=row, key=key, value=value, clause=clause, from_on=since, position=place)
        for place, (key, value, clause) in enumerate(_terms(money))
    )
    at = cast.timing.at(since, cast.timing.now.time().replace(hour=10, minute=0))
    cast.ledger.made(at, cast.actor(served.script.team.director), row, "contract.signed")
    return row


def _terms(money: script.MoneyScript) -> list[tuple[str, int, str]]:
    """What the contract says, with the clauses."""
    terms = [
        ("payment_days", money.payment_days, "п. 4.2"),
        ("notice_days", 30, "п. 9.1"),
        ("revision_rounds", 2, "п. 3.4"),
    ]
    if money.debt_limit:
        terms.append(("debt_limit", money.debt_limit * THOUSAND, "п. 4.5"))
    if money.late_fee_bp:
        terms.append(("late_fee", money.late_fee_bp, "п. 6.2"))
        terms.append(("late_fee_most", LATE_FEE_MOST, "п. 6.2"))
    if money.discount_bp:
        terms.append(("rate_discount", money.discount_bp, "приложение 1"))
    return terms


def _retainer(cast: Cast, served: Served, money: script.MoneyScript, agreed: Agreed) -> Retained:
    own = money.retainer
    if own is None:
        raise ValueError(f"{money.client} has no retainer")
    contract = agreed.contracts[money.client]
    first = _first_of_month(max(cast.timing.day(-own.months_ago * MONTH_DAYS), contract.from_on))
    project = _project(cast, served, "Абонентское обслуживание", (first, None))
    [row] = store(
        [
            Remuneration(
                client=served.row,
                contract=contract,
                kind=RemunerationKind.RETAINER,
                title=f"Абонемент, {own.hours} ч в месяц",
                clause="п. 3.1",
                project=project,
                from_on=first,
                amount_minor=own.fee * THOUSAND,
                granted=own.hours * HOUR,
                carry_cap=None if own.carry is None else own.carry * HOUR,
                carry_periods=1,
                debt_limit=8 * HOUR,
                overage_rate_minor=round_half_up(own.fee * THOUSAND, own.hours),
            )
        ]
    )
    return Retained(served, money, own, project, row)


def _past_job(cast: Cast, served: Served, money: script.MoneyScript, job: script.JobScript) -> Job:
    first = cast.timing.day(-job.months_ago * MONTH_DAYS)
    last = first + timedelta(days=job.months * MONTH_DAYS)
    project = _project(cast, served, job.name, (first, last))
    whole = (job.fee, job.mix, job.passed, job.own, job.overrun)
    return Job(served, money, project, first, last, *whole)


def _running_jobs(by_key: dict[str, Served]) -> Iterator[Job]:
    for one in script.BUDGETS:
        served = by_key[one.client]
        project = served.projects[one.project]
        first, last = project.starts_on, project.due_on
        if first is None or last is None:
            continue
        whole = (one.fee, one.mix, one.passed, one.own, one.spent)
        yield Job(served, money_of(one.client), project, first, last, *whole, is_past=False)


def _project(cast: Cast, served: Served, name: str, days: tuple[date, date | None]) -> Project:
    """A project of the past, or the service that a retainer pays for."""
    first, last = days
    is_service = last is None
    [row] = store(
        [
            Project(
                client=served.row,
                name=name,
                lead=cast.users[served.script.team.manager],
                state=ProjectState.ACTIVE if is_service else ProjectState.DONE,
                format=ProjectFormat.SERVICE if is_service else ProjectFormat.PROJECT,
                starts_on=first,
                due_on=last,
                done_on=last,
            )
        ]
    )
    at = cast.timing.at(first, cast.timing.now.time().replace(hour=9, minute=30))
    cast.ledger.made(
        min(at, cast.timing.now), cast.actor(served.script.team.manager), row, "project.created"
    )
    return row


def lines_of(job: Job, ground: Ground) -> list[LineData]:
    """Hours by role at the rate card, what is bought for the client, what is bought by us."""
    lines = [
        LineData(
            kind="labour",
            title=role,
            phase="Работа агентства",
            role_id=ground.roles[role].pk,
            grade=MIDDLE,
            quantity_milli=hours * 1000,
        )
        for role, hours in hours_of(job.fee, job.mix).items()
    ]
    if job.passed:
        lines.append(
            LineData(
                kind="media",
                title="Размещение на площадках",
                phase="Медиа",
                cost_minor=job.passed * THOUSAND,
                percent_bp=1000,
                base="gross",
                pass_through=True,
                supplier="Площадки по медиаплану",
            )
        )
    if job.own:
        lines.append(
            LineData(
                kind="production",
                title="Съёмка и производство",
                phase="Производство",
                cost_minor=job.own * THOUSAND,
                percent_bp=1765,
                supplier="ООО «Съёмочная площадка»",
            )
        )
    return lines


def payments_of(job: Job) -> list[PaymentData]:
    return [
        PaymentData("Предоплата", 5000, "accepted"),
        PaymentData("По акту", 5000, "date", job.last + timedelta(days=3)),
    ]


def hours_of(fee: int, mix: tuple[tuple[str, int], ...]) -> dict[str, int]:
    """Whole hours of each role that a fee buys at the rate card."""
    found = {}
    for role, share in mix:
        rate = RATES[role][MIDDLE - 1] * script.PRICE_OVER_COST
        found[role] = max(round(fee * THOUSAND * share / 100 / rate), 1)
    return found


def work_of(job: Job, today: date) -> Work:
    """What it really took until now."""
    last = min(job.last, today - timedelta(days=1))
    hours = hours_of(job.fee, job.mix)
    return Work(
        job.project,
        job.first,
        last,
        {role: round(one * HOUR * job.overrun * ABOVE_MIDDLE) for role, one in hours.items()},
    )


def _first_of_month(day: date) -> date:
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _in(day: date, days: int) -> date:
    return day + timedelta(days=days)
