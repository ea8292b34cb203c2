"""What stops a document from being issued, and what should make one look twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState, LineSource
from napulse.billing.queries.caps import Beyond
from napulse.billing.queries.content import code_payload, content_of, signatories
from napulse.billing.queries.limits import Limit
from napulse.contracts.models import Contract, ContractState
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.primary import Fact, PrimaryDocument, missing
from napulse.ledger.queries import money_rules


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know before the document leaves; it does not stop it."""

    code: str
    value: str = ""
    money: Money | None = None


def refuse_unready(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Refuse what can never be right on paper."""
    if not lines:
        raise Refused("invoice.no_lines")
    if invoice.total_minor < 0:
        raise Refused("invoice.negative")
    may_be_nothing = (InvoiceKind.INVOICE, InvoiceKind.CREDIT)  # where an advance covers all of it
    if not invoice.total_minor and invoice.kind not in may_be_nothing:
        raise Refused("invoice.nothing")
    if invoice.client_entity is None:
        raise Refused("invoice.no_company")
    payable = invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE)
    if payable and invoice.account is None:
        raise Refused("invoice.no_account")
    if payable:
        settling = [line.source_id for line in lines if line.source == LineSource.ADVANCE]
        refuse_foreign_advances(invoice, settling)


def refuse_foreign_advances(invoice: Invoice, line_ids: Collection[int | None]) -> None:
    """An advance is settled by whoever took it, for whoever paid it."""
    rows = InvoiceLine.objects.filter(
        pk__in=[each for each in line_ids if each], invoice__kind=InvoiceKind.ADVANCE
    )
    foreign = ~Q(invoice__entity_id=invoice.entity_id)
    if invoice.client_entity_id:
        own = Q(invoice__client_entity_id=invoice.client_entity_id)
        foreign |= ~(own | Q(invoice__client_entity=None))
    if rows.filter(foreign).exists():
        raise Refused("invoice.other_company")


def missing_requisites(invoice: Invoice, lines: Sequence[InvoiceLine]) -> tuple[str, ...]:
    """Requisites of a primary document that an act lacks; empty when it may be signed."""
    document = PrimaryDocument(
        name=f"{invoice.get_kind_display()} {invoice.number or '…'}",
        on=invoice.drafted_on,
        entity=invoice.entity.name,
        facts=[
            Fact(line.title, line.net_minor + line.vat_minor, line.quantity_milli, line.unit)
            for line in lines
        ],
        currency=invoice.currency,
        signatories=signatories(invoice),
    )
    return missing(document)


def remarks(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    *,
    today: date,
    beyond: Sequence[Beyond] = (),
    limit: Limit | None = None,
) -> list[Remark]:
    """What is worth a second look on a draft: contract, caps, debt, requisites, signature."""
    if invoice.state != InvoiceState.DRAFT:
        return []
    found = [*_of_caps(beyond), *_of_debt(invoice, limit)]
    found += [*_of_contract(invoice), *_of_buyer(invoice)]
    if invoice.kind == InvoiceKind.ACT:
        found += [Remark(f"act.{name}") for name in missing_requisites(invoice, lines)]
    if _has_no_code(invoice, lines):
        found.append(Remark("no_code"))
    if invoice.drafted_on.year != today.year:
        found.append(Remark("other_year", str(invoice.drafted_on.year)))
    return found


def _has_no_code(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bool:
    payable = invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE) and invoice.total_minor > 0
    if not payable or invoice.account is None or invoice.currency != "RUB":
        return False
    return code_payload(content_of(invoice, lines, [0] * len(lines))) is None


def _of_caps(beyond: Sequence[Beyond]) -> list[Remark]:
    base = money_rules().base_currency if beyond else ""
    return [Remark("beyond_cap", one.cap.contract.number, Money(one.minor, base)) for one in beyond]


def _of_debt(invoice: Invoice, limit: Limit | None) -> list[Remark]:
    """What the debt would be above its limit once the draft is issued."""
    if limit is None or invoice.kind not in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE):
        return []
    above = limit.above + Money(invoice.total_minor, invoice.currency)
    return [Remark("debt_above", limit.contract.number, above)] if above.minor > 0 else []


def _of_contract(invoice: Invoice) -> list[Remark]:
    contract = invoice.contract
    if contract is None:
        return [Remark("no_contract")]
    on = invoice.period_to or invoice.drafted_on
    if contract.state != ContractState.SIGNED or on < contract.from_on:
        return [Remark("contract_not_in_force", contract.number)]
    if contract.to_on is not None and on > contract.to_on:
        return [Remark("contract_ended", contract.number)]
    return []


def _of_buyer(invoice: Invoice) -> list[Remark]:
    company = invoice.client_entity
    if company is None:
        return [Remark("no_company")]
    lacking = [name for name in ("inn", "address") if not getattr(company, name)]
    return [Remark(f"buyer_{name}") for name in lacking if invoice.language == "ru"]


def invoiced_under(contract: Contract) -> int:
    """The total, with VAT, of what was issued under a contract less its credits."""
    rows = Invoice.objects.filter(contract=contract, deleted_at=None)
    rows = rows.exclude(state=InvoiceState.DRAFT).exclude(kind=InvoiceKind.ACT)
    sums = dict(rows.order_by().values_list("kind").annotate(sum=Sum("total_minor")))
    return int(sum(-value if kind == InvoiceKind.CREDIT else value for kind, value in sums.items()))
