"""Charts of the books: income and margin of every month on one scale, shares of reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from napulse.engines import charts
from napulse.engines.pricing.margin import HourBounds, Range, Sums, margin
from napulse.profit import wording

STEP, HEIGHT, GAP = 20, 120, 5


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month: gross income behind, delivery margin before it."""

    label: str
    title: str
    income: charts.Column
    margin: charts.Column
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class Trend:
    bars: list[MonthBar]
    width: str
    height: str
    zero: str
    conclusion: str

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def trend(
    months: Sequence[tuple[date, Sums]], bounds: HourBounds, currency: str, query: str = ""
) -> Trend | None:
    """The chart of the months; nothing when fewer than two have anything."""
    if sum(not sums.is_empty for _month, sums in months) < 2:
        return None
    found = [margin(sums, bounds) for _month, sums in months]
    incomes = [one.income for one in found]
    margins = [_middle(one.margin) for one in found]
    top, bottom = max(0, *incomes, *margins), min(0, *incomes, *margins)
    width = STEP * (len(months) + 2)
    behind = charts.columns([*incomes, top, bottom], width, HEIGHT, gap=GAP)
    before = charts.columns([*margins, top, bottom], width, HEIGHT, gap=GAP)
    zero = charts.columns([0, top, bottom], width, HEIGHT, gap=GAP)[0].y
    bars = [
        MonthBar(
            label=_label(month, len(months)),
            title=_title(month, one.income, one.margin, currency),
            income=behind[place],
            margin=before[place],
            tone="low" if one.margin.high < 0 else "",
            url=f"?{query}&period=month&on={month:%Y-%m}" if query else "",
        )
        for place, ((month, _sums), one) in enumerate(zip(months, found, strict=True))
    ]
    return Trend(
        bars,
        charts.number(STEP * len(months)),
        charts.number(HEIGHT),
        zero,
        conclusion(incomes),
    )


def _middle(amount: Range) -> int:
    return (amount.low + amount.high) // 2


def _label(month: date, count: int) -> str:
    if count > 14:
        return str(month.year) if month.month == 1 else ""
    return wording.month_short(month)


def _title(month: date, income: int, earned: Range, currency: str) -> str:
    return _("%(month)s: gross income %(income)s, delivery margin %(margin)s") % {
        "month": wording.month(month),
        "income": wording.short(income, currency),
        "margin": wording.span(earned, currency),
    }


def conclusion(incomes: Sequence[int]) -> str:
    """What the chart shows: the later half of the months that have anything beside the earlier."""
    last = max((place for place, income in enumerate(incomes) if income), default=0)
    lived = list(incomes[: last + 1])
    half = len(lived) // 2
    if half < 1 or sum(lived[:half]) <= 0:
        return _("too few months to compare")
    before, after = sum(lived[:half]) / half, sum(lived[-half:]) / half
    change = round((after - before) * 100 / before)
    if not change:
        return _("gross income is steady")
    up, down = _("later half: income up by %(n)s"), _("later half: income down by %(n)s")
    return (up if change > 0 else down) % {"n": wording.percent(abs(change) * 100)}
