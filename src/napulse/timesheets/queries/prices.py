"""What an hour of each piece of time sells for and costs, for many entries in a few queries.

Rates have days: all that could matter are read once, and each entry takes those of its own day.
The narrowest sell rate wins, of these the newest (see `estimates.queries.rates`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from napulse.contracts.models import Contract, ContractState
from napulse.engines.kernel.money import Money, round_half_up
from napulse.estimates.models import BudgetLine, Estimate, EstimateState, SellRate
from napulse.estimates.queries.rates import Place, narrowest
from napulse.ledger.queries import money_rules, to_base
from napulse.people.models import PersonCost, PersonSkill, RoleRate
from napulse.timesheets.models import TimeEntry

HOUR = 60
Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """An hour of one entry in minor units of the base currency; None is unknown."""

    sells: int | None = None
    standard: int | None = None
    actual: int | None = None
    entity_id: int | None = None

    def worth(self, minutes: int) -> int:
        """What so many billable minutes are worth; nothing where no rate is known."""
        return round_half_up((self.sells or 0) * minutes, HOUR)


@dataclass(slots=True)
class Dated:
    """Amounts of one place by the day from which each holds, the oldest first."""

    days: list[date] = field(default_factory=list)
    amounts: list[Money] = field(default_factory=list)

    def on(self, day: date) -> Money | None:
        """The amount in force on a day."""
        place = bisect_right(self.days, day)
        return self.amounts[place - 1] if place else None


@dataclass(slots=True)
class Prices:
    """Rates, costs and own companies of some entries. Made by `prices_of`."""

    sells: dict[Place, Dated]
    standard: dict[Key, Dated]
    actual: dict[int, Dated]
    lines: dict[int, int]
    projects: dict[int, int]
    contracts: dict[int, list[Contract]]
    base: str
    converted: dict[tuple[Money, date], int] = field(default_factory=dict)

    def of(self, entry: TimeEntry) -> Price:
        """What an hour of the entry sells for and costs on its day."""
        role, grade = entry.role_id or 0, entry.grade or 0
        return Price(
            sells=self._sell_rate(entry) if entry.client_id else None,
            standard=self._minor(self.standard.get((role, grade)), entry.on),
            actual=self._minor(self.actual.get(entry.person_id), entry.on),
            entity_id=self._entity(entry),
        )

    def _sell_rate(self, entry: TimeEntry) -> int | None:
        known = [place for place, dated in self.sells.items() if dated.on(entry.on)]
        place = narrowest(known, entry.client_id, entry.person_id, entry.role_id, entry.grade)
        return None if place is None else self._minor(self.sells[place], entry.on)

    def _minor(self, dated: Dated | None, on: date) -> int | None:
        amount = dated.on(on) if dated else None
        if amount is None or amount.currency == self.base:
            return amount.minor if amount else None
        key = (amount, on)
        if key not in self.converted:
            self.converted[key] = to_base(amount, on).minor
        return self.converted[key]

    def _entity(self, entry: TimeEntry) -> int | None:
        """Our company that the work is sold by: of the line, the project, the client's contract."""
        found = self.lines.get(entry.line_id or 0) or self.projects.get(entry.project_id or 0)
        if found or entry.client_id is None:
            return found
        for contract in self.contracts.get(entry.client_id, []):
            if contract.from_on <= entry.on <= (contract.to_on or date.max):
                return contract.entity_id
        return None


def prices_of(entries: Sequence[TimeEntry]) -> Prices:
    """Everything that prices these entries: the same number of queries for one and a thousand."""
    return Prices(
        sells=_sells(entries),
        standard=_standard(entries),
        actual=_actual(entries),
        lines=_of_lines(entries),
        projects=_of_projects(entries),
        contracts=_of_clients(entries),
        base=money_rules().base_currency,
    )


def _ids(entries: Iterable[TimeEntry], name: str) -> set[int]:
    return {value for entry in entries if (value := getattr(entry, name)) is not None}


def _sells(entries: Sequence[TimeEntry]) -> dict[Place, Dated]:
    clients, last = _ids(entries, "client_id"), max(entry.on for entry in entries)
    if not clients:
        return {}
    rows = SellRate.objects.filter(
        Q(client=None) | Q(client__in=clients),
        Q(person__in=_ids(entries, "person_id")) | Q(role__in=_ids(entries, "role_id")),
        from_on__lte=last,
    ).order_by("from_on", "id")
    found: dict[Place, Dated] = {}
    named = ("client_id", "person_id", "role_id", "grade", "from_on", "rate_minor", "currency")
    for client, person, role, grade, *rate in rows.values_list(*named):
        _add(found, (client or 0, person or 0, role or 0, grade or 0), rate)
    return found


def _standard(entries: Sequence[TimeEntry]) -> dict[Key, Dated]:
    rows = RoleRate.objects.filter(role__in=_ids(entries, "role_id")).order_by("from_on")
    found: dict[Key, Dated] = {}
    for role, grade, *rate in rows.values_list(
        "role_id", "grade", "from_on", "cost_minor", "currency"
    ):
        _add(found, (role, grade), rate)
    return found


def _actual(entries: Sequence[TimeEntry]) -> dict[int, Dated]:
    rows = PersonCost.objects.filter(person__in=_ids(entries, "person_id")).order_by("from_on")
    found: dict[int, Dated] = {}
    for person, *rate in rows.values_list("person_id", "from_on", "cost_minor", "currency"):
        _add(found, person, rate)
    return found


def _add(found: dict[object, Dated], key: object, rate: list[object]) -> None:  # type: ignore[type-arg, unused-ignore]
    from_on, minor, currency = rate
    dated = found.setdefault(key, Dated())
    dated.days.append(from_on)  # type: ignore[arg-type] # of a row of dates
    dated.amounts.append(Money(minor, currency))  # type: ignore[arg-type] # of a row of money


def _of_lines(entries: Sequence[TimeEntry]) -> dict[int, int]:
    ids = _ids(entries, "line_id")
    if not ids:
        return {}
    rows = BudgetLine.objects.filter(pk__in=ids)
    return dict(rows.values_list("pk", "estimate__entity_id"))


def _of_projects(entries: Sequence[TimeEntry]) -> dict[int, int]:
    ids = _ids(entries, "project_id")
    if not ids:
        return {}
    rows = Estimate.objects.filter(
        project__in=ids, state=EstimateState.ACCEPTED, deleted_at=None
    ).order_by("answered_at", "pk")
    return dict(rows.values_list("project_id", "entity_id"))


def _of_clients(entries: Sequence[TimeEntry]) -> dict[int, list[Contract]]:
    ids = _ids(entries, "client_id")
    if not ids:
        return {}
    rows = Contract.objects.filter(client__in=ids, deleted_at=None).exclude(
        state=ContractState.DRAFT
    )
    found: dict[int, list[Contract]] = {}
    for row in rows.only("client_id", "entity_id", "from_on", "to_on").order_by("-from_on", "pk"):
        found.setdefault(row.client_id, []).append(row)
    return found


def usual_skills(person_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """By person: grades by work role, the usual role first; one query."""
    rows = PersonSkill.objects.filter(person__in=set(person_ids)).order_by("position", "id")
    found: dict[int, dict[int, int]] = {}
    for person, role, grade in rows.values_list("person_id", "role_id", "grade"):
        found.setdefault(person, {})[role] = grade
    return found
