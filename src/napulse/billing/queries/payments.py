"""Movements of own accounts and what they may pay, as whoever is allowed sees them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.billing.intake import payment_of
from napulse.billing.models import Allocation, BankLine, BankLineState, Invoice, InvoiceKind
from napulse.billing.permissions import EDIT_PAYMENTS, VIEW_INVOICES, VIEW_PAYMENTS
from napulse.billing.queries.invoices import LIVE, PAYABLE
from napulse.clients.facts import ClientReason, Found
from napulse.clients.models import LegalEntity
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.engines.kernel.text import fold
from napulse.engines.pricing.matching import Book, Candidate, Level, Match, OpenInvoice, match
from napulse.people.permissions import VIEW_COSTS
from napulse.people.queries import agency_today

UNMATCHED = Q(state__in=[BankLineState.OPEN, BankLineState.PART])
INCOMING = Q(amount_minor__gt=0)
TO_MATCH = UNMATCHED & INCOMING
_GIVEN_BACK = ~Q(matched_minor=0)
SHOWN = 8


def payments(actor: Actor) -> "QuerySet[BankLine]":
    """Every movement that the actor may see, with the names that a list shows."""
    if not actor.can(VIEW_PAYMENTS):
        return BankLine.objects.none()
    found: QuerySet[BankLine] = BankLine.objects.select_related("account", "account__entity")
    return found if sees_paid(actor) else found.filter(INCOMING | _GIVEN_BACK)


def sees_paid(actor: Actor) -> bool:
    """Whether the actor sees what we paid: wages are among it, each by name.

    Open to whoever loads statements, and to who may know what people cost. The others see what
    came, and what went back to clients.
    """
    return actor.can(EDIT_PAYMENTS) or actor.can(VIEW_COSTS)


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """What a list of payments is narrowed to; nothing told narrows nothing."""

    account_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


def listed_payments(actor: Actor, wanted: PaymentFilter) -> "QuerySet[BankLine]":
    """For the list: narrowed, and with the invoices that each pays."""
    rows = payments(actor)
    asked = {
        "account_id": wanted.account_id,
        "on__gte": wanted.from_on,
        "on__lte": wanted.to_on,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value is not None})
    paid = Allocation.objects.filter(invoice__in=Invoice.objects.seen_by(actor))
    shown = paid.select_related("invoice", "invoice__client")
    return rows.prefetch_related(Prefetch("allocations", queryset=shown, to_attr="paid_invoices"))


def payment(actor: Actor, payment_id: int) -> BankLine:
    found = payments(actor).select_related("statement").filter(pk=payment_id).first()
    if found is None:
        raise Missing("payment")
    return found


def chosen_payments(actor: Actor, ids: Collection[int]) -> list[BankLine]:
    return list(payments(actor).filter(pk__in=ids).order_by("pk"))


def allocation(actor: Actor, allocation_id: int) -> Allocation:
    """A match on an invoice that the actor may see."""
    seen = Invoice.objects.seen_by(actor)
    rows = Allocation.objects.filter(pk=allocation_id, line__isnull=False, invoice__in=seen)
    found: Allocation | None = rows.select_related("line", "invoice").first()
    if found is None or not actor.can(VIEW_PAYMENTS):
        raise Missing("allocation")
    return found


def allocations_of(actor: Actor, line: BankLine) -> list[Allocation]:
    seen = Invoice.objects.seen_by(actor)
    rows = Allocation.objects.filter(line=line, invoice__in=seen)
    return list(rows.select_related("invoice", "invoice__client"))


def totals(rows: "QuerySet[BankLine]") -> list[dict[str, Money]]:
    """What came, what went and what is not matched of these rows, by currency."""
    sums = (
        rows.order_by()
        .values("currency")
        .annotate(
            came=Sum("amount_minor", filter=INCOMING, default=0),
            went=Sum("amount_minor", filter=~INCOMING, default=0),
            free=Sum(F("amount_minor") - F("matched_minor"), filter=TO_MATCH, default=0),
        )
    )
    return [
        {name: Money(row[name], row["currency"]) for name in ("came", "went", "free")}
        for row in sums.order_by("currency")
    ]


def to_match_count(actor: Actor) -> int:
    """How much of the money that came nobody said what it is for: the badge of the menu."""
    return payments(actor).filter(TO_MATCH).order_by().count()


def open_invoices(actor: Actor, *, entity_id: int | None = None) -> dict[int, list[OpenInvoice]]:
    """What may still be paid, by own company, as the matching knows it: four queries at most."""
    rows = Invoice.objects.seen_by(actor).filter(LIVE, client__deleted_at=None)
    rows = rows.filter(total_minor__gt=F("paid_minor"), issued_on__isnull=False)
    if entity_id is not None:
        rows = rows.filter(entity_id=entity_id)
    found: dict[int, list[OpenInvoice]] = {}
    invoices = list(rows.select_related("client", "client_entity"))
    companies = _companies({row.client_id for row in invoices if row.client_entity is None})
    for row in invoices:
        found.setdefault(row.entity_id, []).append(_open(row, companies))
    return found


def _companies(client_ids: set[int]) -> dict[int, list[LegalEntity]]:
    """Companies of the clients whose invoices name none."""
    found: dict[int, list[LegalEntity]] = {}
    for one in LegalEntity.objects.filter(client_id__in=client_ids, deleted_at=None):
        found.setdefault(one.client_id, []).append(one)
    return found


def _open(row: Invoice, companies: dict[int, list[LegalEntity]], minor: int = 0) -> OpenInvoice:
    own = companies.get(row.client_id, [])
    payer = row.client_entity or (own[0] if len(own) == 1 else None)
    names = [one.name for one in ([row.client_entity] if row.client_entity else own) if one]
    return OpenInvoice(
        id=row.pk,
        number=row.number,
        open_minor=minor or row.open_minor,
        currency=row.currency,
        issued_on=row.issued_on or row.drafted_on,
        inn=payer.inn if payer else "",
        account=payer.account if payer else "",
        names=(*names, row.client.name),
    )


def books(actor: Actor) -> dict[int, Book]:
    """Open invoices of each own company, ready to be matched one payment after another."""
    return {key: Book(rows) for key, rows in open_invoices(actor).items()}


@dataclass(frozen=True, slots=True)
class Target:
    """An invoice that a movement may go to: what is open of it, what is proposed, and why."""

    invoice: Invoice
    open: Money
    share: Money | None
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the matching says of one movement now; `targets` are ranked."""

    level: Level
    targets: tuple[Target, ...]

    @property
    def taken(self) -> list[Target]:
        return [one for one in self.targets if one.share is not None]

    @property
    def seal(self) -> str:
        """What the page showed: an acceptance of something else is refused."""
        return ",".join(f"{one.invoice.pk}:{one.share.minor}" for one in self.taken if one.share)


def proposal(actor: Actor, line: BankLine) -> Proposal:
    """What one movement may pay, or pay back; the whole list of what is open comes behind."""
    return proposals(actor, [line])[line.pk]


def proposals(actor: Actor, lines: Sequence[BankLine]) -> dict[int, Proposal]:
    """Of several movements, in as many queries as of one."""
    if not actor.can(VIEW_INVOICES):
        return {line.pk: Proposal(Level.NONE, ()) for line in lines}
    free = [line for line in lines if line.state in {BankLineState.OPEN, BankLineState.PART}]
    known = books(actor) if any(line.amount_minor > 0 for line in free) else {}
    owed = _owed(actor) if any(line.amount_minor < 0 for line in free) else {}
    matches: dict[int, Match] = {}
    for line in free:
        entity_id = line.account.entity_id
        if line.amount_minor > 0:
            book = known.get(entity_id) or Book([])
            matches[line.pk] = book.match(payment_of(line))
        else:
            matches[line.pk] = _back(line, owed.get(entity_id, []))
    wanted = {one.invoice_id for found in matches.values() for one in found.candidates}
    rows = {row.pk: row for row in _named(actor, wanted)}
    nothing = Match(Level.NONE)
    return {line.pk: _told(line, matches.get(line.pk, nothing), rows) for line in lines}


def _named(actor: Actor, ids: Iterable[int]) -> "QuerySet[Invoice]":
    found: QuerySet[Invoice] = Invoice.objects.seen_by(actor).filter(pk__in=list(ids))
    return found.select_related("client")


def _owed(actor: Actor) -> dict[int, list[OpenInvoice]]:
    """What could be paid back: what credit notes owe, then what invoices received."""
    found: dict[int, list[OpenInvoice]] = {}
    seen = Invoice.objects.seen_by(actor).filter(client__deleted_at=None).exclude(state="draft")
    notes = seen.filter(kind=InvoiceKind.CREDIT, total_minor__gt=F("paid_minor"))
    for row in notes.select_related("client", "client_entity"):
        found.setdefault(row.entity_id, []).append(_open(row, {}))
    since = Allocation.objects.filter(line__isnull=False, invoice__in=seen)
    received = dict(
        since.order_by().values("invoice_id").annotate(sum=Sum("amount_minor"))
        .filter(sum__gt=0).values_list("invoice_id", "sum")[:2000]
    )  # fmt: skip
    paid = seen.filter(kind__in=PAYABLE).exclude(state="credited").filter(pk__in=received)
    for row in paid.select_related("client", "client_entity"):
        found.setdefault(row.entity_id, []).append(_open(row, {}, received[row.pk]))
    return found


def _back(line: BankLine, owed: list[OpenInvoice]) -> Match:
    """Money that goes back is matched like money that comes, and never by itself."""
    payment = payment_of(line)
    turned = type(payment)(
        -payment.minor, payment.currency, payment.on, payment.purpose, payment.inn,
        payment.account, payment.name,
    )  # fmt: skip
    found = match(turned, owed, most=SHOWN)
    level = Level.LIKELY if found.level == Level.CERTAIN else found.level
    return Match(level, found.parts, found.candidates, found.left_minor)


def _told(line: BankLine, found: Match, rows: dict[int, Invoice]) -> Proposal:
    sign = 1 if line.amount_minor > 0 else -1
    shares = {part.invoice_id: sign * part.minor for part in found.parts}
    targets = [
        _target(line, rows[one.invoice_id], one, shares.get(one.invoice_id))
        for one in found.candidates
        if one.invoice_id in rows
    ]
    return Proposal(found.level, tuple(targets))


def _target(line: BankLine, invoice: Invoice, one: Candidate, share: int | None) -> Target:
    return Target(
        invoice,
        Money(invoice.open_minor, invoice.currency),
        Money(share, line.currency) if share else None,
        one.score,
        one.reasons,
    )


def other_targets(
    actor: Actor, line: BankLine, text: str, *, but: Collection[int]
) -> list[Invoice]:
    """Open invoices of the company and currency that a person may choose by number or client."""
    rows = Invoice.objects.seen_by(actor).filter(
        entity_id=line.account.entity_id, currency=line.currency, client__deleted_at=None
    )
    if line.amount_minor > 0:
        rows = rows.filter(LIVE, total_minor__gt=F("paid_minor"))
    else:
        rows = rows.filter(Q(kind=InvoiceKind.CREDIT) | Q(kind__in=PAYABLE, paid_minor__gt=0))
        rows = rows.exclude(state="draft")
    if text:
        rows = rows.filter(
            Q(number__contains=text.strip()) | Q(client__folded__contains=fold(text))
        )
    found: Any = rows.exclude(pk__in=but).select_related("client")
    return list(found.order_by("-issued_on", "-pk")[:20])


def payments_of_client(actor: Actor, client_id: int, *, limit: int = 30) -> list[Allocation]:
    """What a client paid, the newest first."""
    if not (actor.can(VIEW_INVOICES) and actor.sees(client_id)):
        return []
    rows = Allocation.objects.filter(
        invoice__client_id=client_id, invoice__deleted_at=None, line__isnull=False
    )
    return list(rows.select_related("invoice", "line").order_by("-on", "-pk")[:limit])


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Money of a known payer that nobody matched: one reason for each client, by tax number."""
    rows = list(payments(actor).filter(TO_MATCH).exclude(inn="").order_by("on", "pk")[:500])
    companies = LegalEntity.objects.filter(
        inn__in={row.inn for row in rows}, deleted_at=None, client__deleted_at=None
    )
    if client_ids is not None:
        companies = companies.filter(client_id__in=client_ids)
    client_of: dict[str, set[int]] = {}
    for inn, client_id in companies.values_list("inn", "client_id"):
        client_of.setdefault(inn, set()).add(client_id)
    found: dict[int, list[BankLine]] = {}
    for row in rows:
        for client_id in client_of.get(row.inn, ()):
            if actor.sees(client_id):
                found.setdefault(client_id, []).append(row)
    today = agency_today(now)
    return [_reason(client_id, of, today, now) for client_id, of in sorted(found.items())]


def _reason(client_id: int, rows: list[BankLine], today: date, now: datetime) -> ClientReason:
    oldest = rows[0]
    days = max(0, (today - oldest.on).days)
    values: dict[str, str | int] = {"what": oldest.called[:100], "days": days}
    url = oldest.get_absolute_url()
    if len(rows) > 1:
        url = f"{reverse('billing:payment_list')}?view=open&q={oldest.inn}"
    reason = Reason(
        code="money_unmatched",
        source="billing.BankLine",
        source_id=oldest.pk,
        count=len(rows),
        due_at=now - timedelta(days=days),
        amount_minor=sum(row.rest_minor for row in rows),
        values=values,
    )
    return ClientReason(client_id, reason, url, values)


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Payments for the palette, by who paid and what for."""
    rows = payments(actor)
    for word in fold(text).split():
        rows = rows.filter(folded__contains=word)
    return [
        Found("payment", row.called[:100], _note(row), row.get_absolute_url())
        for row in rows.order_by("-on", "-pk")[:limit]
    ]


def _note(row: BankLine) -> str:
    return f"{row.on:%d.%m.%Y} · {Money(row.amount_minor, row.currency).amount} {row.currency}"
