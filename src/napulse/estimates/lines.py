"""A line of an estimate as plain values: what a grid, a plan, a copy and the database share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from napulse.engines.pricing.lines import OfferLine
from napulse.estimates.models import EstimateLine, LineKind

ROWS_MAX = 300
LENGTHS = {"title": 300, "phase": 120, "unit": 20, "supplier": 200, "note": 300}
HOUR_MILLI = 1000
BOUGHT = (LineKind.THIRD, LineKind.PRODUCTION, LineKind.MEDIA)
COPIED = (
    "kind",
    "title",
    "phase",
    "role_id",
    "grade",
    "person_id",
    "quantity_milli",
    "unit",
    "cost_minor",
    "percent_bp",
    "base",
    "pass_through",
    "optional",
    "chosen",
    "supplier",
    "note",
    "task_id",
)


@dataclass(frozen=True, slots=True)
class LineData:
    """A line. `price_minor` None is "from the rate card", `key` the id of the stored line or 0.

    Of hours `cost_minor` is not asked: it is the standard cost of role and grade.
    """

    kind: str
    title: str
    phase: str = ""
    role_id: int | None = None
    grade: int | None = None
    person_id: int | None = None
    quantity_milli: int = 1000
    unit: str = ""
    price_minor: int | None = None
    cost_minor: int = 0
    percent_bp: int = 0
    base: str = "net"
    pass_through: bool = False
    optional: bool = False
    chosen: bool = True
    supplier: str = ""
    note: str = ""
    task_id: int | None = None
    key: int = 0

    @property
    def is_labour(self) -> bool:
        return self.kind == LineKind.LABOUR

    @property
    def taken(self) -> bool:
        """Whether it counts: an option only when it is chosen."""
        return not self.optional or self.chosen


@dataclass(frozen=True, slots=True)
class PaymentData:
    """A part of the total that is invoiced when something happens."""

    title: str
    percent_bp: int
    trigger: str = "date"
    due_on: date | None = None


def data_of(line: EstimateLine, *, keep_key: bool = True) -> LineData:
    """The values of a stored line."""
    values = {name: getattr(line, name) for name in COPIED}
    return LineData(**values, price_minor=line.price_minor, key=line.pk if keep_key else 0)


def offer_line(line: LineData) -> OfferLine:
    """The line as the engine prices it."""
    return OfferLine(
        kind=line.kind,  # type: ignore[arg-type] # the engine's kinds are those of the model
        quantity_milli=line.quantity_milli,
        price_minor=line.price_minor or 0,
        cost_minor=line.cost_minor,
        percent_bp=line.percent_bp,
        base="gross" if line.base == "gross" else "net",
        pass_through=line.pass_through,
        taken=line.taken,
    )


def minutes_of(line: LineData | EstimateLine) -> int:
    """Minutes of work that a line of hours holds; nothing of any other kind."""
    if line.kind != LineKind.LABOUR:
        return 0
    return (line.quantity_milli * 60 + HOUR_MILLI // 2) // HOUR_MILLI


def phases_of(lines: Iterable[LineData | EstimateLine]) -> list[str]:
    """The phases in the order in which they first come."""
    return list(dict.fromkeys(line.phase for line in lines))
