"""What contracts pay for when no budget line holds the work: retainers, fees, time by the hour."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, Sum

from napulse.contracts.models import (
    ContractState,
    Remuneration,
    RemunerationKind,
    RetainerMove,
    RetainerUnit,
)
from napulse.contracts.queries.agreements import chains_of
from napulse.contracts.queries.retainers import MONTHS, PAYS_FOR_TIME, retainer_balance
from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.pricing.scope import Allowance
from napulse.engines.pricing.terms import Chain, end_on
from napulse.estimates.queries.rates import Rates, rates_on
from napulse.ledger.models import Posting, PostingKind
from napulse.ledger.queries import to_base
from napulse.timesheets.models import TimeEntry

HOUR = 60
YEAR = 12
HourOf = Callable[[TimeEntry], int]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What pays for time of one client, and the terms of its contracts."""

    rows: list[Remuneration]
    chains: dict[int, Chain]

    def on(self, day: date) -> list[Remuneration]:
        """Those in force on a day."""
        return [row for row in self.rows if row.from_on <= day and self._holds(row, day)]

    def _holds(self, row: Remuneration, day: date) -> bool:
        ends = (row.to_on, end_on(self.chains[row.contract_id], day))
        return all(end is None or day <= end for end in ends)


@dataclass(slots=True)
class Room:
    """What the ledger left of one period of a retainer; read once, the whole only when needed."""

    row: Remuneration
    period: tuple[date, date]
    sure: int | None = None
    whole: int | None = None
    looked: bool = False

    def minutes_for(self, entry: TimeEntry, given: int, hour_of: HourOf) -> int:
        """Minutes that were free before `given` of them were given out; of a retainer in money as
        long as the person, whose price of an hour `hour_of` tells, may still work for it.
        """
        if not self.looked:
            self.sure, self.looked = _surely_left(self.row, *self.period), True
        if self.sure is not None and self.sure >= given + entry.minutes:
            return self.sure
        if self.whole is None:
            self.whole = _left_whole(self.row, self.period[1])
        is_hours = self.row.unit == RetainerUnit.HOURS
        return self.whole if is_hours else _minutes_for(self.whole, hour_of(entry))


@dataclass(slots=True)
class Allowances:
    """What pays for the work of some clients; remembers what it read and gave out."""

    known: dict[int, Agreed] = field(default_factory=dict)
    given: dict[tuple[int, date], int] = field(default_factory=dict)
    rooms: dict[tuple[int, date], Room] = field(default_factory=dict)
    rates: dict[date, Rates] = field(default_factory=dict)
    hours: dict[tuple[Money, date], int] = field(default_factory=dict)

    def of(
        self, entry: TimeEntry, *, before: TimeEntry | None = None, own_only: bool = False
    ) -> Allowance | None:
        """What is left for the entry on its day; None when no contract pays for it.

        `before` is the entry as it was posted, which does not count against itself. With
        `own_only` only what was agreed for the very project counts: it has a budget of its own.
        """
        row = self._payer(entry, own_only)
        if row is None:
            return None
        if row.kind != RemunerationKind.RETAINER:
            return Allowance(None)
        first, last = period_of(row, entry.on)
        own = before.minutes if before and _counted(before, entry, first, last) else 0
        given = self.given.get((row.pk, first), 0) - own
        if (row.pk, first) not in self.rooms:
            self.rooms[row.pk, first] = Room(row, (first, last))
        room = self.rooms[row.pk, first].minutes_for(entry, given, self._hour_of)
        self.given[row.pk, first] = given + entry.minutes
        return Allowance(max(0, room - given))

    def free(self, entry: TimeEntry) -> None:
        """Give back what a posted entry took of a retainer."""
        if entry.line_id is None and entry.billable and entry.client_id:
            row = self._payer(entry, own_only=False)
            if row is not None and row.kind == RemunerationKind.RETAINER:
                key = (row.pk, period_of(row, entry.on)[0])
                self.given[key] = self.given.get(key, 0) - entry.minutes

    def _hour_of(self, entry: TimeEntry) -> int:
        """What an hour of the person sells for; the cards of a day are read once."""
        if entry.on not in self.rates:
            self.rates[entry.on] = rates_on(entry.on)
        place = (entry.client_id, entry.person_id, entry.role_id, entry.grade)
        rate = self.rates[entry.on].of(*place)
        if rate is not None and (rate, entry.on) not in self.hours:
            self.hours[rate, entry.on] = to_base(rate, entry.on).minor
        return self.hours[rate, entry.on] if rate else 0

    def _payer(self, entry: TimeEntry, own_only: bool) -> Remuneration | None:
        """The narrowest that takes the work, of equals a retainer, of these the newest."""
        brand_id = entry.project.brand_id if entry.project else None
        taking = [
            row
            for row in self._rows(entry.client_id or 0, entry.on)
            if (row.project_id == entry.project_id if row.project_id else not own_only)
            and (row.project_id or not row.brand_id or row.brand_id == brand_id)
        ]
        return max(taking, key=_rank, default=None)

    def _rows(self, client_id: int, on: date) -> list[Remuneration]:
        if client_id not in self.known:
            self.known[client_id] = agreed_with(client_id)
        return self.known[client_id].on(on)


def agreed_with(client_id: int) -> Agreed:
    """Everything that ever paid for time of the client, in three queries."""
    rows = Remuneration.objects.filter(
        client_id=client_id,
        kind__in=PAYS_FOR_TIME,
        deleted_at=None,
        contract__deleted_at=None,
    ).exclude(contract__state=ContractState.DRAFT)
    found = list(rows.select_related("contract"))
    contracts = {row.contract_id: row.contract for row in found}
    return Agreed(found, chains_of(contracts.values()) if found else {})


def _rank(row: Remuneration) -> tuple[int, bool, date, int]:
    narrow = 2 if row.project_id else 1 if row.brand_id else 0
    return narrow, row.kind == RemunerationKind.RETAINER, row.from_on, row.pk


def _counted(before: TimeEntry, entry: TimeEntry, first: date, last: date) -> bool:
    same = (before.client_id, before.project_id) == (entry.client_id, entry.project_id)
    return same and before.billable and before.deleted_at is None and first <= before.on <= last


def _left_whole(row: Remuneration, until: date) -> int:
    """What is left with the debt that is allowed, in the retainer's unit."""
    return retainer_balance(row, until).room


def _surely_left(row: Remuneration, first: date, last: date) -> int | None:
    """At least so much is left of a plain retainer: its grant less all time of the client."""
    plain = row.unit == RetainerUnit.HOURS and row.debt_limit == 0
    whole = row.from_on <= first and (row.to_on is None or row.to_on >= last)
    if not plain or not whole or (row.contract.to_on and row.contract.to_on < last):
        return None
    if RetainerMove.objects.filter(Q(remuneration=row) | Q(other=row)).exists():
        return None
    if row.changes.exists():
        return None
    rows = Posting.objects.filter(
        kind=PostingKind.TIME, client_id=row.client_id, on__gte=first, on__lte=last
    )
    used = rows.aggregate(sum=Sum("billable_minutes"))["sum"] or 0
    return int((row.granted or 0) - used)


def _minutes_for(minor: int, hour: int) -> int:
    """How long the person may still work for so much money; without a rate for nothing."""
    return round_half_up(minor * HOUR, hour) if hour else max(minor, 0)


def period_of(row: Remuneration, on: date) -> tuple[date, date]:
    """First and last day of the calendar period of the retainer that holds the day."""
    months = MONTHS[row.period]  # type: ignore[index] # a text of its choices
    start = (on.month - 1) // months * months
    past = on.year * YEAR + start + months
    next_first = date(past // YEAR, past % YEAR + 1, 1)
    return date(on.year, start + 1, 1), next_first - timedelta(days=1)
