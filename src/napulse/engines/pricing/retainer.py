"""The ledger of a retainer: what was granted, carried over, used, transferred and what expired.

Nothing of it is stored. It follows from the policy of the contract, from what was used on each day
and from what a hand moved, and every change of the balance is told by one row. Amounts are whole:
minutes of a retainer in hours, minor units of a retainer in money.

The rules, in the order in which a day is lived through:

* At the end of a period what was granted too long ago expires, and of what is left no more than the
  cap goes on; the oldest goes first. On the last day of the retainer all that is left expires.
* A period begins with its grant; the first and the last are granted by days where the policy says
  so. A grant, like everything that comes in, first repays the debt.
* What comes in by a transfer or a correction counts from its day and lives as long as a grant of
  that period.
* Uses, then what goes out, take from the oldest. What is not there becomes debt up to the limit,
  and beyond it overage, which is priced and does not touch the balance.

So at any day: granted + corrected + overage = asked for + expired + sent - received + left, with
left never below the debt limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from napulse.engines.kernel.money import Money, round_half_up

HOUR = 60
_DAY = timedelta(days=1)


class Unit(StrEnum):
    MINUTES = "minutes"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the contract says of the retainer.

    `granted` each period of `months` (1, 3 or 12) of the calendar, from `from_on` to `to_on`
    inclusive. `carry_cap` is the most that goes on at the end of a period, None for all;
    `carry_periods` for how many periods more a grant may be used, None for ever. A minute above
    costs `overage_rate` an hour; money above costs itself; None is a price not agreed. `changes`
    say anew from a day on what holds for the periods that begin then, the earliest first.
    ``ValueError`` when a number is out of its range.
    """

    granted: int
    from_on: date
    to_on: date | None = None
    months: int = 1
    carry_cap: int | None = None
    carry_periods: int | None = 0
    debt_limit: int = 0
    prorate: bool = True
    unit: Unit = Unit.MINUTES
    overage_rate: int | None = None
    changes: tuple[tuple[date, Policy], ...] = ()

    def on(self, day: date) -> Policy:
        """What holds for a period that begins on the day."""
        return next((said for from_on, said in self.changes[::-1] if from_on <= day), self)

    def __post_init__(self) -> None:
        if self.months not in (1, 3, 12):
            raise ValueError("a period is a month, a quarter or a year")
        if min(self.granted, self.debt_limit, self.carry_cap or 0, self.carry_periods or 0) < 0:
            raise ValueError("a policy has no negative numbers")
        if self.to_on is not None and self.to_on < self.from_on:
            raise ValueError("a retainer ends before it begins")
        if any((said.months, said.unit) != (self.months, self.unit) for _on, said in self.changes):
            raise ValueError("a change keeps the unit and the length of the periods")


class MoveKind(StrEnum):
    RECEIVED = "received"
    SENT = "sent"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Move:
    """What a hand moved on a day: received and sent are positive, a correction has its sign."""

    on: date
    kind: MoveKind
    amount: int
    ref: int = 0

    @property
    def effect(self) -> int:
        return -self.amount if self.kind is MoveKind.SENT else self.amount


class RowKind(StrEnum):
    GRANTED = "granted"
    CARRIED = "carried"
    USED = "used"
    OVERDRAWN = "overdrawn"
    OVERAGE = "overage"
    RECEIVED = "received"
    SENT = "sent"
    CORRECTED = "corrected"
    EXPIRED = "expired"


class Why(StrEnum):
    """Why something expired."""

    OLD = "old"
    CAP = "cap"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the explanation: `effect` on the balance, which is then `balance`.

    `of_on` is the first day of the grant that was used or expired, or of the oldest that was
    carried; a carried and an overage row tell `amount` and leave the balance alone. `repaid` is
    what of an incoming amount went to the debt. `ref` is the move that it tells of.
    """

    on: date
    kind: RowKind
    amount: int
    effect: int
    balance: int
    of_on: date | None = None
    repaid: int = 0
    why: Why | None = None
    ref: int = 0


@dataclass(slots=True)
class PeriodSum:
    """One period: from its opening to its closing balance; `overage_minor` is None unpriced."""

    from_on: date
    to_on: date
    opening: int = 0
    granted: int = 0
    received: int = 0
    corrected: int = 0
    asked: int = 0
    sent: int = 0
    overage: int = 0
    overdrawn: int = 0
    expired: int = 0
    carried: int = 0
    closing: int = 0
    overage_minor: int | None = 0

    @property
    def used(self) -> int:
        """What was asked for within the retainer."""
        return self.asked - self.overage

    @property
    def incoming(self) -> int:
        return self.granted + self.received + self.corrected


@dataclass(frozen=True, slots=True)
class Balance:
    """The ledger until the end of a day: rows, periods and totals."""

    rows: tuple[Row, ...]
    periods: tuple[PeriodSum, ...]
    lots: tuple[tuple[date, int], ...]
    debt: int
    limit: int = 0

    @property
    def room(self) -> int:
        """What is left with the debt that is allowed, less what the open period used above."""
        return self.left + self.limit - (self.periods[-1].overage if self.periods else 0)

    @property
    def left(self) -> int:
        """What may still be used; negative is debt."""
        return sum(amount for _on, amount in self.lots) - self.debt

    def total(self, name: str) -> int:
        """A sum over all periods, of any of their figures but the balances."""
        return sum(int(getattr(period, name)) for period in self.periods)

    @property
    def overage_minor(self) -> int | None:
        """The price of all that was above, None when some of it has none."""
        prices = [period.overage_minor for period in self.periods]
        return None if None in prices else sum(price or 0 for price in prices)


@dataclass(slots=True)
class _Lot:
    born_on: date
    period: int
    amount: int


@dataclass(slots=True)
class _Book:
    """The state while the days are lived through."""

    policy: Policy
    lots: list[_Lot] = field(default_factory=list)
    debt: int = 0
    rows: list[Row] = field(default_factory=list)
    periods: list[PeriodSum] = field(default_factory=list)

    @property
    def left(self) -> int:
        return sum(lot.amount for lot in self.lots) - self.debt

    @property
    def period(self) -> PeriodSum:
        return self.periods[-1]

    def tell(self, on: date, kind: RowKind, amount: int, effect: int, **more: object) -> None:
        row = Row(on, kind, amount, effect, self.left, **more)  # type: ignore[arg-type]
        self.rows.append(row)

    def take_in(self, on: date, kind: RowKind, amount: int, ref: int = 0) -> None:
        repaid = min(self.debt, amount)
        self.debt -= repaid
        if amount > repaid:
            self.lots.append(_Lot(on, len(self.periods), amount - repaid))
        if amount:
            self.tell(on, kind, amount, amount, repaid=repaid, ref=ref)

    def take_out(self, on: date, kind: RowKind, amount: int, ref: int = 0) -> None:
        """From the oldest, then on debt, then above; each part is a row of its own."""
        for lot in self.lots:
            part = min(lot.amount, amount)
            if part:
                lot.amount -= part
                amount -= part
                self.tell(on, kind, part, -part, of_on=lot.born_on, ref=ref)
        self.lots = [lot for lot in self.lots if lot.amount]
        owed = min(max(self.policy.debt_limit - self.debt, 0), amount)
        if owed:
            self.debt += owed
            self.period.overdrawn += owed
            self.tell(on, RowKind.OVERDRAWN, owed, -owed, ref=ref)
        if amount > owed:
            self.period.overage += amount - owed
            self.tell(on, RowKind.OVERAGE, amount - owed, 0, ref=ref)

    def expire(self, on: date, lot: _Lot, amount: int, why: Why) -> None:
        if amount:
            lot.amount -= amount
            self.period.expired += amount
            self.tell(on, RowKind.EXPIRED, amount, -amount, of_on=lot.born_on, why=why)

    def close(self, *, is_last: bool) -> None:
        """The end of a period: what is too old goes, then what is above the cap."""
        on, now, lives = self.period.to_on, len(self.periods), self.policy.carry_periods
        for lot in self.lots:
            if is_last:
                self.expire(on, lot, lot.amount, Why.ENDED)
            elif lives is not None and now - lot.period >= lives:
                self.expire(on, lot, lot.amount, Why.OLD)
        if self.policy.carry_cap is not None:
            above = sum(lot.amount for lot in self.lots) - self.policy.carry_cap
            for lot in self.lots:
                part = max(0, min(lot.amount, above))
                self.expire(on, lot, part, Why.CAP)
                above -= part
        self.lots = [lot for lot in self.lots if lot.amount]
        self.period.carried = sum(lot.amount for lot in self.lots)
        if self.lots:
            oldest = self.lots[0].born_on
            self.tell(on, RowKind.CARRIED, self.period.carried, 0, of_on=oldest)

    def sum_up(self) -> None:
        period, policy = self.period, self.policy
        period.closing = self.left
        period.overage_minor = overage_price(policy, period.overage)


def overage_price(policy: Policy, overage: int) -> int | None:
    """The price in minor units of so much above; None when none was agreed."""
    if not overage or policy.unit is Unit.MONEY:
        return overage
    if policy.overage_rate is None:
        return None
    return round_half_up(overage * policy.overage_rate, HOUR)


def balance(
    policy: Policy, uses: Iterable[tuple[date, int]], moves: Iterable[Move], until: date
) -> Balance:
    """The ledger until the end of the day `until`; what expires that night is still there.

    `uses` are amounts by day, not negative; those outside the retainer are passed over.
    ``ValueError`` when a use is negative.
    """
    used, moved = _by_day(uses), sorted(moves, key=lambda move: (move.on, move.effect < 0))
    last = until if policy.to_on is None else min(until, policy.to_on)
    book = _Book(policy)
    for start, end in periods(policy, last):
        opening = book.left
        book.policy = policy.on(start)
        book.periods.append(PeriodSum(start, min(end, last), opening=opening))
        book.period.granted = grant(policy, start, end)
        book.take_in(start, RowKind.GRANTED, book.period.granted)
        _live(book, used, moved, book.period.to_on)
        if end < until:
            book.close(is_last=end == policy.to_on)
        book.sum_up()
    lots = tuple((lot.born_on, lot.amount) for lot in book.lots)
    limit = book.policy.debt_limit
    return Balance(tuple(book.rows), tuple(book.periods), lots, book.debt, limit)


def _live(book: _Book, used: Sequence[tuple[date, int]], moved: Sequence[Move], last: date) -> None:
    """The days of the open period in turn: what comes in, what is used, what goes out."""
    first = book.period.from_on
    steps: list[tuple[date, int, Move | int]] = [
        *((move.on, 0 if move.effect >= 0 else 2, move) for move in moved),
        *((on, 1, amount) for on, amount in used),
    ]
    for on, _turn, step in sorted(
        (each for each in steps if first <= each[0] <= last), key=lambda each: each[:2]
    ):
        if isinstance(step, Move):
            _apply(book, step)
        elif step:
            book.period.asked += step
            book.take_out(on, RowKind.USED, step)


def _apply(book: _Book, move: Move) -> None:
    period, kind = book.period, RowKind(move.kind.value)
    setattr(period, kind.value, getattr(period, kind.value) + move.amount)
    if move.effect >= 0:
        book.take_in(move.on, kind, move.effect, move.ref)
    else:
        book.take_out(move.on, kind, -move.effect, move.ref)


def _by_day(uses: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    days: dict[date, int] = {}
    for on, amount in uses:
        if amount < 0:
            raise ValueError("a use is not negative")
        days[on] = days.get(on, 0) + amount
    return sorted(days.items())


def periods(policy: Policy, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of each period of the retainer that has begun by `until`."""
    start = policy.from_on
    while start <= until and (policy.to_on is None or start <= policy.to_on):
        _first, after = whole_period(start, policy.months)
        end = after - _DAY
        yield start, end if policy.to_on is None else min(end, policy.to_on)
        start = after


def whole_period(day: date, months: int) -> tuple[date, date]:
    """The month, quarter or year of the calendar that a day is in: its first day, the next's."""
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    month = first.month - 1 + months
    return first, date(first.year + month // 12, month % 12 + 1, 1)


def grant(policy: Policy, start: date, end: date) -> int:
    """What a period from `start` to `end` inclusive grants.

    A part of a period gets its days' share, so that the parts of a split period add up to it.
    """
    policy = policy.on(start)
    first, after = whole_period(start, policy.months)
    if not policy.prorate:
        return policy.granted
    days = [(start - first).days, (end - start).days + 1, (after - end).days - 1]
    return Money(policy.granted, "XXX").split(days)[1].minor


def scaled(uses: Sequence[tuple[date, int]], percent: int) -> list[tuple[date, int]]:
    """The same days with so many percent more or fewer used; the whole is rounded once."""
    total = sum(amount for _on, amount in uses)
    if not total:
        return list(uses)
    whole = Money(round_half_up(total * (100 + percent), 100), "XXX")
    parts = whole.split([amount for _on, amount in uses])
    return [(on, part.minor) for (on, _amount), part in zip(uses, parts, strict=True)]
