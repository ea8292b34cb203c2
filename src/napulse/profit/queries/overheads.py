"""Overhead of a year, by what it is for and by month."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.profit.models import Overhead
from napulse.profit.permissions import VIEW_BOOKS


@dataclass(frozen=True, slots=True)
class OverheadYear:
    """The grid of a year of one own company (None: of the house as a whole); `everybodys` is what
    the house and all companies come to in the year, as profitability says.
    """

    year: int
    entity_id: int | None
    titles: list[str]
    amounts: dict[tuple[str, date], int]
    everybodys: int = 0

    @property
    def months(self) -> list[date]:
        return [date(self.year, number, 1) for number in range(1, 13)]

    @property
    def totals(self) -> list[int]:
        """By month, then of the year."""
        by_month = [
            sum(amount for (_title, on), amount in self.amounts.items() if on == month)
            for month in self.months
        ]
        return [*by_month, sum(by_month)]


def overheads(actor: Actor) -> "QuerySet[Overhead]":
    rows: QuerySet[Overhead] = Overhead.objects.select_related("entity")
    return rows if actor.can(VIEW_BOOKS) else rows.none()


def overhead(actor: Actor, overhead_id: int) -> Overhead:
    found = overheads(actor).filter(pk=overhead_id).first()
    if found is None:
        raise Missing("overhead")
    return found


def whose_first(actor: Actor, year: int) -> int | None:
    """Whose overhead a year's page opens with: the house's, unless only companies have some."""
    rows = overheads(actor).filter(month_on__year=year).order_by("entity__name")
    owners: list[int | None] = list(rows.values_list("entity_id", flat=True))
    return None if not owners or None in owners else owners[0]


def overhead_year(actor: Actor, year: int, entity_id: int | None) -> OverheadYear:
    """What stands in a year; what stood in the year before is offered as empty rows."""
    rows = overheads(actor).filter(entity_id=entity_id, month_on__year__in=(year - 1, year))
    found = list(rows.order_by("title"))
    titles = list(dict.fromkeys(row.title for row in found))
    amounts = {
        (row.title, row.month_on): row.amount_minor for row in found if row.month_on.year == year
    }
    every = overheads(actor).filter(month_on__year=year).aggregate(sum=Sum("amount_minor"))
    return OverheadYear(year, entity_id, titles, amounts, every["sum"] or 0)
