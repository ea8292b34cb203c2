"""Drafts out of what is to be invoiced: payment steps, retainers, time, expenses, advances."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.billing.actions.drafts import InvoiceData, Links, draft_invoice
from napulse.billing.actions.priced import LineData, price_lines, tax_day
from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, LineSource
from napulse.billing.permissions import EDIT_INVOICES
from napulse.billing.queries.billable import (
    Offer,
    expenses_of,
    offers,
    parts_of,
    time_discounts,
    time_to_bill,
)
from napulse.billing.queries.grouping import TimeGroup, grouped
from napulse.billing.queries.heads import Head, head_for
from napulse.billing.queries.standing import gone_of
from napulse.clients.models import Client
from napulse.contracts.models import Contract
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import WHOLE_BP, round_half_up
from napulse.engines.pricing.invoicing import Share, credit_share
from napulse.estimates.models import Estimate, PaymentStep
from napulse.ledger.queries import money_rules
from napulse.timesheets.models import Expense


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """Which approved time goes in, and how it is told: by role, person, task, line or project."""

    by: str = "role"
    project_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for a draft; `detailed` prints every line of an estimate."""

    keys: Collection[str] = ()
    time: TimeChoice | None = None
    expense_ids: Collection[int] = ()
    kind: str = InvoiceKind.INVOICE
    detailed: bool = False
    submit_key: str | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How lines that no person wrote are called, in the language of the document."""

    fee: Callable[[Offer], str]
    passed: Callable[[Offer], str]
    period: Callable[[Offer], str]
    overage: Callable[[Offer], str]
    advance: Callable[[Offer, str], str]
    hours: str
    subject: Callable[[Sequence[Offer]], str]


@action(EDIT_INVOICES)
def draft_chosen(
    actor: Actor,
    client: Client,
    *,
    choice: Choice,
    words: Wording,
    today: date,
    now: datetime,
) -> Invoice:
    """A draft of everything chosen. Refused when nothing was, or in two currencies at once."""
    Client.objects.select_for_update().filter(pk=client.pk).first()  # nobody offers it meanwhile
    known = {offer.key: offer for offer in offers(actor, client, today=today)}
    chosen = [known[key] for key in choice.keys if key in known]
    lines = [line for offer in chosen for line in _lines_of(actor, offer, choice, words)]
    papers = [offer for offer in chosen if offer.group != "advance"]
    head = head_for(client, papers, today=today)
    if choice.time is not None:
        lines += _time_lines(actor, client, choice.time, words, head.contract)
    lines += _expense_lines(actor, client, choice)
    if not lines:
        raise Refused("invoice.nothing_chosen")
    currency = _currency(chosen, choice)
    if len({offer.entity_id for offer in chosen if offer.entity_id}) > 1:
        raise Refused("invoice.other_company")
    head = replace(head, currency=currency)
    data = _data(head, words.subject(chosen), today)
    lines = _within(lines, data, choice.kind)
    more: dict[str, Any] = {"estimate": head.estimate, "step": head.step}
    links = Links(choice.kind, choice.submit_key, more)
    return draft_invoice(actor, client, data=data, lines=lines, links=links, now=now)


def _data(head: Head, title: str, today: date) -> InvoiceData:
    return InvoiceData(
        entity=head.entity,
        title=title[:200],
        drafted_on=today,
        account=head.account,
        client_entity=head.client_entity,
        contract=head.contract,
        project=head.project,
        due_days=head.due_days,
        due_to_issue_on=head.due_to_issue_on,
        period_from=head.period[0] if head.period else None,
        period_to=head.period[1] if head.period else None,
        language=head.language,
        currency=head.currency,
    )


def _currency(chosen: Sequence[Offer], choice: Choice) -> str:
    base = money_rules().base_currency
    found = {offer.currency for offer in chosen}
    if choice.time is not None:
        found.add(base)
    expenses = Expense.objects.filter(pk__in=choice.expense_ids)
    found |= set(expenses.values_list("currency", flat=True))
    if len(found) > 1:
        raise Refused("invoice.mixed_currencies", currencies=", ".join(sorted(found)))
    return next(iter(found), base)


def _lines_of(actor: Actor, offer: Offer, choice: Choice, words: Wording) -> list[LineData]:
    if offer.group == "step":
        return _step_lines(actor, offer, choice, words)
    if offer.group == "advance":
        return _advance_lines(offer, words)
    source = {
        "retainer": LineSource.RETAINER,
        "overage": LineSource.OVERAGE,
        "fixed": LineSource.FIXED,
    }[offer.group]
    title = {"retainer": words.period, "overage": words.overage, "fixed": words.fee}[offer.group]
    return [
        LineData(
            title=title(offer),
            price_minor=offer.net_minor,
            project_id=offer.project_id,
            source=source,
            source_id=int(offer.key.split(":")[1]),
            period_on=offer.period[0] if offer.period else None,
        )
    ]


def _step_lines(actor: Actor, offer: Offer, choice: Choice, words: Wording) -> list[LineData]:
    """The step as its fee and its pass-through, or line by line of the estimate."""
    step = PaymentStep.objects.select_related("estimate").get(pk=int(offer.key.split(":")[1]))
    estimate: Estimate = step.estimate
    parts = [part for part in parts_of(estimate, step) if part.net_minor]
    budget = dict(estimate.budget_lines.values_list("source_id", "pk"))
    whole = sum(part.net_minor for part in parts)
    common = LineData(
        title="",
        price_minor=0,
        tax_code=estimate.tax_code,
        project_id=estimate.project_id,
        source=LineSource.STEP,
        source_id=step.pk,
    )
    if choice.detailed and whole == offer.net_minor:
        return [
            replace(
                common,
                title=part.line.title,
                price_minor=part.net_minor,
                pass_through=part.line.pass_through,
                budget_line_id=budget.get(part.line.pk, 0),
            )
            for part in parts
        ]
    passed = sum(part.net_minor for part in parts if part.line.pass_through)
    passed = round_half_up(passed * offer.net_minor, whole) if whole else 0
    split = ((offer.net_minor - passed, words.fee, False), (passed, words.passed, True))
    return [
        replace(common, title=title(offer), price_minor=net, pass_through=passes)
        for net, title, passes in split
        if net
    ]


def _advance_lines(offer: Offer, words: Wording) -> list[LineData]:
    """The lines of an advance with the opposite sign, rate and VAT as they were."""
    advance_id = int(offer.key.split(":")[1])
    found = []
    rows = InvoiceLine.objects.filter(invoice_id=advance_id).select_related("invoice")
    for row in rows:
        gone = gone_of(row)
        net = row.net_minor - sum(each.net_minor for each in gone)
        vat = row.vat_minor - sum(each.vat_minor for each in gone)
        if net:
            found.append(_settling(row, Share(net, vat), words.advance(offer, row.title)))
    return found


def _settling(row: InvoiceLine, share: Share, title: str) -> LineData:
    return LineData(
        title=title,
        price_minor=-share.net_minor,
        tax_code=row.tax_code,
        pass_through=row.pass_through,
        project_id=row.project_id,
        budget_line_id=row.budget_line_id,
        source=LineSource.ADVANCE,
        source_id=row.pk,
        fixed=(row.vat_bp, -share.net_minor, -share.vat_minor),
    )


def _within(lines: list[LineData], data: InvoiceData, kind: str) -> list[LineData]:
    """No more of an advance is taken off than there is to take it from."""
    settling = [line for line in lines if line.source == LineSource.ADVANCE]
    if not settling:
        return lines
    others = [line for line in lines if line.source != LineSource.ADVANCE]
    on = tax_day(kind, data.drafted_on, data.period_to)
    room = sum(each.total_minor for each in price_lines(data.entity, others, on))
    for line in settling:
        total = -sum((line.fixed or (0, 0, 0))[1:])
        if total <= room:
            others.append(line)
            room -= total
        elif room > 0:
            others.append(_part_of(line, room, total))
            room = 0
    return others


def _part_of(line: LineData, room: int, total: int) -> LineData:
    """So much of a settled line as fits, rounded down: the document never falls below nothing."""
    bp, net, vat = line.fixed or (0, 0, 0)
    share = credit_share(Share(-net, -vat), [], -net * room // total)
    over = max(0, share.net_minor + share.vat_minor - room)
    fixed = (bp, -(share.net_minor - over), -share.vat_minor)
    return replace(line, price_minor=fixed[1], fixed=fixed)


def _time_lines(
    actor: Actor, client: Client, asked: TimeChoice, words: Wording, contract: Contract | None
) -> list[LineData]:
    entries = time_to_bill(
        actor,
        client,
        project_id=asked.project_id,
        from_on=asked.from_on,
        to_on=asked.to_on,
    )
    discounts = time_discounts(client, entries, contract)
    return [_time_line(group, words) for group in grouped(entries, asked.by, discounts)]


def _time_line(group: TimeGroup, words: Wording) -> LineData:
    return LineData(
        title=group.title,
        price_minor=group.rate_minor,
        quantity_milli=round_half_up(group.minutes * 1000, 60),
        unit=words.hours,
        project_id=group.project_id,
        budget_line_id=group.budget_line_id,
        source=LineSource.TIME,
        taken=group.ids,
    )


def _expense_lines(actor: Actor, client: Client, choice: Choice) -> list[LineData]:
    wanted = set(choice.expense_ids)
    if not wanted:
        return []
    rows = [row for row in expenses_of(actor, client) if row.pk in wanted]
    return [
        LineData(
            title=row.title,
            price_minor=row.net_minor + round_half_up(row.net_minor * row.markup_bp, WHOLE_BP),
            pass_through=row.pass_through,
            project_id=row.project_id,
            budget_line_id=row.line_id or 0,
            source=LineSource.EXPENSE,
            source_id=row.pk,
            taken=(row.pk,),
        )
        for row in rows
    ]
