"""What an hour of one person costs: dated rows, of which none is changed after its day.

For those alone who may know it. History keeps the amounts, and only they may read that history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.people.models import Person, PersonCost
from napulse.people.permissions import EDIT_COSTS


@dataclass(frozen=True, slots=True)
class CostData:
    """A cost of an hour of a person from a day on."""

    person: Person
    cost: Money
    from_on: date


@dataclass(frozen=True, slots=True)
class SeenCost:
    """A cost with what the form showed in its place: the newest of the day, None for none."""

    data: CostData
    seen: int | None


@action(EDIT_COSTS)
def set_costs(actor: Actor, *, costs: Sequence[SeenCost], now: datetime) -> int:
    """Costs valid from their days, those that differ from what is in force then; says how many."""
    return sum(_set(actor, one.data, now, seen=one) for one in costs)


@action(EDIT_COSTS)
def take_costs(actor: Actor, *, costs: Sequence[CostData], now: datetime) -> int:
    """Costs from a pasted table: each states what holds from its day, whatever was there."""
    return sum(_set(actor, one, now) for one in costs)


def _set(actor: Actor, data: CostData, now: datetime, seen: SeenCost | None = None) -> bool:
    own = PersonCost.objects.select_for_update().filter(person=data.person)
    known = own.filter(from_on__lte=data.from_on).order_by("-from_on").first()
    if known and (known.cost_minor, known.currency) == (data.cost.minor, data.cost.currency):
        return False
    if seen is not None and (known.cost_minor if known else None) != seen.seen:
        raise Refused("cost.changed", person=data.person.user.name)
    same_day = known if known and known.from_on == data.from_on else None
    row = same_day or PersonCost(person=data.person, from_on=data.from_on)
    with change(actor, row, "cost.set"):
        row.cost_minor, row.currency = data.cost.minor, data.cost.currency
        row.recorded_at = now
        row.save()
    return True


@action(EDIT_COSTS)
def remove_cost(actor: Actor, cost: PersonCost) -> CostData:
    """A cost set in error: what was in force before it is in force again. Says what stood there."""
    row = PersonCost.objects.select_for_update().filter(pk=cost.pk).select_related("person").first()
    if row is None:
        raise Missing("cost")
    data = CostData(row.person, Money(row.cost_minor, row.currency), row.from_on)
    with change(actor, row, "cost.removed"):
        PersonCost.objects.filter(pk=row.pk).delete()
    return data


@action(EDIT_COSTS)
def restore_cost(actor: Actor, *, data: CostData, now: datetime) -> PersonCost:
    """Put a removed cost back, unless another one was set for that day meanwhile."""
    if PersonCost.objects.filter(person=data.person, from_on=data.from_on).exists():
        raise Refused("cost.changed", person=data.person.user.name)
    _set(actor, data, now)
    found: PersonCost = PersonCost.objects.filter(
        person=data.person, from_on__lte=data.from_on
    ).latest("from_on")
    return found
