"""What may be invoiced now: payment steps, retainers and what is above them, fixed fees, time,
expenses, and advances that a next invoice settles.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.billing.models import InvoiceKind, InvoiceLine, LineSource
from napulse.billing.queries.money import open_advances
from napulse.billing.queries.standing import credited_sums, invoiced_of, left_of, living_lines
from napulse.clients.models import Client
from napulse.contracts.models import Contract, ContractState, Remuneration, RemunerationKind
from napulse.contracts.queries import (
    as_on,
    balances_of,
    changes_of,
    policy_of,
    remunerations,
)
from napulse.contracts.queries.retainers import ends_of, payer_of, payers_of
from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.pricing.retainer import grant, periods
from napulse.engines.pricing.vat import spread
from napulse.estimates.models import Estimate, EstimateLine, PaymentStep, PaymentTrigger
from napulse.estimates.queries.pricing import rate_discounts
from napulse.people.queries import agency_today
from napulse.timesheets.models import EntryState, Expense, TimeEntry
from napulse.timesheets.permissions import EDIT_EXPENSES, VIEW_TIME
from napulse.timesheets.queries.expenses import expenses_to_bill

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may become lines of an invoice. `on` is the day from which it is due."""

    key: str
    group: str
    title: str
    net_minor: int
    currency: str
    on: date | None = None
    note: str = ""
    client_id: int = 0
    entity_id: int = 0
    project_id: int | None = None
    period: tuple[date, date] | None = None
    values: dict[str, object] = field(default_factory=dict)

    @property
    def money(self) -> Money:
        return Money(self.net_minor, self.currency)


@dataclass(frozen=True, slots=True)
class StepPart:
    """The part of one estimate line that a payment step takes."""

    line: EstimateLine
    net_minor: int


def billable_estimates(actor: Actor, client_ids: Collection[int] | None) -> list[Estimate]:
    """Accepted estimates with payment steps, the newest first."""
    rows: QuerySet[Estimate] = Estimate.objects.seen_by(actor).filter(
        state=ACCEPTED, client__deleted_at=None
    )
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    rows = rows.select_related("client", "project", "contract", "entity", "client_entity")
    return list(rows.prefetch_related("payments", "lines").order_by("-answered_at", "-pk"))


def parts_of(estimate: Estimate, step: PaymentStep) -> list[StepPart]:
    """What a step takes of each line of the estimate: every line is split over all steps, so that
    the steps of a line, and the lines of all steps, add up to the estimate to the kopeck.
    """
    steps = list(estimate.payments.all())
    at = next(place for place, each in enumerate(steps) if each.pk == step.pk)
    lines = [line for line in estimate.lines.all() if line.chosen or not line.optional]
    nets: Sequence[int] = [line.net_minor for line in lines]
    if sum(nets) != estimate.net_minor:
        nets = spread(estimate.net_minor, nets)
    weights = [each.percent_bp for each in steps]
    if not sum(weights):
        return []
    return [
        StepPart(line, Money(net, estimate.currency).split(weights)[at].minor)
        for line, net in zip(lines, nets, strict=True)
    ]


def step_on(estimate: Estimate, step: PaymentStep) -> date | None:
    """The day from which a step is to be invoiced; None while nobody knows."""
    if step.trigger == PaymentTrigger.DATE:
        return step.due_on
    if step.trigger == PaymentTrigger.ACCEPTED:
        answered = estimate.answered_at
        return step.reached_on or (agency_today(answered) if answered else None)
    return step.reached_on


def step_offers(actor: Actor, client_ids: Collection[int] | None) -> list[Offer]:
    """Steps of accepted estimates of which something is not invoiced yet."""
    found = []
    estimates = billable_estimates(actor, client_ids)
    ids = [step.pk for estimate in estimates for step in estimate.payments.all()]
    taken = invoiced_of(LineSource.STEP, ids)
    for estimate in estimates:
        for step in estimate.payments.all():
            whole = sum(part.net_minor for part in parts_of(estimate, step))
            left = whole - taken.get(step.pk, 0)
            if left > 0:
                found.append(_step_offer(estimate, step, left))
    return found


def _step_offer(estimate: Estimate, step: PaymentStep, left: int) -> Offer:
    return Offer(
        key=f"step:{step.pk}",
        group="step",
        title=step.title,
        net_minor=left,
        currency=estimate.currency,
        on=step_on(estimate, step),
        client_id=estimate.client_id,
        entity_id=(estimate.contract or estimate).entity_id or 0,
        project_id=estimate.project_id,
        values={"estimate": str(estimate), "subject": estimate.title, "trigger": step.trigger},
    )


def _paying(actor: Actor, client_ids: Collection[int] | None, kind: str) -> list[Remuneration]:
    rows = remunerations(actor).filter(kind=kind, amount_minor__gt=0)
    rows = rows.exclude(contract__state=ContractState.DRAFT)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    return list(rows.select_related("contract__entity", "contract__client_entity"))


def retainer_offers(
    actor: Actor, client_ids: Collection[int] | None, *, today: date
) -> list[Offer]:
    """The fee of each period that has begun and is not invoiced."""
    rows = _paying(actor, client_ids, RemunerationKind.RETAINER)
    ends, taken = ends_of(rows, today), _invoiced_periods(LineSource.RETAINER, rows)
    changed = changes_of(rows)
    found = []
    for row in rows:
        changes = changed.get(row.pk, ())
        policy = policy_of(row, ends[row.pk], changes)
        for start, end in periods(policy, today) if policy else ():
            fee = fee_of(as_on(row, changes, start), grant(policy, start, end)) if policy else 0
            left = fee - taken.get((row.pk, start), 0)
            if left > 0:
                found.append(_period_offer("retainer", row, left, (start, end), on=start))
    return found


def fee_of(row: Remuneration, granted: int) -> int:
    """The fee of a period: by days where the grant is."""
    whole = row.granted or 0
    return round_half_up((row.amount_minor or 0) * granted, whole) if whole else 0


def overage_offers(actor: Actor, client_ids: Collection[int] | None, *, today: date) -> list[Offer]:
    """What was used above the retainer in periods that are over, and is not invoiced."""
    kind = RemunerationKind.RETAINER
    rows = [row for row in _paying_any(actor, client_ids) if row.kind == kind]
    balances, taken = balances_of(rows, today), _invoiced_periods(LineSource.OVERAGE, rows)
    found = []
    for row in rows:
        for period in balances[row.pk].periods:
            left = (period.overage_minor or 0) - taken.get((row.pk, period.from_on), 0)
            if left > 0 and period.to_on < today:
                offer = _period_offer("overage", row, left, (period.from_on, period.to_on))
                offer.values["overage"] = period.overage
                found.append(offer)
    return found


def _paying_any(actor: Actor, client_ids: Collection[int] | None) -> list[Remuneration]:
    rows = remunerations(actor).exclude(contract__state=ContractState.DRAFT)
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    return list(rows.select_related("contract__entity", "contract__client_entity"))


def _period_offer(
    group: str, row: Remuneration, left: int, period: tuple[date, date], on: date | None = None
) -> Offer:
    return Offer(
        key=f"{group}:{row.pk}:{period[0].isoformat()}",
        group=group,
        title=row.title,
        net_minor=left,
        currency=row.contract.currency,
        on=on or period[1],
        client_id=row.client_id,
        entity_id=row.contract.entity_id,
        project_id=row.project_id,
        period=period,
        values={"contract": row.contract.number, "unit": row.unit},
    )


def _invoiced_periods(
    source: LineSource, rows: Collection[Remuneration]
) -> dict[tuple[int, date], int]:
    """Net that stands in invoices of each remuneration and period, less credits."""
    lines = list(
        living_lines()
        .filter(source=source, source_id__in=[row.pk for row in rows])
        .exclude(invoice__kind__in=[InvoiceKind.ACT, InvoiceKind.CREDIT])
        .values_list("pk", "source_id", "period_on", "net_minor")
    )
    credited = credited_sums(pk for pk, *_rest in lines)
    found: dict[tuple[int, date], int] = {}
    for pk, source_id, start, net in lines:
        key = (source_id or 0, start or date.min)
        found[key] = found.get(key, 0) + net - credited.get(pk, 0)
    return found


def fixed_offers(actor: Actor, client_ids: Collection[int] | None, *, today: date) -> list[Offer]:
    """Fixed fees of contracts of which something is not invoiced yet."""
    rows = [
        row for row in _paying(actor, client_ids, RemunerationKind.FIXED) if row.from_on <= today
    ]
    taken = invoiced_of(LineSource.FIXED, [row.pk for row in rows])
    return [
        Offer(
            key=f"fixed:{row.pk}",
            group="fixed",
            title=row.title,
            net_minor=left,
            currency=row.contract.currency,
            on=row.to_on,
            client_id=row.client_id,
            entity_id=row.contract.entity_id,
            project_id=row.project_id,
            values={"contract": row.contract.number},
        )
        for row in rows
        if (left := (row.amount_minor or 0) - taken.get(row.pk, 0)) > 0
    ]


def advance_offers(actor: Actor, client: Client) -> list[Offer]:
    """What is left of advances, to be taken off the next invoice."""
    found = []
    for row in open_advances(actor, client.pk):
        left = [
            left_of(line)
            for line in InvoiceLine.objects.filter(invoice=row).select_related("invoice")
        ]
        net = sum(each.net_minor for each in left)
        if net > 0:
            values: dict[str, object] = {
                "number": row.number,
                "issued_on": row.issued_on,
                "state": row.state,
            }
            found.append(
                Offer(
                    f"advance:{row.pk}",
                    "advance",
                    row.title,
                    -net,
                    row.currency,
                    on=row.issued_on,
                    client_id=client.pk,
                    entity_id=row.entity_id,
                    project_id=row.project_id,
                    values=values,
                )
            )
    return found


def time_to_bill(
    actor: Actor,
    client: Client,
    *,
    project_id: int | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> "QuerySet[TimeEntry]":
    """Approved billable time of a client that stands in no invoice."""
    rows: QuerySet[TimeEntry] = TimeEntry.objects.filter(
        client=client, state=EntryState.APPROVED, billable=True, deleted_at=None
    )
    if not (actor.can(VIEW_TIME) and actor.sees(client.pk)):
        return rows.none()
    asked = Q()
    if project_id:
        asked &= Q(project_id=project_id)
    if from_on:
        asked &= Q(on__gte=from_on)
    if to_on:
        asked &= Q(on__lte=to_on)
    return rows.filter(asked).order_by("on", "pk")


def covered_minutes(client: Client, entries: "QuerySet[TimeEntry]") -> int:
    """How much of time is paid for already, by a retainer, a fixed fee or the steps of an estimate.

    It may be invoiced nevertheless: that is for whoever writes the invoice to say.
    """
    claims, by_hour = payers_of(client.pk)
    by = ("on", "project_id", "project__brand_id", "line_id")
    covered = 0
    summed = entries.order_by().values(*by).annotate(sum=Sum("minutes"))
    for on, project_id, brand_id, line_id, minutes in summed.values_list(*by, "sum"):
        payer = payer_of(claims, on, project_id, brand_id)
        if payer not in by_hour and (payer or line_id):
            covered += minutes
    return covered


def time_discounts(
    client: Client, entries: "QuerySet[TimeEntry]", contract: Contract | None = None
) -> dict[date, int]:
    """What the contract takes off rates on the days of the entries, in basis points: that which
    the document is written under, or where it does not run, that in force on the day."""
    days = set(entries.order_by().values_list("on", flat=True))
    return rate_discounts(client.pk, days, first=contract)


def expenses_of(actor: Actor, client: Client) -> list[Expense]:
    """Approved expenses of a client that are to be passed on."""
    if not (actor.can(EDIT_EXPENSES) and actor.sees(client.pk)):
        return []
    return list(expenses_to_bill(actor, client_id=client.pk).select_related("project"))


def offers(actor: Actor, client: Client, *, today: date) -> list[Offer]:
    """Everything of one client that may be chosen for a draft, without time and expenses."""
    own = [client.pk]
    return [
        *step_offers(actor, own),
        *retainer_offers(actor, own, today=today),
        *overage_offers(actor, own, today=today),
        *fixed_offers(actor, own, today=today),
        *advance_offers(actor, client),
    ]


def due_offers(actor: Actor, client_ids: Collection[int] | None, *, today: date) -> list[Offer]:
    """What should be invoiced by now and stands in no draft: steps reached, periods begun, fixed
    fees whose term is over."""
    found = [
        *step_offers(actor, client_ids),
        *retainer_offers(actor, client_ids, today=today),
        *fixed_offers(actor, client_ids, today=today),
    ]
    return [offer for offer in found if offer.on is not None and offer.on <= today]
