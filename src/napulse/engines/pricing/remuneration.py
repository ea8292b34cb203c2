"""The same real hours and the same spend under every model of remuneration.

Four families pay an agency: by what it spends for the client (commission), by what it puts in
(hours, cost), by what it makes (a fee for a scope) and by what comes of it (a bonus). Each answers
two questions differently: what is the fee, and who pays when the work takes longer. All amounts are
minor units of one currency without VAT, rates are of an hour, shares are basis points.

Commission of gross is a share of what the client pays the media with the commission in it; on net,
a share of what the media is paid: 15 % of gross are 17.65 % on net (15 / 85).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from napulse.engines.kernel.money import WHOLE_BP, Money, round_half_up
from napulse.engines.pricing.retainer import Policy, balance, scaled

HOUR = 60
Days = tuple[tuple[date, int], ...]


class Bears(StrEnum):
    """Who pays when the work takes longer, or when the spend shrinks."""

    AGENCY = "agency"
    CLIENT = "client"
    SHARED = "shared"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Hours:
    """Billable work of one role: minutes, what they are worth at sell rates, what they cost.

    `uncosted` are minutes without a known standard, which cost between `least` and `most` an hour.
    """

    role: str
    minutes: int
    worth: int
    cost: int
    uncosted: int = 0
    least: int = 0
    most: int = 0

    def scaled(self, percent: int) -> Hours:
        """So many percent more or less of it."""
        whole = 100 + percent
        return replace(
            self,
            minutes=round_half_up(self.minutes * whole, 100),
            worth=round_half_up(self.worth * whole, 100),
            cost=round_half_up(self.cost * whole, 100),
            uncosted=round_half_up(self.uncosted * whole, 100),
        )


@dataclass(frozen=True, slots=True)
class Work:
    """What was really done and spent: hours by role, the same by day, and money passed through.

    `by_retainer` are the days of what each retainer pays for, by its key and in its own unit.
    """

    hours: tuple[Hours, ...]
    by_day: Days = ()
    spend: int = 0
    by_retainer: tuple[tuple[int, Days], ...] = ()

    def days_of(self, retainer: int) -> Days:
        """What a retainer pays for; the whole work for key 0."""
        return dict(self.by_retainer).get(retainer, ()) if retainer else self.by_day

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.hours)

    @property
    def worth(self) -> int:
        return sum(each.worth for each in self.hours)

    @property
    def cost(self) -> tuple[int, int]:
        """The least and the most that the work costs; equal when every standard is known."""
        known = sum(each.cost for each in self.hours)
        low = sum(round_half_up(each.uncosted * each.least, HOUR) for each in self.hours)
        high = sum(round_half_up(each.uncosted * each.most, HOUR) for each in self.hours)
        return known + low, known + high

    def scaled(self, *, hours: int = 0, spend: int = 0) -> Work:
        """The same with so many percent more hours and so many percent more spend."""
        return Work(
            tuple(each.scaled(hours) for each in self.hours),
            tuple(scaled(self.by_day, hours)),
            round_half_up(self.spend * (100 + spend), 100),
            tuple((key, tuple(scaled(days, hours))) for key, days in self.by_retainer),
        )


class Kind(StrEnum):
    FIXED = "fixed"
    RETAINER = "retainer"
    TIME = "time"
    CAPPED = "capped"
    COMMISSION = "commission"
    COST_PLUS = "cost_plus"
    BONUS = "bonus"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Fixed:
    """One fee for the scope."""

    fee: int
    kind: Kind = Kind.FIXED

    def of(self, work: Work, scope: int) -> int:
        return round_half_up(self.fee * (100 + scope), 100)


@dataclass(frozen=True, slots=True)
class Retainer:
    """A fee for each period, and the price of what is above it; `until` is the last day counted.

    A part of a period is paid by days and granted by days, the last one too. `key` names whose
    days of the work it pays for where several retainers share them.
    """

    fee: int
    policy: Policy
    until: date
    key: int = 0
    kind: Kind = Kind.RETAINER

    def of(self, work: Work, scope: int) -> int:
        counted = replace(self.policy, to_on=self.until)
        paid = replace(counted, granted=self.fee)
        fee = balance(paid, (), (), self.until).total("granted")
        used = work.days_of(self.key)
        return fee + (balance(counted, used, (), self.until).overage_minor or 0)


@dataclass(frozen=True, slots=True)
class Time:
    """Hours at their rates, less a discount, up to a cap if there is one."""

    discount_bp: int = 0
    cap: int | None = None

    @property
    def kind(self) -> Kind:
        return Kind.TIME if self.cap is None else Kind.CAPPED

    def of(self, work: Work, scope: int) -> int:
        fee = _share(work.worth, WHOLE_BP - self.discount_bp)
        if self.cap is None:
            return fee
        return min(fee, round_half_up(self.cap * (100 + scope), 100))


@dataclass(frozen=True, slots=True)
class Commission:
    """A share of the spend: of gross or on net. ``ValueError`` for all of gross or more."""

    percent_bp: int
    of_gross: bool = True
    kind: Kind = Kind.COMMISSION

    def of(self, work: Work, scope: int) -> int:
        return commission(work.spend, self.percent_bp, of_gross=self.of_gross)


@dataclass(frozen=True, slots=True)
class CostPlus:
    """Cost at the standard, overhead on it, and profit on both; reconciled to the real hours.

    Where a standard is not known the least it can be is paid.
    """

    overhead_bp: int
    profit_bp: int
    kind: Kind = Kind.COST_PLUS

    def of(self, work: Work, scope: int) -> int:
        loaded = work.cost[0] + _share(work.cost[0], self.overhead_bp)
        return loaded + _share(loaded, self.profit_bp)


@dataclass(frozen=True, slots=True)
class Bonus:
    """A base fee and the most that is paid on top, of which a share was earned."""

    base: int
    most: int
    earned_bp: int
    kind: Kind = Kind.BONUS

    def of(self, work: Work, scope: int) -> int:
        return round_half_up(self.base * (100 + scope), 100) + _share(self.most, self.earned_bp)


Part = Fixed | Retainer | Time | Commission | CostPlus | Bonus


@dataclass(frozen=True, slots=True)
class Mixed:
    """Several parts that are paid together, as a contract agrees them."""

    parts: tuple[Part, ...]
    kind: Kind = Kind.MIXED

    def of(self, work: Work, scope: int) -> int:
        return sum(part.of(work, scope) for part in self.parts)


Model = Part | Mixed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model pays for the work, what is left of it, and who carries which risk.

    Costs and margins are the least and the most; a rate is None without hours, a share without fee.
    """

    model: Model
    fee: int
    cost: tuple[int, int]
    minutes: int
    longer: Bears
    spending: Bears

    @property
    def kind(self) -> Kind:
        return self.model.kind

    @property
    def margin(self) -> tuple[int, int]:
        return self.fee - self.cost[1], self.fee - self.cost[0]

    @property
    def margin_bp(self) -> tuple[int, int] | None:
        if self.fee <= 0:
            return None
        low, high = self.margin
        return round_half_up(low * WHOLE_BP, self.fee), round_half_up(high * WHOLE_BP, self.fee)

    @property
    def hour_minor(self) -> int | None:
        """The fee of an hour really worked."""
        return round_half_up(self.fee * HOUR, self.minutes) if self.minutes else None


def outcome(model: Model, work: Work, *, scope: int = 0) -> Outcome:
    """The model on this work. `scope` is by how many percent what was agreed for it has grown."""
    return Outcome(
        model, model.of(work, scope), work.cost, work.minutes, _longer(model, work), _spend(model)
    )


def compare(
    models: Iterable[Model], work: Work, *, hours: int = 0, scope: int = 0, spend: int = 0
) -> list[tuple[Outcome, Outcome]]:
    """Every model as it was, and with so many percent more hours, scope and spend.

    More hours are the same scope that took longer; more scope is agreed, takes hours in proportion
    and raises what was agreed for the scope: a fixed fee, a cap.
    """
    grown = work.scaled(hours=scope).scaled(hours=hours, spend=spend)
    return [(outcome(each, work), outcome(each, grown, scope=scope)) for each in models]


def commission(spend: int, percent_bp: int, *, of_gross: bool) -> int:
    """The commission on what the media is paid.

    ``ValueError`` when all of gross or more is asked for.
    """
    if not of_gross:
        return _share(spend, percent_bp)
    if percent_bp >= WHOLE_BP:
        raise ValueError("a commission of gross is less than all of it")
    return round_half_up(spend * percent_bp, WHOLE_BP - percent_bp)


def on_net_bp(of_gross_bp: int) -> int:
    """The share on net that pays what a share of gross does: 1765 for 1500."""
    return round_half_up(of_gross_bp * WHOLE_BP, WHOLE_BP - of_gross_bp)


def of_gross_bp(on_net: int) -> int:
    """The share of gross that pays what a share on net does: 1500 for 1765."""
    return round_half_up(on_net * WHOLE_BP, WHOLE_BP + on_net)


LONGER = {
    Kind.FIXED: Bears.AGENCY,
    Kind.TIME: Bears.CLIENT,
    Kind.COST_PLUS: Bears.CLIENT,
    Kind.COMMISSION: Bears.AGENCY,
    Kind.BONUS: Bears.AGENCY,
}


def _longer(model: Model, work: Work) -> Bears:
    """Who pays for one hour more."""
    if isinstance(model, Mixed):
        return _together(_longer(part, work) for part in model.parts)
    if isinstance(model, Retainer):
        priced = model.policy.overage_rate is not None
        return Bears.SHARED if priced else Bears.AGENCY
    if isinstance(model, Time) and model.cap is not None:
        spent = _share(work.worth, WHOLE_BP - model.discount_bp) >= model.cap
        return Bears.AGENCY if spent else Bears.SHARED
    return LONGER[model.kind]


def _spend(model: Model) -> Bears:
    """Who feels it when the client spends less through us."""
    parts: Sequence[Model] = model.parts if isinstance(model, Mixed) else (model,)
    paid_by_spend = [isinstance(part, Commission) for part in parts]
    if not any(paid_by_spend):
        return Bears.NOBODY
    return Bears.AGENCY if all(paid_by_spend) else Bears.SHARED


def _together(parts: Iterable[Bears]) -> Bears:
    found = set(parts)
    return found.pop() if len(found) == 1 else Bears.SHARED


def _share(amount: int, bp: int) -> int:
    return Money(amount, "XXX").share_bp(bp).minor
