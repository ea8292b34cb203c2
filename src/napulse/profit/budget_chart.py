"""The picture of a burn: what the template draws, and the same as a table."""

from dataclasses import dataclass
from datetime import date

from napulse.engines.charts.curves import Frame, Tick
from napulse.engines.kernel.money import Money
from napulse.profit.queries.budget_burn import Burn, Points
from napulse.ui.formats import money_short, number

MILLION, THOUSAND = 100_000_000, 100_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of an axis or beside a line."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A burn as SVG attributes."""

    width: int
    height: int
    left: int
    right: str
    floor: str
    actual: str
    area: str
    planned: str
    forecast: str
    budget_y: str
    budget: str
    now: tuple[str, str] | None
    end: tuple[str, str] | None
    values: list[Mark]
    days: list[tuple[str, date]]
    table: list[tuple[date, Money | None, Money | None, Money | None]]


def chart_of(burn: Burn, currency: str, ends_on: date | None) -> Chart | None:
    """The chart; None where nothing has a date."""
    if not (burn.actual or burn.planned or burn.forecast):
        return None
    frame = Frame(burn.first, burn.last, burn.most)
    now = burn.actual[-1] if burn.actual else None
    return Chart(
        width=frame.width,
        height=frame.height,
        left=frame.left,
        right=frame.x(frame.last),
        floor=frame.floor,
        actual=frame.line(burn.actual),
        area=frame.area(burn.actual),
        planned=frame.line(burn.planned),
        forecast=frame.line(burn.forecast),
        budget_y=frame.y(burn.budget),
        budget=money_short(Money(burn.budget, currency)),
        now=(frame.x(now[0]), frame.y(now[1])) if now else None,
        end=(frame.x(ends_on), frame.y(burn.budget)) if ends_on else None,
        values=[Mark(tick.at, _short(tick, frame.top_value)) for tick in frame.values()],
        days=[(tick.at, tick.day) for tick in frame.days()],
        table=_table(burn, currency),
    )


def _short(tick: Tick, most: int) -> str:
    """A value of the axis in millions or thousands, whichever suits the whole."""
    if most >= MILLION:
        return number(tick.value / MILLION, 1)
    return number(tick.value / THOUSAND, 1 if most < 10 * THOUSAND else 0)


def unit_of(burn: Burn) -> str:
    """In what the axis counts: "m" or "k"."""
    return "m" if Frame(burn.first, burn.last, burn.most).top_value >= MILLION else "k"


def _table(
    burn: Burn, currency: str
) -> list[tuple[date, Money | None, Money | None, Money | None]]:
    """The curves at the marks of the days."""
    frame = Frame(burn.first, burn.last, burn.most)
    days = [tick.day for tick in frame.days()] + [burn.last]
    found = []
    for day in dict.fromkeys(days):
        row = [_at(points, day) for points in (burn.actual, burn.planned, burn.forecast)]
        money = [None if one is None else Money(one, currency) for one in row]
        found.append((day, money[0], money[1], money[2]))
    return found


def _at(points: Points, day: date) -> int | None:
    """The value of a curve on a day; None before it begins and after it ends."""
    if not points or not points[0][0] <= day <= points[-1][0]:
        return None
    return [value for at, value in points if at <= day][-1]
