"""Overhead of one of our companies is carried by what that company earned, to the last kopeck."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.access.actor import Actor
from napulse.delivery.models import Project
from napulse.engines.pricing.margin import Range
from napulse.ledger.models import MoneyRules, OwnEntity, Posting, PostingKind
from napulse.profit.actions.packs import make_pack
from napulse.profit.queries.checking_sources import sources
from napulse.profit.queries.overheads import overhead_year
from napulse.profit.queries.report import Line, Report, report
from napulse.profit.queries.wanted import Narrowed, Wanted
from napulse.profit.tests.ground import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    Portfolio,
    an_hour,
    november,
    posted_overhead,
    tell,
)
from napulse.testing import NOW, a_client, a_project, a_user, acting, the_agency
from napulse.testing_money import an_entity, made

pytestmark = pytest.mark.django_db
K = PostingKind
SIGNS = {K.FEE: 1, K.PASS: 1, K.BOUGHT_PASS: -1}
Place = tuple[int, int, int]  # client, project, company


def two_companies() -> tuple[Portfolio, OwnEntity]:
    """Vesta is served by a second company too, whose rent is 3,000.00; 20,000.00 of the house."""
    world, second = Portfolio(), an_entity('ООО "Вторая"')
    tell(K.FEE, world.smm, world.day, amount_minor=4_000_000, entity_id=second.pk)
    posted_overhead(NOVEMBER, 300_000, "Аренда второй", second)
    return world, second


def by_name(lines: list[Line]) -> dict[str, int]:
    return {line.name: line.found.overhead for line in lines}


def test_overhead_of_a_company_is_carried_by_its_own_income_alone() -> None:
    world, second = two_companies()

    found = report(world.finance, november())

    assert by_name(found.lines) == {"Гранит": 1_333_333, "Веста": 666_667 + 300_000}
    assert found.whole.overhead == 2_300_000
    assert found.left_over == 0
    assert second.pk != world.entity.pk


def test_the_profit_of_a_company_has_its_own_overhead_and_its_share_of_the_house() -> None:
    world, second = two_companies()

    found = report(world.finance, november(by="entity"))

    own = by_name(found.lines)['ООО "Вторая"']
    assert own in (333_333 + 300_000, 333_334 + 300_000)
    alone = report(world.finance, november(narrowed=Narrowed(entity_id=second.pk)))
    assert alone.clients.overhead == own
    assert alone.clients.profit == Range.at(4_000_000 - alone.clients.overhead)


def test_a_company_that_earned_nothing_leaves_its_overhead_to_the_house() -> None:
    world = Portfolio()
    idle = an_entity('ООО "Праздная"')
    posted_overhead(NOVEMBER, 70_000, "Аренда", idle)

    found = report(world.finance, november())

    assert found.clients.overhead == 2_000_000
    assert (found.left_over, found.whole.overhead) == (70_000, 2_070_000)


def test_overhead_of_the_only_company_is_that_of_the_house() -> None:
    """Income and hours that name no company are its own too."""
    world = Portfolio()
    an_hour(world.site, 60, world.day)
    made(MoneyRules(pk=1, overhead_by="hours"))
    posted_overhead(NOVEMBER, 1_200_000, "Бухгалтерия", world.entity)

    found = report(world.finance, november())

    assert by_name(found.lines) == {
        "Гранит": 3_200_000 * 90 // 120,
        "Веста": 3_200_000 * 30 // 120,
    }


def test_the_page_of_one_part_tells_what_all_parts_come_to() -> None:
    world, second = two_companies()

    house, own = (overhead_year(world.finance, 2026, key) for key in (None, second.pk))

    assert (house.totals[-1], own.totals[-1]) == (2_000_000, 300_000)
    assert house.everybodys == own.everybodys == 2_300_000


def test_whoever_earned_in_a_company_carries_though_all_together_is_a_loss() -> None:
    world, _second = two_companies()
    tell(K.BOUGHT_PASS, world.smm, world.day, amount_minor=9_000_000, entity_id=world.entity.pk)

    found = report(world.finance, november())

    assert by_name(found.lines) == {"Гранит": 2_000_000, "Веста": 300_000}
    assert found.without == 0


def test_a_director_with_the_books_of_one_client_sees_the_same_part() -> None:
    world, _second = two_companies()
    finance = world.finance
    own = replace(finance, client_ids=frozenset({world.vesta.pk}))

    whole = by_name(report(finance, november()).lines)

    assert by_name(report(own, november()).lines) == {"Веста": whole["Веста"]}
    alone = report(finance, november(narrowed=Narrowed(client_id=world.vesta.pk)))
    assert alone.clients.overhead == whole["Веста"]


def test_a_pack_says_what_the_report_says() -> None:
    world, _second = two_companies()
    finance = world.finance

    content = make_pack(finance, month_on=NOVEMBER, now=NOW).content

    told = {one["name"]: one["overhead"] for one in content["accounts"]}
    assert told == by_name(report(finance, november()).lines)
    assert content["figures"]["overhead"] == 2_300_000


def test_without_overhead_of_companies_nothing_more_is_asked() -> None:
    world = Portfolio()
    finance = world.finance

    def asked(wanted: Wanted) -> int:
        with CaptureQueriesContext(connection) as caught:
            report(finance, wanted)
        return len(caught)

    of_house = asked(november())
    an_entity('ООО "Вторая"')
    assert asked(november()) == of_house
    posted_overhead(NOVEMBER, 1, "Связь", world.entity)
    assert asked(november()) == of_house + 2  # which companies there are, and whose income it is


def test_the_check_finds_overhead_that_was_posted_for_another_company() -> None:
    _world, second = two_companies()
    before = sources().found  # of what this portfolio posted without any paper

    Posting.objects.filter(kind=K.OVERHEAD, entity=second).update(entity=None)

    assert sources().found == before + 2  # what the company lacks, and what the house has too much


# A reference that adds up postings one by one and shares in exact fractions.


def exactly(whole: int, weights: Mapping[object, int]) -> dict[object, int]:
    """Shares to the kopeck: whole kopecks first, the rest to the largest remainders, in order."""
    able = sorted(key for key, weight in weights.items() if weight > 0)  # type: ignore[type-var]
    if not able:
        return {}
    summed = sum(weights[key] for key in able)
    shares = {key: Fraction(whole * weights[key], summed) for key in able}
    parts = {key: int(part) for key, part in shares.items()}
    rest = sorted(able, key=lambda key: (parts[key] - shares[key], able.index(key)))
    for key in rest[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts


def slowly(until: date, by: str) -> tuple[Counter[Place], int]:
    """What every client, project and company carries of October and November, and the rest."""
    weights: Counter[Place] = Counter()
    overhead: Counter[int] = Counter()
    for row in Posting.objects.filter(on__gte=OCTOBER, on__lt=until):
        entity = row.entity_id or 0
        if row.kind == K.OVERHEAD:
            overhead[entity] += row.amount_minor
        elif row.client_id and by == "hours":
            weights[row.client_id, row.project_id or 0, entity] += row.minutes
        elif row.client_id and row.kind in SIGNS:
            sign = SIGNS[K(row.kind)]
            weights[row.client_id, row.project_id or 0, entity] += sign * row.amount_minor
    parts: Counter[Place] = Counter()
    for company, amount in overhead.items():
        own = {place: w for place, w in weights.items() if company in (0, place[2])}
        clients = {place[0] for place in own}
        summed = {c: sum(w for place, w in own.items() if place[0] == c) for c in clients}
        for client, part in exactly(amount, summed).items():
            inside = {place: w for place, w in own.items() if place[0] == client}
            parts.update(exactly(part, inside))  # type: ignore[arg-type]
    return parts, sum(overhead.values()) - sum(parts.values())


class ByLot:
    """Clients, projects and postings of two months by lot, some of no company, some negative."""

    def __init__(self, seed: int) -> None:
        lot = self.lot = Random(seed)  # noqa: S311 - no secret
        the_agency()
        self.entities = [an_entity(f'ООО "Наша {n}"') for n in range(3)]
        self.finance: Actor = acting(a_user("finance"))
        self.projects: list[Project] = []
        for _client in range(5):
            client = a_client()
            self.projects += [a_project(client) for _n in range(lot.randint(1, 3))]
        for project in self.projects:
            for _n in range(lot.randint(0, 5)):
                self._posted(project)
        for n, entity in enumerate([*self.entities, None, None]):
            month = lot.choice([OCTOBER, NOVEMBER])
            posted_overhead(month, lot.randint(1, 10**7), f"Расход {n}", entity)

    def _posted(self, project: Project) -> None:
        lot = self.lot
        on = OCTOBER + timedelta(days=lot.randint(0, 60))
        entity = lot.choice([*self.entities, None])
        own = {"entity_id": entity.pk if entity else None}
        if lot.random() < 0.4:
            an_hour(project, lot.randint(1, 30), on, **own)
        else:
            kind = lot.choice(list(SIGNS))
            tell(kind, project, on, amount_minor=lot.randint(1, 10**8), **own)


def overheads(found: Report) -> dict[object, int]:
    own: Counter[object] = Counter()
    for line in found.lines:
        own[line.key] += line.found.overhead
    return {key: amount for key, amount in own.items() if amount}


@pytest.mark.parametrize("by", ["agi", "hours"])
@pytest.mark.parametrize("seed", range(6))
def test_every_cut_carries_what_a_slow_reckoning_says(seed: int, by: str) -> None:
    world = ByLot(seed)
    made(MoneyRules(pk=1, overhead_by=by))
    wanted = Wanted(OCTOBER, DECEMBER)

    parts, left_over = slowly(DECEMBER, by)

    for place, dimension in enumerate(("client", "project", "entity")):
        found = report(world.finance, replace(wanted, by=dimension))  # type: ignore[arg-type]
        summed: Counter[int] = Counter()
        for key, part in parts.items():
            summed[key[place]] += part
        assert overheads(found) == {key: part for key, part in summed.items() if part}
        assert found.left_over == left_over
    for entity in world.entities:
        alone = replace(wanted, narrowed=Narrowed(entity_id=entity.pk))
        own = sum(part for key, part in parts.items() if key[2] == entity.pk)
        assert report(world.finance, alone).clients.overhead == own
        assert report(world.finance, replace(alone, by="month")).clients.overhead == own
    for project in world.projects:
        alone = replace(wanted, narrowed=Narrowed(client_id=project.client_id))
        own = sum(part for key, part in parts.items() if key[0] == project.client_id)
        assert report(world.finance, alone).clients.overhead == own


def test_as_known_on_a_day_overhead_of_a_company_is_that_of_the_day() -> None:
    world, second = two_companies()
    wanted = november(known_at=NOW + timedelta(days=1))
    before = report(world.finance, wanted)

    later = NOW + timedelta(days=3)
    own = {"entity_id": second.pk}
    tell(K.FEE, world.site, world.day, later, amount_minor=12_000_000, **own)
    tell(K.OVERHEAD, None, NOVEMBER, later, amount_minor=500, **own)

    assert report(world.finance, wanted) == before
    assert report(world.finance, november()).lines != before.lines
