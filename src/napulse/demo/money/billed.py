"""Invoices of jobs and retainers, issued when they were due, and what the bank brought for them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from random import Random

from napulse.billing.actions.drafts import InvoiceData, Links, draft_invoice
from napulse.billing.actions.issuing import issue_invoice
from napulse.billing.actions.payments import Choice, Share, match_payment
from napulse.billing.actions.priced import LineData
from napulse.billing.models import BankLine, Invoice, InvoiceState, LineSource
from napulse.billing.queries.billable import parts_of
from napulse.delivery.models import Project
from napulse.demo.cast import Cast, Served, store
from napulse.demo.content import money as script
from napulse.demo.money.agreed import Agreed, Job, Retained
from napulse.demo.money.ground import Ground
from napulse.estimates.models import Estimate

DAY = timedelta(days=1)
FINANCE = "panina"
SLOW_TO_ISSUE = 9
MONTH_NAMES = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь",
    "ноябрь", "декабрь",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice to be: when, for what, and when it should have been."""

    served: Served
    money: script.MoneyScript
    on: date
    due_to_issue_on: date
    title: str
    lines: tuple[LineData, ...]
    period: tuple[date, date] | None = None
    project: Project | None = None
    estimate: Estimate | None = None
    step_id: int | None = None


@dataclass
class Bills:
    """Schedules all invoices and payments that lie before now."""

    cast: Cast
    ground: Ground
    agreed: Agreed
    chance: Random = field(default_factory=lambda: Random("bills"))  # noqa: S311 - a story
    estimates: dict[int, Estimate] = field(default_factory=dict)

    def schedule(self, estimates: dict[int, Estimate]) -> None:
        self.estimates = estimates
        for job in self.agreed.jobs:
            self._job(job)
        for held in self.agreed.retainers:
            self._retainer(held)

    def _job(self, job: Job) -> None:
        """Half when the estimate is accepted, half when the work is done."""
        for place, wanted in enumerate((job.first + 2 * DAY, job.last + 3 * DAY)):
            on = self._issued_on(wanted, job.money)
            if on < self.cast.timing.today:
                self._act(on, 11, JobBill(self, job, place, (on, wanted)))

    def _retainer(self, held: Retained) -> None:
        month = held.row.from_on
        while (following := (month + 32 * DAY).replace(day=1)) < self.cast.timing.today:
            on = self._issued_on(following + DAY, held.money)
            if on < self.cast.timing.today:
                self._act(on, 11, RetainerBill(self, held, month, (on, following + DAY)))
            month = following

    def _issued_on(self, wanted: date, money: script.MoneyScript) -> date:
        late = self.chance.choice(
            (0, 0, 0, 1, 1, 2, SLOW_TO_ISSUE if money.client == "orbis" else 3)
        )
        return self.cast.timing.next_working_day(wanted + late * DAY)

    def _act(self, on: date, hour: int, act: "JobBill | RetainerBill") -> None:
        self.cast.ledger.act(self._at(on, hour), act)

    def _at(self, day: date, hour: int) -> datetime:
        moment = self.cast.timing.at(day, time(hour))
        return min(moment, self.cast.timing.now - timedelta(minutes=60))

    def issue(self, bill: Bill) -> Invoice:
        """Drafted and issued on its day; the money follows when this client pays."""
        finance, at = self.cast.actor(FINANCE), self._at(bill.on, 11)
        contract = self.agreed.contracts[bill.money.client]
        data = InvoiceData(
            entity=self.ground.company(bill.money),
            title=bill.title,
            drafted_on=bill.on,
            account=self.ground.account(bill.money),
            client_entity=self.agreed.companies[bill.money.client],
            contract=contract,
            project=bill.project,
            due_days=bill.money.payment_days,
            due_to_issue_on=bill.due_to_issue_on,
            period_from=bill.period[0] if bill.period else None,
            period_to=bill.period[1] if bill.period else None,
            language=bill.served.row.language,
        )
        links = Links(more={"estimate": bill.estimate, "step_id": bill.step_id})
        draft = draft_invoice(
            finance, bill.served.row, data=data, lines=bill.lines, links=links, now=at
        )
        invoice = issue_invoice(finance, draft, version=draft.version, on=bill.on, now=at)
        self._paid(bill, invoice)
        return invoice

    def _paid(self, bill: Bill, invoice: Invoice) -> None:
        wait = bill.money.pays_after + self.chance.randint(-3, 4)
        on = self.cast.timing.next_working_day(bill.on + max(wait, 2) * DAY)
        if on >= self.cast.timing.today:
            return
        number = invoice.number
        [line] = store(
            [
                BankLine(
                    account=self.ground.account(bill.money),
                    key=sha256(f"demo {invoice.pk}".encode()).hexdigest(),
                    on=on,
                    amount_minor=invoice.total_minor,
                    currency=invoice.currency,
                    number=str(self.chance.randint(11, 990)),
                    counterparty=bill.served.script.legal_name,
                    inn=bill.money.inn,
                    purpose=f"Оплата по счету № {number} от {bill.on:%d.%m.%Y} по договору "
                    f"{bill.money.number}",
                )
            ]
        )
        choice = Choice(
            (Share(invoice.pk, invoice.total_minor, ("number", "amount")),), by_hand=False
        )
        match_payment(self.cast.actor(FINANCE), line, choice=choice, now=self._at(on, 13))


@dataclass(frozen=True, slots=True)
class JobBill:
    """A payment step of a job's estimate, its fee and its pass-through apart."""

    bills: Bills
    job: Job
    place: int
    days: tuple[date, date]

    def __call__(self) -> None:
        job, bills = self.job, self.bills
        estimate = Estimate.objects.get(pk=bills.estimates[job.project.pk].pk)
        step = list(estimate.payments.all())[self.place]
        sums = {False: 0, True: 0}
        for part in parts_of(estimate, step):
            sums[part.line.pass_through] += part.net_minor
        lines = tuple(
            LineData(
                title=f"{word}: {job.project.name}"[:300],
                price_minor=minor,
                pass_through=passes,
                project_id=job.project.pk,
                source=LineSource.STEP,
                source_id=step.pk,
            )
            for passes, minor, word in (
                (False, sums[False], "Услуги агентства"),
                (True, sums[True], "Размещение рекламы"),
            )
            if minor
        )
        on, wanted = self.days
        done = (job.first, job.last) if self.place else None
        title = f"{job.project.name}, {step.title.lower()}"[:200]
        bill = Bill(
            job.served, job.money, on, wanted, title, lines, done, job.project, estimate, step.pk
        )
        bills.issue(bill)


@dataclass(frozen=True, slots=True)
class RetainerBill:
    """The fee of a month."""

    bills: Bills
    held: Retained
    month: date
    days: tuple[date, date]

    def __call__(self) -> None:
        held, month = self.held, self.month
        until = (month + 32 * DAY).replace(day=1) - DAY
        name = f"{MONTH_NAMES[month.month - 1]} {month.year}"
        line = LineData(
            title=f"Абонентское обслуживание, {name}",
            price_minor=held.row.amount_minor or 0,
            project_id=held.project.pk,
            source=LineSource.RETAINER,
            source_id=held.row.pk,
            period_on=month,
        )
        on, wanted = self.days
        title = f"Абонентское обслуживание за {name}"
        self.bills.issue(
            Bill(held.served, held.money, on, wanted, title, (line,), (month, until), held.project)
        )


def unpaid(client_id: int) -> list[Invoice]:
    """Issued invoices of a client that wait for money, the oldest first."""
    rows = Invoice.objects.filter(client_id=client_id, state=InvoiceState.ISSUED)
    return list(rows.order_by("issued_on"))
