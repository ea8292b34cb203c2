"""What a document's lines cost: the tax of the day on each, and the sums of the document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from napulse.billing.models import Invoice, InvoiceKind, InvoiceLine, LineSource
from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.invoicing import Line, net_of, vat_of
from napulse.ledger.models import OwnEntity, VatRounding
from napulse.ledger.queries import money_rules, tax_on

LARGEST_MINOR = 10**15
FIXED = (LineSource.ADVANCE, LineSource.CREDIT)
"""Lines that mirror another document: their amounts are copied and never computed again."""


@dataclass(frozen=True, slots=True)
class LineData:
    """A line as somebody wants it; `pk` is that of the stored line that it changes.

    `fixed` are rate, net and VAT of a line that mirrors another document.
    """

    title: str
    price_minor: int
    quantity_milli: int = 1000
    unit: str = ""
    tax_code: str = "standard"
    pass_through: bool = False
    project_id: int | None = None
    budget_line_id: int = 0
    source: str = LineSource.HAND
    source_id: int | None = None
    period_on: date | None = None
    taken: tuple[int, ...] = ()
    pk: int | None = None
    fixed: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with its amounts."""

    data: LineData
    net_minor: int
    vat_bp: int
    vat_minor: int

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.vat_minor


def tax_day(kind: str, drafted_on: date, period_to: date | None) -> date:
    """The day whose rate of VAT holds: of the act for services, of the paper for an advance."""
    is_advance = kind == InvoiceKind.ADVANCE
    return drafted_on if is_advance or period_to is None else period_to


def price_lines(entity: OwnEntity, lines: Sequence[LineData], on: date) -> list[Priced]:
    """Refused("tax.unknown") for a day without a rate, ("invoice.too_large") for absurd amounts."""
    codes = {line.tax_code for line in lines if line.fixed is None}
    rates = {code: tax_on(entity, code, on) for code in codes}
    free = [
        Line(net_of(line.price_minor, line.quantity_milli), rates[line.tax_code])
        for line in lines
        if line.fixed is None
    ]
    if any(abs(each.net_minor) > LARGEST_MINOR for each in free):
        raise Refused("invoice.too_large")
    by_total = money_rules().vat_rounding == VatRounding.TOTAL
    computed = iter(zip(free, vat_of(free, by_total=by_total), strict=True))
    return [_mirrored(line) or _computed(line, *next(computed)) for line in lines]


def _computed(line: LineData, own: Line, vat_minor: int) -> Priced:
    return Priced(line, own.net_minor, own.vat_bp, vat_minor)


def _mirrored(line: LineData) -> Priced | None:
    if line.fixed is None:
        return None
    vat_bp, net_minor, vat_minor = line.fixed
    return Priced(line, net_minor, vat_bp, vat_minor)


def data_of(row: InvoiceLine) -> LineData:
    """A stored line as its own wish."""
    fixed = (row.vat_bp, row.net_minor, row.vat_minor) if row.source in FIXED else None
    return LineData(
        title=row.title,
        price_minor=row.price_minor,
        quantity_milli=row.quantity_milli,
        unit=row.unit,
        tax_code=row.tax_code,
        pass_through=row.pass_through,
        project_id=row.project_id,
        budget_line_id=row.budget_line_id,
        source=row.source,
        source_id=row.source_id,
        period_on=row.period_on,
        taken=tuple(row.taken),
        pk=row.pk,
        fixed=fixed,
    )


def put_sums(invoice: Invoice, lines: Sequence[Priced]) -> None:
    """The document's sums are those of its lines."""
    invoice.net_minor = sum(line.net_minor for line in lines)
    invoice.vat_minor = sum(line.vat_minor for line in lines)
    invoice.total_minor = invoice.net_minor + invoice.vat_minor
