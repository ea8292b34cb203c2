"""Acts of two years of money in order of time: agreed, worked, bought, billed, paid."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from napulse.access.actor import Actor, system_actor
from napulse.audit.history import telling_at
from napulse.delivery.shipping import work_role_names
from napulse.demo.cast import Cast
from napulse.demo.content import money as script
from napulse.demo.money.agreed import (
    BY_MAIL,
    Agreed,
    Job,
    Retained,
    agree,
    hours_of,
    lines_of,
    payments_of,
    work_of,
)
from napulse.demo.money.billed import Bills
from napulse.demo.money.ground import THOUSAND, Ground, lay_ground
from napulse.demo.money.papers import act_papers
from napulse.demo.money.present import act_money_present
from napulse.demo.money.weeks import Weeks
from napulse.demo.money.worked import Diary, Work
from napulse.estimates.actions.answers import AnswerData, hear_answer
from napulse.estimates.actions.writing import Contents, EstimateData, create_estimate
from napulse.estimates.models import BudgetLine, Estimate, EstimateAnswerKind
from napulse.people.actions import add_usual_roles
from napulse.profit.actions.overheads import OverheadData, set_overheads
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.expenses import (
    ExpenseData,
    add_expense,
    approve_expense,
    submit_expense,
)
from napulse.timesheets.actions.time import save_many
from napulse.timesheets.models import ExpenseKind

HOUR = 60
BEFORE_ALL = 800
FINANCE, EDGE = "panina", timedelta(days=1)


def keep_books(cast: Cast) -> None:
    """Schedule everything; what was signed stands at once, the rest is acted when its day comes."""
    at = cast.timing.opening(BEFORE_ALL, 9)
    with telling_at(at):
        add_usual_roles(system_actor(), names=work_role_names("ru"))
    ground = lay_ground(cast)
    books = Books(cast, ground, agree(cast, ground))
    books.schedule()


@dataclass
class Books:
    """What is known of the money while its story is told."""

    cast: Cast
    ground: Ground
    agreed: Agreed
    diary: Diary = field(init=False)
    bills: Bills = field(init=False)
    weeks: Weeks = field(init=False)
    estimates: dict[int, Estimate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.diary = Diary(self.cast, self.ground.roles)
        self.bills = Bills(self.cast, self.ground, self.agreed)
        self.weeks = Weeks(self.cast, self.diary)

    def schedule(self) -> None:
        """Budgets at the beginning of jobs, time and bills at the end of months."""
        act, timing = self.cast.ledger.act, self.cast.timing
        for job in self.agreed.jobs:
            act(self._at(job.first, 10), Step(self._accept, job))
            act(self._at(job.first + (job.last - job.first) / 2, 12), Step(self._buy, job))
        for month, entries in sorted(self._months().items()):
            act(self._at(_end(month, timing.today), 19), Step(self._enter, entries))
            act(self._at(_end(month, timing.today), 20), Step(self._overheads, month))
        self.weeks.schedule()
        self.bills.schedule(self.estimates)
        act_money_present(self)
        act_papers(self)

    def actor(self, key: str) -> Actor:
        return self.cast.actor(key)

    def _at(self, day: date, hour: int) -> datetime:
        moment = self.cast.timing.at(day, time(hour))
        return min(moment, self.cast.timing.now - timedelta(minutes=70))

    def _months(self) -> dict[date, list[EntryData]]:
        """Time of two years by month but the last weeks; retainers are served before jobs."""
        today = self.cast.timing.today
        found: dict[date, list[EntryData]] = defaultdict(list)
        works = [one for held in self.agreed.retainers for one in retained_work(held, today)]
        works += [work_of(job, today) for job in self.agreed.jobs]
        for work in works:
            for entry in self.diary.spread(work):
                month = found[entry.on.replace(day=1)]
                if not self.weeks.takes(entry):
                    month.append(entry)
        return found

    def _accept(self, job: Job) -> None:
        """The estimate is offered and accepted by letter: the budget of the project."""
        manager, at = self.actor(job.served.script.team.manager), self._at(job.first, 10)
        data = EstimateData(
            title=job.project.name,
            priced_on=job.first,
            project=job.project,
            contract=self.agreed.contracts[job.money.client],
            entity=self.ground.company(job.money),
            client_entity=self.agreed.companies[job.money.client],
            works_from=job.first,
            works_to=max(job.last, job.first),
        )
        contents = Contents(lines_of(job, self.ground), payments_of(job))
        estimate = create_estimate(manager, job.served.row, data=data, contents=contents, now=at)
        name = next(iter(job.served.contacts.values())).name
        said = AnswerData(kind=EstimateAnswerKind.ACCEPTED, name=name, words=BY_MAIL)
        self.estimates[job.project.pk] = hear_answer(manager, estimate, data=said, now=at)

    def _buy(self, job: Job) -> None:
        """What suppliers did, in the middle of the job."""
        on = min(job.first + (job.last - job.first) / 2, self.cast.timing.today)
        for thousands, title, passes in (
            (job.passed, "Размещение на площадках", True),
            (job.own, "Съёмка и производство", False),
        ):
            if thousands:
                self._bought(job, on, (title, thousands, passes))

    def _bought(self, job: Job, on: date, what: tuple[str, int, bool]) -> None:
        title, thousands, passes = what
        buyer, finance, at = self.actor("rudakov"), self.actor(FINANCE), self._at(on, 12)
        line = BudgetLine.objects.filter(project=job.project, title=title).first()
        data = ExpenseData(
            on=on,
            title=title,
            net_minor=thousands * THOUSAND,
            person=self.cast.persons["rudakov"],
            kind=ExpenseKind.SUPPLIER,
            project=job.project,
            line=line,
            entity=self.ground.company(job.money),
            supplier=line.source.supplier if line else "ООО «Съёмочная площадка»",
            document=f"УПД-{job.project.pk}",
            pass_through=passes,
            billable=False,
        )
        expense = submit_expense(buyer, add_expense(buyer, data=data))
        approve_expense(finance, expense, now=at)

    def _enter(self, entries: list[EntryData]) -> None:
        """A month of everybody's time, as it was approved then."""
        last = max((entry.on for entry in entries), default=self.cast.timing.today)
        save_many(self.actor(FINANCE), rows=entries, now=self._at(last, 19))

    def _overheads(self, month: date) -> None:
        now = self._at(_end(month, self.cast.timing.today), 20)
        for entity, costs in (
            (None, script.OVERHEAD),
            (self.ground.main, script.OVERHEAD_OF_MAIN),
            (self.ground.second, script.OVERHEAD_OF_SECOND),
        ):
            rows = [OverheadData(title, month, amount * THOUSAND) for title, amount in costs]
            entity_id = entity.pk if entity else None
            set_overheads(self.actor(FINANCE), rows=rows, entity_id=entity_id, now=now)


@dataclass(frozen=True, slots=True)
class Step:
    """An act with what it is about."""

    do: object
    about: object

    def __call__(self) -> None:
        self.do(self.about)  # type: ignore[operator]


def retained_work(held: Retained, today: date) -> list[Work]:
    """A retainer's hours month by month, some months fuller than others."""
    found, month, last = [], held.row.from_on, today - EDGE
    hours = hours_of(held.script.fee, held.script.mix)
    scale = held.script.hours / max(sum(hours.values()), 1)
    place = 0
    while month <= last:
        end = min((month + timedelta(days=32)).replace(day=1) - EDGE, last)
        part = ((end - month).days + 1) / 30
        swing = held.script.overrun * (0.94, 1.04, 1.0, 0.97, 1.05)[place % 5] * min(part, 1)
        minutes = {role: round(one * HOUR * scale * swing) for role, one in hours.items()}
        found.append(Work(held.project, month, end, minutes))
        month, place = (month + timedelta(days=32)).replace(day=1), place + 1
    return found


def _end(month: date, today: date) -> date:
    return min((month + timedelta(days=32)).replace(day=1) - EDGE, today)
