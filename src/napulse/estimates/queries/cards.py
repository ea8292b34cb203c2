"""Rate cards as pages read them: a grid of a day, and all rows with their days."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import whole
from napulse.estimates.models import SellRate
from napulse.estimates.permissions import VIEW_SELL_RATES
from napulse.estimates.queries.rates import in_force_on
from napulse.people.models import Person, WorkRole


@dataclass(frozen=True, slots=True)
class Card:
    """Prices in force on a day for the house or one client, and those of the house beside them."""

    own: dict[tuple[int, int], int]  # (role, grade or 0)
    house: dict[tuple[int, int], int]
    people: dict[int, int]
    house_people: dict[int, int]
    ends: dict[object, date | None]  # last days of own prices, under the keys of both


def card(on: date, *, client: Client | None, currency: str) -> Card:
    found = Card({}, {}, {}, {}, {})
    rows = SellRate.objects.filter(in_force_on(on), currency=currency)
    rows = rows.filter(Q(client=None) | Q(client=client)).order_by("from_on", "pk")
    for row in rows:
        is_own = row.client_id == (client.pk if client else None)
        if row.person_id:
            (found.people if is_own else found.house_people)[row.person_id] = row.rate_minor
        else:
            into = found.own if is_own else found.house
            into[row.role_id or 0, row.grade or 0] = row.rate_minor
        if is_own:
            found.ends[row.person_id or (row.role_id or 0, row.grade or 0)] = row.to_on
    return found


def sell_rates(actor: Actor, client: Client | None = None) -> "QuerySet[SellRate]":
    """Every price ever set that the actor may see; of clients only the actor's own. With a client
    those of the client alone.
    """
    if not actor.can(VIEW_SELL_RATES):
        return SellRate.objects.none()
    found: QuerySet[SellRate] = SellRate.objects.select_related("client", "person__user", "role")
    if actor.client_ids is not None:
        found = found.filter(Q(client=None) | Q(client_id__in=actor.client_ids))
    if client is not None:
        found = found.filter(client=client)
    return found.order_by(
        "client__folded", "role__position", "person__user__folded", "grade", "-from_on", "-pk"
    )


def sell_rate(actor: Actor, sell_rate_id: int) -> SellRate:
    found = sell_rates(actor).filter(pk=sell_rate_id).first()
    if found is None:
        raise Missing("rate")
    return found


def priced_roles() -> "QuerySet[WorkRole]":
    """Work roles that are in use."""
    found: QuerySet[WorkRole] = WorkRole.objects.filter(archived_at=None)
    return found


def priced_people() -> "QuerySet[Person]":
    """Colleagues who work here and take work roles."""
    found: QuerySet[Person] = Person.objects.filter(
        left_on=None, user__is_active=True, skills__isnull=False
    )
    return found.select_related("user").distinct().order_by("user__folded")


def client_of_card(actor: Actor, client_id: str) -> Client | None:
    """The client whose own prices are asked for."""
    pk = whole(client_id)
    found: Client | None = Client.objects.seen_by(actor).filter(pk=pk).first() if pk else None
    return found
