"""Rates of VAT as dated rows with their source, and rates of currencies."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.ledger.actions.locking import held, put
from napulse.ledger.models import ExchangeRate, TaxRate
from napulse.ledger.permissions import EDIT_MONEY_SETUP
from napulse.ledger.queries.ground import money_rules


@dataclass(frozen=True, slots=True)
class TaxData:
    """A rate from a day to a day, where it is written and when somebody looked."""

    country: str
    regime: str
    code: str
    percent_bp: int
    from_on: date
    source: str
    checked_on: date
    to_on: date | None = None


@action(EDIT_MONEY_SETUP)
def add_tax_rate(actor: Actor, *, data: TaxData) -> TaxRate:
    """A new rate; one that is in force without an end gives way on the day the new one begins."""
    _require_order(data)
    row = TaxRate()
    _require_free(row, data)
    with change(actor, row, "tax_rate.added"):
        put(row, asdict(data))
    return row


@action(EDIT_MONEY_SETUP)
def edit_tax_rate(actor: Actor, rate: TaxRate, *, data: TaxData, version: int | None) -> TaxRate:
    _require_order(data)
    row = held(rate, version)
    _require_free(row, data)
    with change(actor, row, "tax_rate.changed"):
        put(row, asdict(data))
    return row


def _require_order(data: TaxData) -> None:
    if data.to_on is not None and data.to_on < data.from_on:
        raise Refused("tax_rate.ends_before_start")


def _require_free(row: TaxRate, data: TaxData) -> None:
    """Two rates of one kind never hold on one day, but an open one gives way to the next."""
    same = TaxRate.objects.filter(country=data.country, regime=data.regime, code=data.code)
    others = same.exclude(pk=row.pk)
    if others.filter(from_on=data.from_on).exists():
        raise Refused("tax_rate.day_taken", on=data.from_on)
    ended = others.filter(from_on__lt=data.from_on, to_on__gte=data.from_on)
    later = others.filter(from_on__gt=data.from_on)
    later = later.filter(from_on__lte=data.to_on) if data.to_on is not None else later.none()
    clash = ended.first() or later.first()
    if clash is not None:
        raise Refused("tax_rate.overlaps", on=clash.from_on)


@action(EDIT_MONEY_SETUP)
def remove_tax_rate(actor: Actor, rate: TaxRate) -> TaxData:
    """A rate set in error: what was issued with it keeps it. Says what stood there."""
    row = held(rate)
    data = TaxData(**{name: getattr(row, name) for name in TaxData.__slots__})
    with change(actor, row, "tax_rate.removed"):
        TaxRate.objects.filter(pk=row.pk).delete()
    return data


@dataclass(frozen=True, slots=True)
class ExchangeData:
    """What one unit of a currency is worth in the base currency, in millionths."""

    currency: str
    on: date
    rate_e6: int
    source: str = ""


@action(EDIT_MONEY_SETUP)
def set_exchange_rates(actor: Actor, *, rates: Sequence[ExchangeData], now: datetime) -> int:
    """Rates of their days, those that differ from what is known; says how many."""
    base = money_rules().base_currency
    if any(one.currency == base for one in rates):
        raise Refused("exchange.is_base", currency=base)
    if any(one.rate_e6 <= 0 for one in rates):
        raise Refused("exchange.not_positive")
    return sum(_set(actor, one, now) for one in rates)


def _set(actor: Actor, data: ExchangeData, now: datetime) -> bool:
    rows = ExchangeRate.objects.select_for_update()
    known = rows.filter(currency=data.currency, on=data.on).first()
    if known is not None and (known.rate_e6, known.source) == (data.rate_e6, data.source):
        return False
    row = known or ExchangeRate(currency=data.currency, on=data.on)
    with change(actor, row, "exchange_rate.set"):
        put(row, {"rate_e6": data.rate_e6, "source": data.source[:120], "recorded_at": now})
    return True


@action(EDIT_MONEY_SETUP)
def remove_exchange_rate(actor: Actor, rate: ExchangeRate) -> ExchangeData:
    row = held(rate)
    data = ExchangeData(row.currency, row.on, row.rate_e6, row.source)
    with change(actor, row, "exchange_rate.removed"):
        ExchangeRate.objects.filter(pk=row.pk).delete()
    return data
