"""The real hours and spend of a client or project, as the simulator of remuneration takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.clients.models import Client
from napulse.contracts.models import Remuneration, RemunerationKind
from napulse.contracts.queries.agreements import contracts_in_force
from napulse.contracts.queries.retainers import remunerations, uses_of
from napulse.delivery.models import Project
from napulse.engines.pricing.remuneration import Hours, Work
from napulse.ledger.models import Posting, PostingKind
from napulse.ledger.queries import costs_on
from napulse.people.models import WorkRole

HOUR = 60
NO_ROLE = "—"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose work is looked at, from a day to a day inclusive."""

    client: Client
    project: Project | None
    from_on: date
    to_on: date


def work_of(actor: Actor, asked: Asked, retainers: Sequence[Remuneration] = ()) -> Work:
    """Billable hours by role with their worth and standard cost, by day, and the spend.

    Never what a person costs: the standard of role and grade alone. Of `retainers` the days of
    what each pays for are told beside.
    """
    if not actor.sees(asked.client.pk):
        return Work(())
    rows = _postings(asked)
    by_day = rows.filter(kind=PostingKind.TIME).order_by("on").values_list("on")
    days = by_day.annotate(time=Sum("billable_minutes"))
    bought = rows.filter(kind=PostingKind.BOUGHT_PASS).aggregate(spend=Sum("amount_minor"))
    return Work(
        tuple(_hours(rows, asked.to_on)),
        tuple((on, minutes) for on, minutes in days if minutes > 0),
        max(bought["spend"] or 0, 0),
        tuple(
            (pk, tuple((on, amount) for on, amount in used if on >= asked.from_on))
            for pk, used in uses_of(retainers, asked.to_on).items()
        ),
    )


def _postings(asked: Asked) -> "QuerySet[Posting]":
    where = {"project": asked.project} if asked.project else {"client": asked.client}
    return Posting.objects.filter(on__gte=asked.from_on, on__lte=asked.to_on, **where)


def _hours(rows: "QuerySet[Posting]", on: date) -> list[Hours]:
    least, most = costs_on(on).bounds(HOUR)
    by_role = (
        rows.filter(kind=PostingKind.TIME, billable_minutes__isnull=False)
        .order_by()
        .values("role_id")
        .annotate(
            time=Sum("billable_minutes"),
            worth=Sum("amount_minor"),
            cost=Sum("standard_minor", filter=~Q(billable_minutes=0)),
            bare=Sum("uncosted_minutes", filter=~Q(billable_minutes=0)),
        )
    )
    names = dict(WorkRole.objects.values_list("pk", "name"))
    found = [
        Hours(
            names.get(each["role_id"], NO_ROLE),
            each["time"],
            each["worth"] or 0,
            each["cost"] or 0,
            max(each["bare"] or 0, 0),
            least,
            most,
        )
        for each in by_role
        if each["time"]
    ]
    return sorted(found, key=lambda hours: (-hours.minutes, hours.role))


def agreed(actor: Actor, asked: Asked) -> Sequence[Remuneration]:
    """What the contracts in force on the last day pay for this client or project."""
    ids = [row.pk for row in contracts_in_force(asked.client.pk, asked.to_on)]
    found = remunerations(actor).filter(
        Q(to_on=None) | Q(to_on__gte=asked.from_on),
        contract_id__in=ids,
        from_on__lte=asked.to_on,
    )
    if asked.project:
        brand = Q(brand=None) | Q(brand_id=asked.project.brand_id)
        found = found.filter(Q(project=asked.project) | Q(project=None) & brand)
    order = list(RemunerationKind.values)
    return sorted(found, key=lambda row: (order.index(row.kind), row.pk))
