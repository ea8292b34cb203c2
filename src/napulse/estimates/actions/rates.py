"""Rate cards change by new rows: what an hour was sold for on a past day stays known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Missing, Refused
from napulse.estimates.models import SellRate
from napulse.estimates.permissions import EDIT_SELL_RATES
from napulse.estimates.queries.rates import in_force_on
from napulse.people.models import Person, WorkRole


@dataclass(frozen=True, slots=True)
class SellRateData:
    """A price of an hour; `seen` is what the form showed as in force, None for none.

    Exactly one of role and person; grade None is "of every grade".
    """

    role: WorkRole | None
    grade: int | None
    rate_minor: int
    seen: int | None = None
    person: Person | None = None
    currency: str = "RUB"


@action(EDIT_SELL_RATES)
def set_sell_rates(
    actor: Actor,
    *,
    rates: Sequence[SellRateData],
    client: Client | None = None,
    from_on: date,
    to_on: date | None = None,
    now: datetime,
) -> int:
    """Prices valid from a day, those that differ from what is in force then; says how many.

    Of a client they may have a last day; then what held before them holds again.
    """
    _refuse_end(client is not None, from_on, to_on)
    days = (from_on, to_on)
    return sum(_set(actor, data, client, days, now) for data in rates)


def _refuse_end(of_client: bool, from_on: date, to_on: date | None) -> None:
    if to_on is None:
        return
    if not of_client:
        raise Refused("sell_rate.house_goes_on")
    if to_on < from_on:
        raise Refused("sell_rate.ends_before_it_begins")


def _set(
    actor: Actor,
    data: SellRateData,
    client: Client | None,
    days: tuple[date, date | None],
    now: datetime,
) -> bool:
    from_on, to_on = days
    own = SellRate.objects.select_for_update().filter(
        client=client,
        person=data.person,
        role=data.role,
        grade=data.grade,
        currency=data.currency,
    )
    known = own.filter(in_force_on(from_on)).order_by("-from_on").first()
    if known is not None and (known.rate_minor, known.to_on) == (data.rate_minor, to_on):
        return False
    if (known.rate_minor if known else None) != data.seen:
        raise Refused("sell_rate.changed", who=str(data.person or data.role))
    rate = known if known is not None and known.from_on == from_on else None
    rate = rate or SellRate(
        client=client,
        person=data.person,
        role=data.role,
        grade=data.grade,
        currency=data.currency,
        from_on=from_on,
    )
    with change(actor, rate, "sell_rate.set"):
        rate.rate_minor, rate.to_on, rate.recorded_at = data.rate_minor, to_on, now
        rate.save()
    return True


@action(EDIT_SELL_RATES)
def end_sell_rate(
    actor: Actor, rate: SellRate, *, to_on: date | None, version: int | None = None
) -> SellRate:
    """Give a client's price another last day, or none; time entered since is priced anew at
    night.
    """
    rows = SellRate.objects.select_for_update(of=("self",)).filter(pk=rate.pk)
    row: SellRate | None = rows.first()
    if row is None:
        raise Missing("rate")
    if version is not None and row.version != version:
        raise Refused("sell_rate.changed", who=str(row.person or row.role))
    _refuse_end(row.client_id is not None, row.from_on, to_on)
    if row.to_on != to_on:
        with change(actor, row, "sell_rate.ended"):
            row.to_on = to_on
            row.save()
    return row


@action(EDIT_SELL_RATES)
def remove_sell_rate(actor: Actor, rate: SellRate) -> None:
    """A price set in error: what was in force before it is in force again."""
    with change(actor, rate, "sell_rate.removed"):
        SellRate.objects.filter(pk=rate.pk).delete()


@dataclass(frozen=True, slots=True)
class RemovedSellRate:
    """What stood in a removed row."""

    client_id: int | None
    person_id: int | None
    role_id: int | None
    grade: int | None
    from_on: date
    rate_minor: int
    currency: str
    to_on: date | None = None


@action(EDIT_SELL_RATES)
def restore_sell_rate(actor: Actor, *, removed: RemovedSellRate, now: datetime) -> SellRate:
    """Put a removed price back, unless another one was set for that day meanwhile."""
    if removed.client_id and not actor.sees(removed.client_id):
        raise Missing("client")
    names = ("client_id", "person_id", "role_id", "grade", "from_on", "currency")
    key = {name: getattr(removed, name) for name in names}
    if SellRate.objects.filter(**key).exists():
        raise Refused("sell_rate.changed", who=str(removed.from_on))
    rate = SellRate(**key, to_on=removed.to_on, rate_minor=removed.rate_minor, recorded_at=now)
    with change(actor, rate, "sell_rate.set"):
        rate.save()
    return rate
