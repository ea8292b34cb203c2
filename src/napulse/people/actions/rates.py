"""What an hour of a work role costs: dated rows, of which none is changed after its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.money import Money
from napulse.people.models import RoleRate, WorkRole
from napulse.people.permissions import EDIT_RATES


@dataclass(frozen=True, slots=True)
class RateData:
    """A rate from a day on; `seen` is the newest rate that the form showed, None for none."""

    role: WorkRole
    grade: int
    cost: Money
    seen: int | None = None


@action(EDIT_RATES)
def set_rates(actor: Actor, *, rates: Sequence[RateData], from_on: date) -> int:
    """Rates valid from a day, those that differ from what is in force then; says how many."""
    return sum(_set(actor, data, from_on) for data in rates)


def _set(actor: Actor, data: RateData, from_on: date) -> bool:
    own = RoleRate.objects.select_for_update().filter(role=data.role, grade=data.grade)
    known = own.filter(from_on__lte=from_on).order_by("-from_on").first()
    if known and (known.cost_minor, known.currency) == (data.cost.minor, data.cost.currency):
        return False
    if (known.cost_minor if known else None) != data.seen:
        raise Refused("rate.changed", role=data.role.name)
    same_day = known if known and known.from_on == from_on else None
    rate = same_day or RoleRate(role=data.role, grade=data.grade, from_on=from_on)
    with change(actor, rate, "rate.set"):
        rate.cost_minor, rate.currency = data.cost.minor, data.cost.currency
        rate.save()
    return True


@action(EDIT_RATES)
def remove_rate(actor: Actor, rate: RoleRate) -> None:
    """A rate set in error: what was in force before it is in force again."""
    with change(actor, rate, "rate.removed"):
        RoleRate.objects.filter(pk=rate.pk).delete()


@dataclass(frozen=True, slots=True)
class RemovedRate:
    """What stood in a removed row."""

    role_id: int
    grade: int
    from_on: date
    cost_minor: int
    currency: str


@action(EDIT_RATES)
def restore_rate(actor: Actor, *, removed: RemovedRate) -> RoleRate:
    """Put a removed rate back, unless another one was set for that day meanwhile."""
    role = WorkRole.objects.filter(pk=removed.role_id).first()
    if role is None:
        raise Missing("work role")
    key = {"role": role, "grade": removed.grade, "from_on": removed.from_on}
    if RoleRate.objects.filter(**key).exists():
        raise Refused("rate.changed", role=role.name)
    rate = RoleRate(**key, cost_minor=removed.cost_minor, currency=removed.currency)
    with change(actor, rate, "rate.set"):
        rate.save()
    return rate
