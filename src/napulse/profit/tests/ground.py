"""A small portfolio whose figures were worked out by hand, posted straight into the ledger."""

from datetime import date, datetime
from typing import Any

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.ledger.models import OwnEntity, PostingKind, Source
from napulse.ledger.posting import Fact, post
from napulse.people.models import Person
from napulse.profit.actions.overheads import facts_of
from napulse.profit.models import Overhead
from napulse.profit.queries.wanted import Wanted
from napulse.testing import NOW, a_client, a_project, a_user, acting, the_agency
from napulse.testing_money import a_role, a_standard, an_entity, made

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
_sources = iter(range(1_000_000, 9_000_000))


def tell(
    kind: PostingKind, project: Project | None, on: date, now: datetime = NOW, **more: Any
) -> int:
    """Post one fact of a source of its own."""
    place = {"client_id": project.client_id, "project_id": project.pk} if project else {}
    source = {
        PostingKind.TIME: Source.ENTRY,
        PostingKind.BOUGHT_OWN: Source.EXPENSE,
        PostingKind.BOUGHT_PASS: Source.EXPENSE,
        PostingKind.OVERHEAD: Source.OVERHEAD,
    }.get(kind, Source.INVOICE)
    number = next(_sources)
    post(source, number, [Fact(kind, on, **place | more)], now=now)
    return number


def an_hour(project: Project | None, hours: int, on: date, **more: Any) -> int:
    """Hours of somebody: worth 4,000 and 1,500 at standard cost each, unless told otherwise."""
    own = {
        "minutes": hours * 60,
        "billable_minutes": hours * 60 if project else 0,
        "amount_minor": hours * 400_000 if project else 0,
        "standard_minor": hours * 150_000,
        "actual_minor": hours * 170_000,
    }
    return tell(PostingKind.TIME, project, on, **own | more)


def posted_overhead(
    month: date, amount: int, title: str = "Аренда", entity: OwnEntity | None = None
) -> Overhead:
    own = {"month_on": month, "title": title, "entity": entity}
    row: Overhead = made(Overhead(amount_minor=amount, recorded_at=NOW, **own))
    post(Source.OVERHEAD, row.pk, facts_of(row), now=NOW)
    return row


class Portfolio:
    """Two clients of one director, three projects, own time of the house, overhead of November.

    Granit: site 100,000.00 fee and 50,000.00 media bought for 50,000.00; 20 hours; 5,000.00 own.
            brand 60,000.00 fee; 10 hours. Income 160,000.00, cost 50,000.00.
    Vesta:  40,000.00 fee, 30 hours. Income 40,000.00, cost 45,000.00: a loss of 5,000.00.
    House:  2 hours of its own, 3,000.00. Overhead of November: 20,000.00.
    """

    def __init__(self) -> None:
        the_agency()
        self.entity = an_entity()
        a_standard(a_role())
        self.director = a_user("director", name="Воронцова")
        self.granit = a_client("Гранит", team=(self.director,))
        self.vesta = a_client("Веста", team=(self.director,))
        self.site = a_project(self.granit, "Сайт", lead=self.director)
        self.brand = a_project(self.granit, "Бренд", format="service")
        self.smm = a_project(self.vesta, "SMM", format="service")
        day = self.day = date(2026, 11, 10)
        own = {"entity_id": self.entity.pk}
        tell(PostingKind.FEE, self.site, day, amount_minor=10_000_000, **own)
        tell(PostingKind.PASS, self.site, day, amount_minor=5_000_000, **own)
        tell(PostingKind.BOUGHT_PASS, self.site, day, amount_minor=5_000_000, **own)
        tell(PostingKind.BOUGHT_OWN, self.site, day, amount_minor=500_000, **own)
        an_hour(self.site, 20, day, **own)
        tell(PostingKind.FEE, self.brand, day, amount_minor=6_000_000, **own)
        an_hour(self.brand, 10, day, **own)
        tell(PostingKind.FEE, self.smm, day, amount_minor=4_000_000, **own)
        an_hour(self.smm, 30, day, **own)
        an_hour(None, 2, day)
        posted_overhead(NOVEMBER, 2_000_000)

    @property
    def seen_by_director(self) -> Actor:
        return acting(self.director)

    @property
    def finance(self) -> Actor:
        return acting(a_user("finance"))


def november(**more: Any) -> Wanted:
    return Wanted(**{"since": NOVEMBER, "until": DECEMBER} | more)


def a_colleague(client: Client, cost_minor: int) -> Person:
    """Somebody with an own cost."""
    from napulse.testing_money import a_worker

    return a_worker(cost_minor=cost_minor)
