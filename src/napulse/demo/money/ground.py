"""Own companies with accounts and regimes, what hours cost and sell for, overhead of months."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from napulse.demo.cast import Cast, Served, store
from napulse.demo.content import money as script
from napulse.demo.content import production
from napulse.engines.kernel.money import round_half_up
from napulse.estimates.models import SellRate
from napulse.ledger.models import BankAccount, EntityRegime, ExchangeRate, OwnEntity
from napulse.people.models import Person, PersonCost, WorkRole

SINCE = 760
RISE = 1.08
THOUSAND = 100_000  # kopecks


@dataclass
class Ground:
    """What all money of the demo stands on."""

    main: OwnEntity
    second: OwnEntity
    accounts: list[BankAccount]
    roles: dict[str, WorkRole]

    def company(self, of: script.MoneyScript) -> OwnEntity:
        return self.second if of.second_company else self.main

    def account(self, of: script.MoneyScript) -> BankAccount:
        return self.accounts[1 if of.second_company else 0]


def lay_ground(cast: Cast) -> Ground:
    """Companies and prices as they have been for two years; runs once the work roles are there."""
    main, second = store(
        OwnEntity(**words, is_main=place == 0)
        for place, words in enumerate((script.COMPANY, script.SECOND))
    )
    since = cast.timing.day(-SINCE)
    store(
        EntityRegime(entity=entity, regime=regime, from_on=since)
        for entity, regime in ((main, "general"), (second, "simple5"))
    )
    name, bik, correspondent = script.BANK
    accounts = store(
        BankAccount(entity=entity, bank=name, bik=bik, correspondent=correspondent, number=number)
        for entity, number in zip((main, second), script.ACCOUNTS, strict=True)
    )
    roles = {role.name: role for role in WorkRole.objects.all()}
    _prices(cast, roles)
    _costs(cast)
    _exchange(cast)
    return Ground(main, second, accounts, roles)


def _risen(cast: Cast) -> list[tuple[date, float]]:
    """Days from which prices and salaries hold, and how much they grew."""
    since, today = cast.timing.day(-SINCE), cast.timing.today
    years = [date(year, 1, 1) for year in range(since.year + 1, today.year + 1)]
    return [(day, RISE ** (n - len(years))) for n, day in enumerate([since, *years])]


def _prices(cast: Cast, roles: dict[str, WorkRole]) -> None:
    store(
        SellRate(
            role=roles[name],
            grade=grade,
            from_on=day,
            rate_minor=_whole(cost * script.PRICE_OVER_COST * level, 10_000),
            recorded_at=_morning(cast, day),
        )
        for name, costs in production.RATES.items()
        for grade, cost in enumerate(costs, 1)
        for day, level in _risen(cast)
    )


def _costs(cast: Cast) -> None:
    """What each person costs; the heads, who have no work role, cost by their place."""
    chance = Random("costs")  # noqa: S311 - a story, not a secret
    usual = {one.person: one.roles[0] for one in production.SKILLS}
    rows = []
    for key, person in cast.persons.items():
        role, grade = usual.get(key, ("", 0))
        standard = production.RATES[role][grade - 1] if role else 2 * script.DEFAULT_COST
        own = standard * chance.uniform(0.86, 1.13)
        rows += [
            PersonCost(
                person=person,
                from_on=day,
                cost_minor=_whole(own * level, 1_000),
                recorded_at=_morning(cast, day),
            )
            for day, level in _risen(cast)
        ]
    store(rows)


def _exchange(cast: Cast) -> None:
    """A rate for each month, wandering a little."""
    chance = Random("exchange")  # noqa: S311 - a story, not a secret
    first = cast.timing.day(-SINCE).replace(day=1)
    months = [first]
    while months[-1] <= cast.timing.today:
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    store(
        ExchangeRate(
            currency=currency,
            on=month,
            rate_e6=round(rate * chance.uniform(0.95, 1.05) * 10_000) * 100,
            source="ЦБ РФ",
            recorded_at=_morning(cast, month),
        )
        for currency, rate in script.EXCHANGE.items()
        for month in months[:-1]
    )


def _morning(cast: Cast, day: date) -> datetime:
    return min(cast.timing.at(day, datetime.min.time().replace(hour=9)), cast.timing.now)


def _whole(minor: float, step: int) -> int:
    """Rounded to so many kopecks: people set round prices."""
    return round_half_up(round(minor), step) * step


def persons_able(cast: Cast, team: Served | None = None) -> dict[str, list[tuple[Person, int]]]:
    """Who can take a work role at which grade, by its name, whose usual one it is first."""
    found: dict[str, list[tuple[int, Person, int]]] = {}
    for one in production.SKILLS:
        for place, (role, grade) in enumerate(one.roles):
            found.setdefault(role, []).append((place, cast.persons[one.person], grade))
    return {
        role: [(person, grade) for _place, person, grade in sorted(able, key=lambda a: a[0])]
        for role, able in found.items()
    }
