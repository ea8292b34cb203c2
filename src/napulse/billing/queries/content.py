"""What a document says: everything that is frozen when it is issued, and read back ever after.

The names follow EN 16931 in meaning (number, dates, type code, buyer's reference and order, seller,
buyer, means of payment, breakdown of VAT, totals, lines), so that an electronic invoice can be
written of a frozen document without asking anything else.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from napulse.billing.models import Allocation, Invoice, InvoiceKind, InvoiceLine
from napulse.clients.models import LegalEntity
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.payqr import PaymentOrder, fitted, write
from napulse.engines.pricing.primary import Signatory, signatory_of
from napulse.ledger.models import BankAccount, OwnEntity

TYPE_CODES = {
    InvoiceKind.INVOICE: "380",
    InvoiceKind.ADVANCE: "386",
    InvoiceKind.CREDIT: "381",
    InvoiceKind.ACT: "act",
}
PURPOSE_MOST = 210
BIK_DIGITS = 9
TRANSFER = "30"  # UNTDID 4461: credit transfer


def content_of(
    invoice: Invoice, lines: Sequence[InvoiceLine], base: Sequence[int]
) -> dict[str, Any]:
    """Everything that the document says; `base` is each line's net in the base currency."""
    return {
        "format": 1,
        "kind": invoice.kind,
        "type_code": TYPE_CODES[InvoiceKind(invoice.kind)],
        "number": invoice.number,
        "title": invoice.title,
        "issued_on": _day(invoice.issued_on or invoice.drafted_on),
        "due_on": _day(invoice.due_on),
        "due_days": invoice.due_days,
        "period": [_day(invoice.period_from), _day(invoice.period_to)],
        "language": invoice.language,
        "currency": invoice.currency,
        "order_number": invoice.order_number,
        "buyer_reference": invoice.buyer_reference,
        "contract": _contract(invoice),
        "preceding": _preceding(invoice),
        "reason": invoice.reason,
        "seller": _seller(invoice.entity),
        "payment": _payment(invoice.account),
        "buyer": _buyer(invoice.client_entity, invoice.client.name),
        "signs": [_signature(each) for each in signatories(invoice)],
        "lines": [_line(row, minor) for row, minor in zip(lines, base, strict=True)],
        "vat": vat_breakdown(lines),
        "net_minor": invoice.net_minor,
        "vat_minor": invoice.vat_minor,
        "total_minor": invoice.total_minor,
        "purpose": purpose_of(invoice, lines),
    }


def netting_content(netting: Allocation, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What the paper of a netting says; `shown` is the content of the invoice that was paid, whose
    names of the two companies it takes.
    """
    invoice, note = netting.invoice, netting.credit
    claims = [row for row in (note, invoice) if row is not None]
    return {
        "kind": "netting",
        "number": "-".join(row.number for row in claims),
        "issued_on": _day(netting.on),
        "language": invoice.language,
        "currency": invoice.currency,
        "amount_minor": netting.amount_minor,
        "seller": shown["seller"],
        "buyer": shown["buyer"],
        "claims": [
            {
                "kind": row.kind,
                "number": row.number,
                "issued_on": _day(row.issued_on),
                "contract": _contract(row),
                "total_minor": row.total_minor,
            }
            for row in claims
        ],
        "signs": [_signature(each) for each in (_we_sign(invoice), _client_signs(invoice))],
    }


def hash_of(content: dict[str, Any]) -> str:
    """The seal of a frozen document: of its canonical JSON."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def is_whole(invoice: Invoice) -> bool:
    """Whether an issued document is what was sealed."""
    return invoice.content is not None and hash_of(invoice.content) == invoice.content_hash


def vat_breakdown(lines: Sequence[InvoiceLine]) -> list[dict[str, int | str]]:
    """Taxable amount and tax for each rate, the highest first; without VAT comes last."""
    sums: dict[tuple[bool, int], list[int]] = {}
    for row in lines:
        own = sums.setdefault((row.tax_code == "none", row.vat_bp), [0, 0])
        own[0] += row.net_minor
        own[1] += row.vat_minor
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], -item[0][1]))
    return [
        {"code": "none" if none else "rate", "bp": bp, "net_minor": net, "vat_minor": vat}
        for (none, bp), (net, vat) in ordered
    ]


def purpose_of(invoice: Invoice, lines: Sequence[InvoiceLine]) -> str:
    """Ready words for the payment order, with number, date and VAT as banks expect them."""
    on = invoice.issued_on or invoice.drafted_on
    number = invoice.number or "б/н"
    if invoice.language == "en":
        return fitted(f"Invoice {number} of {on.isoformat()}", PURPOSE_MOST)
    tail = f", договор {invoice.contract.number}" if invoice.contract else ""
    vat = Money(invoice.vat_minor, invoice.currency).amount
    is_taxed = any(line.tax_code != "none" for line in lines)  # at 0 % too
    taxed = f"в т.ч. НДС {vat:.2f}" if is_taxed else "НДС не облагается"
    head = f"Оплата по счету № {number} от {on:%d.%m.%Y}{tail}"
    return f"{fitted(head, PURPOSE_MOST - len(taxed) - 2)}, {taxed}"


def code_payload(content: dict[str, Any]) -> bytes | None:
    """What the code says; None for documents and accounts that cannot have one."""
    payment, seller = content["payment"], content["seller"]
    payable = content["kind"] in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE)
    if not payable or payment is None or content["currency"] != "RUB":
        return None
    if len(payment["bik"]) != BIK_DIGITS or content["total_minor"] <= 0:
        return None
    order = PaymentOrder(
        name=fitted(seller["name"], 160),
        account=payment["number"],
        bank=fitted(payment["bank"], 45),
        bik=payment["bik"],
        correspondent=payment["correspondent"],
        sum_minor=content["total_minor"],
        purpose=content["purpose"],
        payee_inn=seller["inn"],
        kpp=seller["kpp"],
    )
    try:
        return write(order)
    except Refused:
        return None


def signatories(invoice: Invoice) -> list[Signatory]:
    """Who signs: we, and of an act the client too."""
    signs = [_we_sign(invoice)]
    if invoice.kind == InvoiceKind.ACT:
        signs.append(_client_signs(invoice))
    return signs


def _we_sign(invoice: Invoice) -> Signatory:
    if invoice.contract and invoice.contract.our_signatory:
        return signatory_of(invoice.contract.our_signatory)
    return Signatory(invoice.entity.director_title, invoice.entity.director_name)


def _client_signs(invoice: Invoice) -> Signatory:
    contact = invoice.contract.client_signatory if invoice.contract else None
    if contact is not None and contact.erased_at is None:
        return Signatory(contact.title, contact.name)
    written = invoice.client_entity.signatory if invoice.client_entity else ""
    return signatory_of(written)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _contract(invoice: Invoice) -> dict[str, str | None] | None:
    row = invoice.contract
    return {"number": row.number, "signed_on": _day(row.signed_on)} if row else None


def _preceding(invoice: Invoice) -> dict[str, str | None] | None:
    row = invoice.corrects or invoice.closes
    return {"number": row.number, "issued_on": _day(row.issued_on)} if row else None


def _seller(entity: OwnEntity) -> dict[str, str]:
    names = (
        "name", "name_en", "country", "inn", "kpp", "ogrn", "address", "address_en",
        "director_title", "director_name", "accountant_name",
    )  # fmt: skip
    return {name: getattr(entity, name) for name in names}


def _payment(account: BankAccount | None) -> dict[str, str] | None:
    if account is None:
        return None
    names = ("bank", "bik", "correspondent", "number", "currency")
    return {name: getattr(account, name) for name in names} | {"means": TRANSFER}


def _buyer(company: LegalEntity | None, client: str) -> dict[str, str]:
    if company is None:
        return {"name": client, "inn": "", "kpp": "", "address": ""}
    return {name: getattr(company, name) for name in ("name", "inn", "kpp", "address")}


def _signature(each: Signatory) -> dict[str, str]:
    return {"position": each.position, "name": each.name}


def _line(row: InvoiceLine, base_minor: int) -> dict[str, Any]:
    names = (
        "title", "quantity_milli", "unit", "price_minor", "net_minor", "tax_code", "vat_bp",
        "vat_minor", "pass_through", "project_id", "budget_line_id", "source", "source_id",
    )  # fmt: skip
    return {"id": row.pk, "base_minor": base_minor} | {name: getattr(row, name) for name in names}
