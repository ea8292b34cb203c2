"""Time entries as their readers may see them: own, and those of others by client and line."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from napulse.access.actor import Actor
from napulse.db.among import Among
from napulse.engines.kernel.errors import Missing
from napulse.people.queries import line_below
from napulse.timesheets.models import ScopeMark, TimeEntry
from napulse.timesheets.permissions import VIEW_OWN_TIME, VIEW_TIME

MOST_CHOICES = 400
NAMED = ("person__user", "client", "project", "task", "line", "role")


def entries(actor: Actor, *, deleted: bool = False) -> "QuerySet[TimeEntry]":
    """Own time; with the level, time for the clients one sees, and of the house by the line."""
    rows: QuerySet[TimeEntry] = TimeEntry.objects.filter(deleted_at__isnull=not deleted)
    return rows.filter(_seen(actor)).select_related(*NAMED)


def _seen(actor: Actor) -> Q:
    own = Q(person__user=actor.own_id) if actor.can(VIEW_OWN_TIME) else Q(pk=None)
    if not actor.can(VIEW_TIME):
        return own
    if actor.client_ids is None:
        return Q()
    below = line_below(actor.own_id)
    internal = Q(client=None, person__user__in=below)
    return own | internal | Q(Among("client_id", actor.client_ids))


def entry(actor: Actor, time_id: int, *, deleted: bool = False) -> TimeEntry:
    found = entries(actor, deleted=deleted).filter(pk=time_id).first()
    if found is None:
        raise Missing("time")
    return found


def own_between(person_id: int, first: date, last: date) -> "QuerySet[TimeEntry]":
    """A person's entries on these days, both included, in the order in which they were made."""
    rows: QuerySet[TimeEntry] = TimeEntry.objects.filter(
        person=person_id, on__gte=first, on__lte=last, deleted_at=None
    )
    return rows.select_related("client", "project", "task", "line").order_by("on", "pk")


def totals(rows: "QuerySet[TimeEntry]") -> dict[str, int]:
    """Sums of a list: minutes, billable minutes, minutes outside the scope, worth, how many."""
    found = rows.order_by().aggregate(
        sum_count=Count("pk"),
        sum_minutes=Sum("minutes"),
        sum_billable=Sum("minutes", filter=Q(billable=True)),
        sum_outside=Sum("outside_minutes", filter=~Q(scope=ScopeMark.INSIDE)),
        sum_worth=Sum("worth_minor"),
    )
    return {name.removeprefix("sum_"): int(value or 0) for name, value in found.items()}


def choices(actor: Actor) -> dict[str, list[tuple[int, str]]]:
    """Clients, projects and people that the list can be narrowed to: of the last year's time."""
    rows = entries(actor).order_by()
    named = {"client": "client__name", "project": "project__name", "person": "person__user__name"}
    return {
        key: sorted(
            rows.exclude(**{key: None}).values_list(key, name).distinct()[:MOST_CHOICES],
            key=lambda pair: pair[1],
        )
        for key, name in named.items()
    }


def entries_to_price(first: date, last: date) -> "QuerySet[TimeEntry, int]":
    """Ids of all living entries of these days, in order."""
    rows: QuerySet[TimeEntry] = TimeEntry.objects.filter(
        on__gte=first, on__lte=last, deleted_at=None
    )
    return rows.order_by("pk").values_list("pk", flat=True)
