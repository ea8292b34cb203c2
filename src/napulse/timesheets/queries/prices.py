"""Whose role and grade time is, what an hour of it sells for and costs, and by which company.

Rates have days: all that could matter are read once, in two statements however many entries there
are, and each entry takes those of its own day. The narrowest sell rate wins, of these the newest
(see `estimates.queries.rates`). Plain SQL, because one entry is saved far more often than many.
"""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from napulse.contracts.models import Amendment, Contract, ContractState
from napulse.db.reading import as_date, ids, places, read, table
from napulse.db.together import Statement
from napulse.engines.kernel.money import Money, round_half_up
from napulse.estimates.models import BudgetLine, Estimate, EstimateState, SellRate
from napulse.estimates.queries.rates import Place, narrowest
from napulse.ledger.models import MoneyRules
from napulse.ledger.queries import to_base
from napulse.people.models import PersonCost, PersonSkill, RoleRate
from napulse.timesheets.models import TimeEntry

HOUR = 60
BASE = "RUB"
SOLD, STANDARD, ACTUAL, SKILL, RULES = 1, 2, 3, 4, 5
K = TypeVar("K", bound=Hashable)


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
    """Amounts of one place by the day from which each holds, the oldest first; `lasts` are the
    last days of those that end.
    """

    days: list[date] = field(default_factory=list)
    amounts: list[Money] = field(default_factory=list)
    lasts: dict[int, date] = field(default_factory=dict)

    def on(self, day: date) -> Money | None:
        """The amount in force on a day: of those that have not ended the one that began last."""
        place = bisect_right(self.days, day)
        while place and day > self.lasts.get(place - 1, day):
            place -= 1
        return self.amounts[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Agreed:
    """By which own company a client is served from a day to a day."""

    entity_id: int
    first: date
    last: date


@dataclass(slots=True)
class Prices:
    """Skills, rates, costs and own companies of some entries. Made by `prices_of`."""

    skills: dict[int, dict[int, int]] = field(default_factory=dict)
    sells: dict[Place, Dated] = field(default_factory=dict)
    standard: dict[tuple[int, int], Dated] = field(default_factory=dict)
    actual: dict[int, Dated] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    projects: dict[int, int] = field(default_factory=dict)
    clients: dict[int, list[Agreed]] = field(default_factory=dict)
    base: str = BASE
    converted: dict[tuple[Money, date], int] = field(default_factory=dict)

    def of(self, entry: TimeEntry) -> Price:
        """What an hour of the entry sells for and costs on its day."""
        place = (entry.role_id or 0, entry.grade or 0)
        return Price(
            sells=self._sell_rate(entry) if entry.client_id else None,
            standard=self._minor(self.standard.get(place), entry.on),
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
        """Of the line's estimate, the project's, or the contract with the client on that day."""
        found = self.lines.get(entry.line_id or 0) or self.projects.get(entry.project_id or 0)
        if found or entry.client_id is None:
            return found
        agreed = self.clients.get(entry.client_id, ())
        return next((a.entity_id for a in agreed if a.first <= entry.on <= a.last), None)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom and what some entries are about."""

    persons: Collection[int]
    clients: Collection[int]
    projects: Collection[int]
    roles: Collection[int]

    @classmethod
    def by(cls, entries: Iterable[TimeEntry]) -> "Concerned":
        """As stored rows say it."""
        rows = [(e.person_id, e.client_id, e.project_id, e.role_id) for e in entries]
        return cls(*({value for value in column if value} for column in zip(*rows, strict=True)))


def prices_of(about: Concerned) -> Prices:
    """Everything that prices entries of these: two statements for one and for a thousand."""
    prices = Prices()
    _read_rates(prices, about)
    if about.clients:
        _read_entities(prices, about)
    return prices


def price_statements(about: Concerned) -> list[Statement]:
    """What `prices_of` reads."""
    entities = [_entities_statement(about)] if about.clients else []
    return [_rates_statement(about), *entities]


def _rates_statement(about: Concerned) -> Statement:
    persons, clients, roles = ids(about.persons), ids(about.clients), ids(about.roles)
    of_persons, of_roles = places(persons), places(roles)
    skill = table(PersonSkill)
    can = f"SELECT role_id FROM {skill} WHERE person_id IN ({of_persons})"  # noqa: S608 names come from models
    sql = f"""
    SELECT {SOLD}, COALESCE(client_id, 0), COALESCE(person_id, 0), COALESCE(role_id, 0),
           COALESCE(grade, 0), from_on, rate_minor, currency, id, to_on
      FROM {table(SellRate)}
     WHERE (client_id IS NULL OR client_id IN ({places(clients)}))
       AND (person_id IN ({of_persons}) OR role_id IN ({of_roles}) OR role_id IN ({can}))
    UNION ALL
    SELECT {STANDARD}, 0, 0, role_id, grade, from_on, cost_minor, currency, id, NULL
      FROM {table(RoleRate)} WHERE role_id IN ({of_roles}) OR role_id IN ({can})
    UNION ALL
    SELECT {ACTUAL}, 0, person_id, 0, 0, from_on, cost_minor, currency, id, NULL
      FROM {table(PersonCost)} WHERE person_id IN ({of_persons})
    UNION ALL
    SELECT {SKILL}, 0, person_id, role_id, grade, NULL, position, '', id, NULL
      FROM {skill} WHERE person_id IN ({of_persons})
    UNION ALL
    SELECT {RULES}, 0, 0, 0, 0, NULL, 0, base_currency, 0, NULL
      FROM {table(MoneyRules)} WHERE id = 1
    """  # noqa: S608 names come from models
    of_sold = (*clients, *persons, *roles, *persons)
    return sql, (*of_sold, *roles, *persons, *persons, *persons)


def _read_rates(prices: Prices, about: Concerned) -> None:
    for row in sorted(read(*_rates_statement(about)), key=_in_order):
        _take(prices, row)


def _in_order(row: tuple[Any, ...]) -> tuple[str, int, int]:
    """Rates by their days, skills by their places."""
    return str(row[5] or ""), row[6] if row[0] == SKILL else 0, row[8]


def _take(prices: Prices, row: tuple[Any, ...]) -> None:
    kind, client, person, role, grade, from_on, minor, currency, _id, to_on = row
    if kind == SKILL:
        prices.skills.setdefault(person, {})[role] = grade
        return
    if kind == RULES:
        prices.base = currency
        return
    rate = (as_date(from_on), Money(minor, currency))
    if kind == SOLD:
        dated = _add(prices.sells, (client, person, role, grade), rate)
        if last := as_date(to_on):
            dated.lasts[len(dated.days) - 1] = last
    elif kind == STANDARD:
        _add(prices.standard, (role, grade), rate)
    else:
        _add(prices.actual, person, rate)


def _add(found: dict[K, Dated], key: K, rate: tuple[Any, Money]) -> Dated:
    dated = found.setdefault(key, Dated())
    dated.days.append(rate[0])
    dated.amounts.append(rate[1])
    return dated


def _entities_statement(about: Concerned) -> Statement:
    clients, projects = ids(about.clients), ids(about.projects)
    estimate, contract, amendment = table(Estimate), table(Contract), table(Amendment)
    prolonged = f"""
    SELECT a.to_on FROM {amendment} a
     WHERE a.contract_id = {contract}.id AND a.to_on IS NOT NULL AND a.revoked_at IS NULL
     ORDER BY a.from_on DESC, a.signed_on DESC, a.recorded_at DESC, a.id DESC LIMIT 1
    """  # noqa: S608 names come from models
    sql = f"""
    SELECT 'client', client_id, entity_id, from_on,
           CASE WHEN state = %s THEN to_on ELSE COALESCE(({prolonged}), to_on) END
      FROM {contract}
     WHERE client_id IN ({places(clients)}) AND deleted_at IS NULL AND state <> %s
    UNION ALL
    SELECT 'line', b.id, e.entity_id, NULL, NULL
      FROM {table(BudgetLine)} b JOIN {estimate} e ON e.id = b.estimate_id
     WHERE b.project_id IN ({places(projects)})
    UNION ALL
    SELECT 'project', project_id, entity_id, works_from, NULL FROM {estimate}
     WHERE project_id IN ({places(projects)}) AND deleted_at IS NULL AND state = %s
    """  # noqa: S608 names come from models
    of_contracts = (ContractState.ENDED, *clients, ContractState.DRAFT)
    return sql, (*of_contracts, *projects, *projects, EstimateState.ACCEPTED)


def _read_entities(prices: Prices, about: Concerned) -> None:
    found = sorted(read(*_entities_statement(about)), key=lambda row: (row[0], str(row[3] or "")))
    for kind, key, entity_id, from_on, to_on in found:
        if kind == "client":
            agreed = Agreed(entity_id, as_date(from_on) or date.min, as_date(to_on) or date.max)
            prices.clients.setdefault(key, []).insert(0, agreed)
        else:
            (prices.lines if kind == "line" else prices.projects)[key] = entity_id
