"""Rate cards: what an hour is sold for on a day; the narrowest rate wins, of these the newest."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from napulse.engines.kernel.money import Money
from napulse.estimates.models import SellRate

Place = tuple[int, int, int, int]  # client, person, role, grade; 0 is "any"


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates in force on one day."""

    found: dict[Place, Money]

    def of(
        self, client_id: int | None, person_id: int | None, role_id: int | None, grade: int | None
    ) -> Money | None:
        """The price of an hour: the narrowest that is known; None when there is none."""
        place = narrowest(self.found, client_id, person_id, role_id, grade)
        return None if place is None else self.found[place]


def narrowest(
    known: Container[Place],
    client_id: int | None,
    person_id: int | None,
    role_id: int | None,
    grade: int | None,
) -> Place | None:
    """Which of the known rates applies: client before house, person before role and grade."""
    client, person, role, level = client_id or 0, person_id or 0, role_id or 0, grade or 0
    for place in _order(client, person, role, level):
        if place in known and (place[1] or place[2]):
            return place
    return None


def _order(client: int, person: int, role: int, grade: int) -> tuple[Place, ...]:
    return (
        (client, person, 0, 0),
        (client, 0, role, grade),
        (client, 0, role, 0),
        (0, person, 0, 0),
        (0, 0, role, grade),
        (0, 0, role, 0),
    )


def rates_on(on: date, currency: str | None = None) -> Rates:
    """The rates in force on a day, in one query; of one currency when it is named."""
    return Rates({_place(row): Money(row.rate_minor, row.currency) for row in _until(on, currency)})


def rate_in_force(
    client_id: int | None,
    person_id: int | None,
    role_id: int | None,
    grade: int | None,
    on: date,
) -> Money | None:
    """What an hour is sold for on a day; None when no card says it. For many use `rates_on`."""
    return rates_on(on).of(client_id, person_id, role_id, grade)


def in_force_on(on: date) -> Q:
    """Prices that have begun by a day and have not ended before it."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gte=on))


def _until(on: date, currency: str | None) -> Iterable[SellRate]:
    rows = SellRate.objects.filter(in_force_on(on)).order_by("from_on", "id")
    return rows.filter(currency=currency) if currency else rows


def _place(row: SellRate) -> Place:
    return (row.client_id or 0, row.person_id or 0, row.role_id or 0, row.grade or 0)
