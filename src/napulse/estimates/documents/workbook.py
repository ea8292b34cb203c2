"""An estimate as a workbook: quantities, prices and sums are numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.engines.exchange.sheets import Column, Sheet, Value, write_xlsx
from napulse.estimates.documents.paper import percent_bp, title_of, vat_label
from napulse.estimates.models import LineKind, PaymentTrigger
from napulse.estimates.queries.content import Offered, OfferedLine


@dataclass(frozen=True, slots=True)
class InsideRow:
    """What a line costs us and leaves, for whoever may see margins."""

    phase: str
    title: str
    net: int
    cost: int
    margin: int
    margin_bp: int | None


def workbook(offer: Offered, inside: Sequence[InsideRow] = ()) -> bytes:
    """The client's lines and payments in the language of the estimate; the inside when given."""
    with translation.override(offer.head["language"]):
        sheets = [_lines(offer)]
        if offer.payments:
            sheets.append(_payments(offer))
        if inside:
            sheets.append(_inside(inside))
        return write_xlsx(sheets)


def _lines(offer: Offered) -> Sheet:
    currency = offer.currency
    columns = [
        Column(_("Phase"), width=22),
        Column(pgettext("of a line of an estimate", "What"), width=44),
        Column(_("Kind"), width=18),
        Column(_("Quantity"), "quantity", 12),
        Column(_("Unit"), width=10),
        Column(f"{_('Price')}, {currency}", "money", 16),
        Column(f"{_('Sum')}, {currency}", "money", 18),
        Column(_("Note"), width=40),
    ]
    rows = [_row(line) for line in offer.lines]
    return Sheet(title_of(offer), columns, [*rows, *_sums(offer)])


def _row(line: OfferedLine) -> list[Value]:
    option = "" if line.taken else _("option, not included")
    unit = line.unit or (pgettext("hours, short", "h") if line.kind == "labour" else "")
    note = "; ".join(one for one in (option, line.note) if one)
    kind = str(LineKind(line.kind).label)
    total = line.listed if line.taken else None
    return [line.phase, line.title, kind, line.quantity_milli, unit, line.price, total, note]


def _sums(offer: Offered) -> list[list[Value]]:
    head = offer.head
    told = [(_("Sum of the lines"), offer.listed)]
    if offer.discount:
        part = percent_bp(head["discount_bp"])
        told.append((_("Discount on our work, %(part)s") % {"part": part}, -offer.discount))
    if offer.contingency:
        part = percent_bp(head["contingency_bp"])
        told.append((_("Contingency, %(part)s") % {"part": part}, offer.contingency))
    told += [
        (_("Total without VAT"), offer.net),
        (vat_label(offer), offer.vat),
        (_("Total to pay"), offer.total),
    ]
    return [["", label, "", None, "", None, amount, ""] for label, amount in told]


def _payments(offer: Offered) -> Sheet:
    columns = [
        Column(_("Payment"), width=40),
        Column(_("Part"), "percent", 10),
        Column(pgettext("of a payment", "When"), width=30),
        Column(f"{_('Sum')}, {offer.currency}", "money", 18),
    ]
    rows: list[list[Value]] = [
        [
            step.title,
            step.percent_bp,
            step.due_on or str(PaymentTrigger(step.trigger).label),
            step.amount,
        ]
        for step in offer.payments
    ]
    return Sheet(_("Payments"), columns, rows)


def _inside(rows: Sequence[InsideRow]) -> Sheet:
    columns = [
        Column(_("Phase"), width=22),
        Column(pgettext("of a line of an estimate", "What"), width=44),
        Column(_("Client's price"), "money", 16),
        Column(_("Standard cost"), "money", 16),
        Column(_("Margin"), "money", 16),
        Column(_("Margin, %"), "percent", 12),
    ]
    told = [[r.phase, r.title, r.net, r.cost, r.margin, r.margin_bp] for r in rows]
    return Sheet(_("Cost and margin"), columns, told)
