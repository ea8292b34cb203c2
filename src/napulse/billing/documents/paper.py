"""The words and figures of a document as they stand on paper, in its own language.

Everything is made of the frozen content alone, so that the same paper comes out for ever; a draft
is set of what it would say, and says that it is a draft.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from napulse.billing.documents.code import code_svg
from napulse.billing.models import InvoiceKind
from napulse.engines.kernel.money import Money, minor_digits
from napulse.engines.pricing.words import in_words
from napulse.ui.formats import NBSP, number

Content = dict[str, Any]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """What typst sets; every value is text, rows are in the order of the columns."""

    kind: str
    language: str
    heading: str
    note: str
    draft: str
    bank: dict[str, str]
    parties: Pairs
    facts: Pairs
    statement: str
    columns: list[str]
    rows: list[list[str]]
    totals: Pairs
    due: tuple[str, str]
    count: str
    words: str
    remarks: list[str]
    signs: list[dict[str, str]]
    code: str
    code_label: str
    page: str
    author: str
    more: dict[str, str] = field(default_factory=dict)


def paper_of(content: Content, *, draft: bool = False) -> Paper:
    """Set a document's content in words."""
    with translation.override(content["language"]):
        return Paper(
            kind=content["kind"],
            language=content["language"],
            heading=heading_of(content),
            note=_note(content),
            draft=gettext("Draft: not issued") if draft else "",
            bank=_bank(content),
            parties=_parties(content),
            facts=_facts(content),
            statement=_statement(content),
            columns=_columns(),
            rows=[_row(at, line, content) for at, line in enumerate(content["lines"], 1)],
            totals=_totals(content),
            due=(_due_label(content), money_of(content, content["total_minor"])),
            count=_count(content),
            words=in_words(
                Money(content["total_minor"], content["currency"]), language_of(content)
            ),
            remarks=_remarks(content),
            signs=_signs(content),
            code="" if draft else code_svg(content),
            code_label=gettext("Pay by the code from a bank's app"),
            page=pgettext("of a document", "Page"),
            author=seller_name(content),
        )


def heading_of(content: Content) -> str:
    """Kind, number and date, as the document is called everywhere."""
    values = {"number": content["number"] or "…", "date": day(content["issued_on"])}
    said = {
        InvoiceKind.INVOICE: gettext("Invoice No. %(number)s of %(date)s"),
        InvoiceKind.ADVANCE: gettext("Advance invoice No. %(number)s of %(date)s"),
        InvoiceKind.CREDIT: gettext("Credit note No. %(number)s of %(date)s"),
        InvoiceKind.ACT: gettext("Act of completion No. %(number)s of %(date)s"),
    }
    return said[InvoiceKind(content["kind"])] % values


def day(written: str | None) -> str:
    """A day as documents write it."""
    return date_format(date.fromisoformat(written), "DATE_FORMAT") if written else ""


def money_of(content: Content, minor: int) -> str:
    """An amount with its currency: "61 000,00 RUB" reads in every bank."""
    return figure(minor, content["currency"]) + NBSP + str(content["currency"])


def figure(minor: int, currency: str) -> str:
    """An amount without its currency, always with its decimal places."""
    return number(Money(minor, currency).amount, minor_digits(currency))


def seller_name(content: Content) -> str:
    seller = content["seller"]
    is_english = content["language"] == "en"
    return str((is_english and seller["name_en"]) or seller["name"])


def language_of(content: Content) -> str:
    return "en" if content["language"] == "en" else "ru"


def _note(content: Content) -> str:
    preceding = content["preceding"]
    if preceding is None:
        return ""
    values = {"number": preceding["number"], "date": day(preceding["issued_on"])}
    said = gettext("To the invoice No. %(number)s of %(date)s") % values
    return f"{said}. {content['reason']}" if content["reason"] else said


def _bank(content: Content) -> dict[str, str]:
    payment, seller = content["payment"], content["seller"]
    if payment is None or content["kind"] not in (InvoiceKind.INVOICE, InvoiceKind.ADVANCE):
        return {}
    return {
        "bank": payment["bank"],
        "bik": payment["bik"],
        "correspondent": payment["correspondent"],
        "account": payment["number"],
        "name": seller_name(content),
        "inn": seller["inn"],
        "kpp": seller["kpp"],
        "purpose": content["purpose"],
        "bank_label": gettext("Bank of the payee"),
        "payee_label": gettext("Payee"),
        "bik_label": gettext("BIK") if content["language"] == "ru" else gettext("BIK / SWIFT"),
        "account_label": pgettext("of a bank", "Account"),
        "correspondent_label": gettext("Corr. account"),
        "inn_label": gettext("INN"),
        "kpp_label": gettext("KPP"),
        "purpose_label": gettext("Purpose of payment"),
    }


def _parties(content: Content) -> Pairs:
    seller, buyer = seller_of(content), content["buyer"]
    is_act = content["kind"] == InvoiceKind.ACT
    return [
        (gettext("Contractor") if is_act else gettext("Supplier"), company_of(seller)),
        (gettext("Customer") if is_act else gettext("Buyer"), company_of(buyer)),
    ]


def seller_of(content: Content) -> dict[str, str]:
    """Our company as it is called in the language of the document."""
    seller = dict(content["seller"])
    if content["language"] == "en":
        seller["address"] = seller["address_en"] or seller["address"]
    seller["name"] = seller_name(content)
    return seller


def company_of(company: dict[str, str]) -> str:
    told = [company["name"]]
    told += [f"{gettext('INN')}{NBSP}{company['inn']}"] if company["inn"] else []
    told += [f"{gettext('KPP')}{NBSP}{company['kpp']}"] if company["kpp"] else []
    told += [company["address"]] if company["address"] else []
    return ", ".join(told)


def _facts(content: Content) -> Pairs:
    contract, (starts, ends) = content["contract"], content["period"]
    found = [(pgettext("of a document", "Subject"), content["title"])]
    if contract:
        found.append((gettext("Contract"), contract_named(contract)))
    if content["order_number"]:
        found.append((gettext("Order"), content["order_number"]))
    if content["buyer_reference"]:
        found.append((gettext("Reference"), content["buyer_reference"]))
    if starts or ends:
        period = " – ".join(day(each) for each in (starts, ends) if each)
        found.append((gettext("Period of services"), period))
    if content["due_on"]:
        found.append((gettext("Pay by"), day(content["due_on"])))
    return found


def contract_named(contract: dict[str, str | None]) -> str:
    """A contract as documents name it."""
    if not contract["signed_on"]:
        return gettext("No. %(number)s") % contract
    values = {"number": contract["number"], "date": day(contract["signed_on"])}
    return gettext("No. %(number)s of %(date)s") % values


def _statement(content: Content) -> str:
    if content["kind"] != InvoiceKind.ACT:
        return ""
    return gettext(
        "The contractor has rendered the services named below completely and in time; the customer"
        " has accepted them and has no claims as to volume, quality and time."
    )


def _columns() -> list[str]:
    return [
        pgettext("before a number", "No."),
        gettext("Works and services"),
        gettext("Quantity"),
        pgettext("of a quantity", "Unit"),
        gettext("Price"),
        pgettext("of a line", "VAT"),
        pgettext("without VAT", "Amount"),
    ]


def _row(at: int, line: dict[str, Any], content: Content) -> list[str]:
    currency = content["currency"]
    return [
        str(at),
        line["title"],
        quantity(line["quantity_milli"]),
        line["unit"],
        figure(line["price_minor"], currency),
        rate_of(line),
        figure(line["net_minor"], currency),
    ]


def quantity(milli: int) -> str:
    """Thousandths as people write them: "2,5", "10"."""
    digits = next(n for n in range(4) if milli * 10**n % 1000 == 0)
    return number(Money(milli, "KWD").amount, digits)  # KWD has thousandths


def rate_of(line: dict[str, Any]) -> str:
    if line["tax_code"] == "none":
        return "—"
    digits = 0 if line["vat_bp"] % 100 == 0 else 2
    text = number(line["vat_bp"] / 100, digits)
    return f"{text}{NBSP}%" if translation.get_language() == "ru" else f"{text}%"


def _totals(content: Content) -> Pairs:
    currency = content["currency"]
    found = [(gettext("Total without VAT"), figure(content["net_minor"], currency))]
    for each in content["vat"]:
        if each["code"] == "none":
            found.append((gettext("Without VAT"), figure(each["net_minor"], currency)))
            continue
        rate = rate_of({"tax_code": "standard", "vat_bp": each["bp"]})
        label = gettext("VAT %(rate)s") % {"rate": rate}
        found.append((label, figure(each["vat_minor"], currency)))
    only_without = [each["code"] for each in content["vat"]] == ["none"]
    return [(gettext("Without VAT"), "—")] if only_without else found


def _due_label(content: Content) -> str:
    return {
        InvoiceKind.CREDIT: gettext("Credited in all"),
        InvoiceKind.ACT: gettext("In all"),
    }.get(InvoiceKind(content["kind"]), gettext("To pay"))


def _count(content: Content) -> str:
    count = len(content["lines"])
    said = ngettext("%(count)s item for", "%(count)s items for", count) % {"count": count}
    return f"{said} {money_of(content, content['total_minor'])}"


def _remarks(content: Content) -> list[str]:
    if content["kind"] == InvoiceKind.ADVANCE:
        return [gettext("An advance: it is taken off the invoice for the services.")]
    if content["kind"] == InvoiceKind.INVOICE and content["due_on"]:
        days = content["due_days"]
        said = ngettext(
            "Payment is due within %(days)s calendar day.",
            "Payment is due within %(days)s calendar days.",
            days,
        )
        return [said % {"days": days}]
    return []


def _signs(content: Content) -> list[dict[str, str]]:
    labels = [gettext("Contractor"), gettext("Customer")]
    is_act = content["kind"] == InvoiceKind.ACT
    found = [
        {**sign, "label": labels[at] if is_act and at < len(labels) else ""}
        for at, sign in enumerate(content["signs"])
    ]
    accountant = content["seller"]["accountant_name"]
    if accountant and not is_act and content["language"] == "ru":
        found.append({"position": gettext("Chief accountant"), "name": accountant, "label": ""})
    return found
