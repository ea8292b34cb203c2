"""A retainer made ready for its page: figures, months, rows in words, and its small chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.access.actor import ActorRequest
from napulse.contracts import queries
from napulse.contracts.models import (
    Remuneration,
    RetainerMove,
    RetainerMoveKind,
    RetainerPeriod,
    RetainerUnit,
)
from napulse.contracts.presenting import may, paid_for
from napulse.contracts.queries.retainers import MONTHS, receivers, told_moves, told_uses
from napulse.contracts.wording import DASH, carried_told, quantity, remuneration_told, row_told
from napulse.delivery.queries import projects
from napulse.engines import charts
from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.pricing.retainer import Balance, PeriodSum, Row, whole_period
from napulse.people.models import WorkRole
from napulse.ui.formats import money
from napulse.ui.tables import Column

HOUR = 60
HUNDREDTHS = 100
PERIODS_SHOWN = 12
WIDTH, HEIGHT = 520, 96


def as_number(amount: int, unit: str) -> int:
    """For a sheet: money in minor units, hours in hundredths."""
    return amount if unit == RetainerUnit.MONEY else round_half_up(amount * HUNDREDTHS, HOUR)


@dataclass(frozen=True, slots=True)
class Left:
    """A retainer in the list and in its download: the period that runs, in hours or money."""

    row: Remuneration
    where: str
    granted: int
    used: int
    above: int
    left: int
    unit: str
    told_granted: str
    told_used: str
    told_left: str
    tone: str
    spent: int
    elapsed: int
    carried: str


def retainer_lines(rows: Iterable[Remuneration], today: date) -> list[Left]:
    """What is left of each today; two tables of postings are read for all of them."""
    found = list(rows)
    balances, changes = queries.balances_of(found, today), queries.changes_of(found)
    shown = [queries.as_on(row, changes.get(row.pk, ()), today) for row in found]
    return [_left(row, balances[row.pk], today) for row in shown]


def _left(row: Remuneration, balance: Balance, today: date) -> Left:
    period = balance.periods[-1] if balance.periods else PeriodSum(row.from_on, row.from_on)
    currency, unit = row.contract.currency, row.unit
    there = max(period.opening, 0) + period.incoming
    in_trouble = bool(period.overage) or balance.left < 0
    return Left(
        row,
        str(row.project or row.brand or _("the whole client")),
        as_number(there, unit),
        as_number(period.asked, unit),
        as_number(period.overage, unit),
        as_number(balance.left, unit),
        str(row.get_unit_display()),
        quantity(there, unit, currency),
        quantity(period.asked, unit, currency),
        quantity(balance.left, unit, currency),
        "risk" if in_trouble else "",
        round(100 * period.asked / there) if there > 0 else 0,
        _elapsed(row, period, today),
        carried_told(row, currency),
    )


def _elapsed(row: Remuneration, period: PeriodSum, today: date) -> int:
    first, after = whole_period(period.from_on, MONTHS[RetainerPeriod(row.period)])
    whole = (after - max(first, row.from_on)).days
    return round(100 * ((min(today, after) - period.from_on).days + 1) / max(whole, 1))


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the ledger in words."""

    row: Row
    told: str
    effect: str
    balance: str
    number: int
    balance_number: int
    tone: str = ""

    @property
    def on(self) -> date:
        return self.row.on


@dataclass(frozen=True, slots=True)
class PeriodLines:
    """A period of the ledger: its figures in words, its rows, what was above and its price."""

    period: PeriodSum
    opening: str
    incoming: str
    used: str
    expired: str
    closing: str
    above: str
    price: str
    is_open: bool
    rows: Sequence[RowLine]


ROW_COLUMNS = (
    Column("on", gettext_lazy("Date"), kind="date"),
    Column("told", gettext_lazy("What")),
    Column("number", pgettext_lazy("of a balance", "Change"), kind="money"),
    Column("balance_number", gettext_lazy("Balance"), kind="money"),
)


def told_rows(row: Remuneration, until: date) -> list[RowLine]:
    """Every row of the ledger until the end of a day."""
    balance = queries.retainer_balance(row, until)
    reasons = _reasons(told_moves(row), row)
    return [_row(row, each, reasons) for each in balance.rows]


def _row(row: Remuneration, each: Row, reasons: dict[int, str]) -> RowLine:
    unit, currency = row.unit, row.contract.currency
    effect = quantity(each.effect, unit, currency)
    if not each.effect:
        effect = f"({quantity(each.amount, unit, currency)})"
    elif each.effect > 0:
        effect = f"+{effect}"
    tone = "risk" if each.kind in ("overdrawn", "overage") else ""
    return RowLine(
        each,
        row_told(each, reasons),
        effect,
        quantity(each.balance, unit, currency),
        as_number(each.effect, unit),
        as_number(each.balance, unit),
        tone,
    )


def _reasons(moves: Iterable[RetainerMove], row: Remuneration) -> dict[int, str]:
    """The reason of each move, with the other side of a transfer."""
    found = {}
    for move in moves:
        there = move.other if move.remuneration_id == row.pk else move.remuneration
        is_transfer = move.kind == RetainerMoveKind.TRANSFER and there is not None
        found[move.pk] = f"{there}, {move.reason}" if is_transfer else move.reason
    return found


def retainer_page(
    request: ActorRequest, row: Remuneration, until: date, today: date
) -> dict[str, Any]:
    """Everything that the page of a retainer shows for a day."""
    balance, moves = queries.retainer_balance(row, until), told_moves(row)
    [line] = paid_for([row], until)
    export = reverse("contracts:retainer_export", args=[row.pk])
    return {
        "row": row,
        "contract": row.contract,
        "line": line,
        "until": until,
        "today": today,
        "facts": _facts(row, balance),
        "periods": _periods(row, balance, _reasons(moves, row)),
        "chart": _chart(row, balance),
        "used_for": _used_for(request, row, until, balance),
        "moves": [_move(row, each) for each in moves],
        "changes": _changes(row),
        "can_transfer": receivers(request.actor, row).exists(),
        "export_url": f"{export}?until={until.isoformat()}",
        **may(request, row.contract),
    }


def _changes(row: Remuneration) -> list[tuple[date, str, str]]:
    """What was agreed to from which day on, the newest first; nothing while it never changed."""
    changes, currency = queries.changes_of([row]).get(row.pk, []), row.contract.currency
    days = [row.from_on, *(each.from_on for each in changes)] if changes else []
    return [
        (day, remuneration_told(said, currency), carried_told(said, currency))
        for day in days[::-1]
        for said in [queries.as_on(row, changes, day)]
    ]


def _facts(row: Remuneration, balance: Balance) -> dict[str, Any]:
    unit, currency = row.unit, row.contract.currency

    def told(amount: int) -> str:
        return quantity(amount, unit, currency)

    period = balance.periods[-1] if balance.periods else PeriodSum(row.from_on, row.from_on)
    above, price = balance.total("overage"), balance.overage_minor
    return {
        "left": told(balance.left),
        "is_owed": balance.left < 0,
        "there": told(max(period.opening, 0) + period.incoming),
        "used": told(period.asked),
        "above": told(above) if above else "",
        "price": _price(price, currency) if above else "",
        "granted_ever": told(balance.total("granted")),
        "used_ever": told(balance.total("used")),
        "expired_ever": told(balance.total("expired")),
        "moved_ever": told(balance.total("received") - balance.total("sent")),
        "corrected_ever": told(balance.total("corrected")),
        "limit": told(balance.limit) if balance.limit else DASH,
    }


def _price(minor: int | None, currency: str) -> str:
    return _("no price is agreed") if minor is None else money(Money(minor, currency))


def _periods(row: Remuneration, balance: Balance, reasons: dict[int, str]) -> list[PeriodLines]:
    """Periods with their rows, the newest first."""
    unit, currency = row.unit, row.contract.currency
    lines = [_row(row, each, reasons) for each in balance.rows]
    found = []
    for place, period in enumerate(balance.periods):
        own = [line for line in lines if period.from_on <= line.on <= period.to_on]
        found.append(
            PeriodLines(
                period,
                quantity(period.opening, unit, currency),
                quantity(period.incoming, unit, currency),
                quantity(period.used, unit, currency),
                quantity(period.expired, unit, currency),
                quantity(period.closing, unit, currency),
                quantity(period.overage, unit, currency) if period.overage else "",
                _price(period.overage_minor, currency) if period.overage else "",
                place == len(balance.periods) - 1,
                own,
            )
        )
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Bar:
    """A period of the chart: a frame of what was there, filled by what was used; above in red."""

    x: str
    width: str
    there_y: str
    there_height: str
    used_y: str
    used_height: str
    above_y: str
    above_height: str
    middle: str
    label: date
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The last periods as bars over one scale; the conclusion stands in its title."""

    bars: Sequence[Bar]
    title: str
    width: int = WIDTH
    height: int = HEIGHT


def _chart(row: Remuneration, balance: Balance) -> Chart | None:
    shown = balance.periods[-PERIODS_SHOWN:]
    if not shown:
        return None
    there = [max(period.opening, 0) + max(period.incoming, 0) for period in shown]
    top = max([1, *there, *(period.asked for period in shown)])
    wide = WIDTH / len(shown)
    bars = []
    for place, (period, whole) in enumerate(zip(shown, there, strict=True)):
        high, used, above = (
            HEIGHT * part / top for part in (whole, period.asked - period.overage, period.overage)
        )
        unit, currency = row.unit, row.contract.currency
        bars.append(
            Bar(
                charts.number(place * wide + wide * 0.18),
                charts.number(wide * 0.64),
                charts.number(HEIGHT - high),
                charts.number(high),
                charts.number(HEIGHT - used),
                charts.number(used),
                charts.number(HEIGHT - used - above),
                charts.number(above),
                charts.number(place * wide + wide / 2),
                period.from_on,
                _("%(used)s of %(there)s")
                % {
                    "used": quantity(period.asked, unit, currency),
                    "there": quantity(whole, unit, currency),
                },
            )
        )
    return Chart(bars, _conclusion(shown))


def _conclusion(shown: Sequence[PeriodSum]) -> str:
    above = sum(1 for period in shown if period.overage)
    if above:
        return _("Above the retainer in %(n)s of %(all)s periods") % {"n": above, "all": len(shown)}
    expired = sum(1 for period in shown if period.expired)
    if expired:
        return _("Something expired in %(n)s of %(all)s periods") % {
            "n": expired,
            "all": len(shown),
        }
    return _("Used within what was granted")


@dataclass(frozen=True, slots=True)
class UsedFor:
    """What the open period was used for: a project and a role."""

    project: str
    url: str
    role: str
    told: str
    share: int


def _used_for(
    request: ActorRequest, row: Remuneration, until: date, balance: Balance
) -> list[UsedFor]:
    """What went where in the open period, the most first; it adds up to what was asked for."""
    if not balance.periods:
        return []
    since, sums = balance.periods[-1].from_on, dict[tuple[int | None, int | None], int]()
    for use in told_uses([row], until).get(row.pk, []):
        if use.on >= since and (row.to_on is None or use.on <= row.to_on):
            key = (use.project_id, use.role_id)
            sums[key] = sums.get(key, 0) + use.amount
    ids = {project for project, _role in sums if project}
    seen = {each.pk: each for each in projects(request.actor, state="").filter(pk__in=ids)}
    roles = dict(WorkRole.objects.values_list("pk", "name"))
    total = sum(sums.values()) or 1
    return [
        UsedFor(
            str(seen.get(project or 0) or _("no project")),
            seen[project].get_absolute_url() if project in seen else "",
            roles.get(role, DASH) if role else DASH,
            quantity(amount, row.unit, row.contract.currency),
            round(100 * amount / total),
        )
        for (project, role), amount in sorted(sums.items(), key=lambda one: -one[1])
    ]


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A transfer or correction as the page lists it."""

    move: RetainerMove
    what: str
    amount: str


CORRECTION = pgettext_lazy("move on a retainer", "correction")
SENT = pgettext_lazy("move on a retainer", "to %(other)s")
RECEIVED = pgettext_lazy("move on a retainer", "from %(other)s")


def _move(row: Remuneration, move: RetainerMove) -> MoveLine:
    amount, what = move.amount, str(CORRECTION)
    if move.kind == RetainerMoveKind.TRANSFER:
        is_sent = move.remuneration_id == row.pk
        amount = -amount if is_sent else amount
        other = move.other if is_sent else move.remuneration
        what = str(SENT if is_sent else RECEIVED) % {"other": other}
    told = quantity(amount, row.unit, row.contract.currency)
    return MoveLine(move, what, f"+{told}" if amount > 0 else told)
