"""The simulator's answer: models built of numbers asked for or reckoned, side by side in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from napulse.contracts.models import Remuneration, RemunerationKind, RetainerUnit
from napulse.contracts.queries import Asked, as_on, changes_of, policy_of
from napulse.contracts.wording import quantity, share
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.pricing.remuneration import (
    Bears,
    Bonus,
    Commission,
    CostPlus,
    Fixed,
    Kind,
    Mixed,
    Model,
    Outcome,
    Part,
    Retainer,
    Time,
    Work,
    compare,
    on_net_bp,
)
from napulse.engines.pricing.retainer import Policy, periods
from napulse.ledger.queries import to_base
from napulse.ui.formats import money, money_short, percent, work_hours
from napulse.ui.tables import Column
from napulse.ui.text import StrOrPromise

HOUR = 60
GROSS_BP = 1500
OVERHEAD, PROFIT, EARNED = Decimal(30), Decimal(20), Decimal(50)
NAMES: dict[Kind, StrOrPromise] = {
    Kind.FIXED: gettext_lazy("Fixed fee"),
    Kind.RETAINER: gettext_lazy("Retainer with overage"),
    Kind.TIME: gettext_lazy("Time and materials"),
    Kind.CAPPED: gettext_lazy("Time with a cap"),
    Kind.COMMISSION: gettext_lazy("Commission"),
    Kind.COST_PLUS: gettext_lazy("Cost plus"),
    Kind.BONUS: gettext_lazy("Fee with a bonus"),
    Kind.MIXED: gettext_lazy("As agreed"),
}
LONGER: dict[Bears, StrOrPromise] = {
    Bears.AGENCY: pgettext_lazy("who pays", "the agency"),
    Bears.CLIENT: pgettext_lazy("who pays", "the client"),
    Bears.SHARED: pgettext_lazy("who pays", "both"),
    Bears.NOBODY: pgettext_lazy("who pays", "nobody"),
}
NOT_TOLD = {Kind.COST_PLUS}


def reckoned(work: Work, asked: Asked, agreed: Sequence[Remuneration]) -> dict[str, Decimal]:
    """What the numbers are when nobody states them: of the contract, else of the work itself."""
    months = max(1, round((asked.to_on - asked.from_on).days / 30.4))
    by_kind = {row.kind: row for row in reversed(agreed)}
    retainer, time = (by_kind.get(kind) for kind in ("retainer", "time"))
    in_hours = retainer and retainer.unit == RetainerUnit.HOURS
    fixed = sum(_base(row, row.amount_minor, asked) for row in agreed if row.kind == "fixed")
    fee = fixed or work.worth
    rate = round_half_up(work.worth * HOUR, work.minutes) if work.minutes else 0
    minutes = retainer.granted or 0 if retainer and in_hours else work.minutes // months
    found = {
        "fee": fee,
        "cap": _base(time, time.cap_minor, asked) if time and time.cap_minor else work.worth,
        "retainer_fee": _base(retainer, retainer.amount_minor, asked)
        if retainer
        else round_half_up(work.worth, months),
        "overage_rate": _base(retainer, retainer.overage_rate_minor, asked)
        if retainer and retainer.overage_rate_minor
        else rate,
        "spend": work.spend,
        "bonus_base": fee,
        "bonus": round_half_up(fee, 10),
    }
    return {name: Decimal(minor) / 100 for name, minor in found.items()} | {
        "retainer_hours": (Decimal(minutes) / HOUR).quantize(Decimal(1)),
        "discount": Decimal(0),
        "commission": Decimal(GROSS_BP) / 100,
        "commission_net": Decimal(on_net_bp(GROSS_BP)) / 100,
        "overhead": OVERHEAD,
        "profit": PROFIT,
        "earned": EARNED,
    }


def _base(row: Remuneration, minor: int | None, asked: Asked) -> int:
    """In the base currency; nothing where no rate is known."""
    try:
        return to_base(Money(minor or 0, row.contract.currency), asked.to_on).minor
    except Refused:
        return 0


def _minor(value: Decimal) -> int:
    return round_half_up(int(value * 10_000), 100)


def models_of(numbers: dict[str, Decimal], asked: Asked) -> list[Model]:
    """Every model with these numbers."""
    bp = {
        name: _minor(numbers[name])
        for name in ("discount", "commission", "commission_net", "overhead", "profit", "earned")
    }
    minor = {
        name: _minor(numbers[name])
        for name in ("fee", "cap", "retainer_fee", "overage_rate", "bonus_base", "bonus")
    }
    minutes = round_half_up(int(numbers["retainer_hours"] * HOUR * 100), 100)
    policy = Policy(minutes, asked.from_on, carry_periods=1, overage_rate=minor["overage_rate"])
    return [
        Fixed(minor["fee"]),
        Retainer(minor["retainer_fee"], policy, asked.to_on),
        Time(bp["discount"]),
        Time(bp["discount"], cap=minor["cap"]),
        Commission(bp["commission"]),
        Commission(bp["commission_net"], of_gross=False),
        CostPlus(bp["overhead"], bp["profit"]),
        Bonus(minor["bonus_base"], minor["bonus"], bp["earned"]),
    ]


def mixture(agreed: Iterable[Remuneration], asked: Asked, earned: Decimal) -> Mixed | None:
    """What the contracts agree, all parts together; None when they agree on nothing.

    Time is paid apart only where no fee or retainer pays for it.
    """
    rows = list(agreed)
    paid = {row.kind for row in rows} & {RemunerationKind.RETAINER, RemunerationKind.FIXED}
    parts: list[Part] = []
    for row in rows:
        if row.kind != RemunerationKind.TIME or not paid:
            parts += _part(row, asked, earned)
    return Mixed(tuple(parts)) if parts else None


def _part(row: Remuneration, asked: Asked, earned: Decimal) -> list[Part]:
    amount = _base(row, row.amount_minor, asked)
    if row.kind == RemunerationKind.FIXED:
        return [Fixed(amount)]
    if row.kind == RemunerationKind.TIME:
        return [Time(0, cap=_base(row, row.cap_minor, asked) if row.cap_minor else None)]
    if row.kind == RemunerationKind.COMMISSION:
        return [Commission(row.percent_bp or 0, of_gross=row.base == "gross")]
    if row.kind == RemunerationKind.BONUS:
        return [Bonus(0, amount, _minor(earned))]
    return _retainer(row, asked)


def _retainer(row: Remuneration, asked: Asked) -> list[Part]:
    """The retainer from the asked first day on, as it is agreed on the last: what it carried over
    before is left out.
    """
    row = as_on(row, changes_of([row]).get(row.pk, ()), asked.to_on)
    fee = _base(row, row.amount_minor, asked)
    end = min(row.to_on or asked.to_on, asked.to_on)
    policy = policy_of(row, end)
    if policy is None or end < asked.from_on:
        return []
    rate = _base(row, row.overage_rate_minor, asked) if row.overage_rate_minor else None
    clipped = replace(policy, from_on=max(row.from_on, asked.from_on), overage_rate=rate)
    return [Retainer(fee, clipped, end, row.pk)]


@dataclass(frozen=True, slots=True)
class Answer:
    """A model side by side with what if, in words; costs stay empty for whoever may not see them.

    Numbers are for the download.
    """

    name: str
    terms: str
    fee: str
    hour: str
    margin: str
    margin_share: str
    then_fee: str
    then_margin: str
    moved: str
    moved_tone: str
    longer: str
    spending: str
    is_agreed: bool
    bar: int
    fee_minor: int
    hour_minor: int | None
    margin_minor: int | None
    then_fee_minor: int
    then_margin_minor: int | None


COLUMNS = (
    Column("name", gettext_lazy("Model")),
    Column("terms", gettext_lazy("Terms")),
    Column("fee_minor", gettext_lazy("Fee"), kind="money"),
    Column("hour_minor", gettext_lazy("Fee of an hour"), kind="money"),
    Column("margin_minor", gettext_lazy("Margin at standard cost"), kind="money"),
    Column("then_fee_minor", gettext_lazy("Fee if"), kind="money"),
    Column("then_margin_minor", gettext_lazy("Margin if"), kind="money"),
    Column("longer", gettext_lazy("Who pays for longer work")),
)


@dataclass(frozen=True, slots=True)
class Change:
    """What if: by how many percent hours, scope and spend change."""

    hours: int = 0
    scope: int = 0
    spend: int = 0

    @property
    def is_any(self) -> bool:
        return bool(self.hours or self.scope or self.spend)


def answers(
    models: Sequence[Model], work: Work, change: Change, *, with_cost: bool, currency: str
) -> list[Answer]:
    """Every model with what it pays; cost and what follows from it only for whoever may see it."""
    told = [model for model in models if with_cost or model.kind not in NOT_TOLD]
    pairs = compare(told, work, hours=change.hours, scope=change.scope, spend=change.spend)
    most = max([1, *(max(now.fee, then.fee) for now, then in pairs)])
    return [_answer(now, then, most, with_cost, currency) for now, then in pairs]


def _answer(now: Outcome, then: Outcome, most: int, with_cost: bool, currency: str) -> Answer:
    moved = (then.margin[0] - now.margin[0]) if with_cost else then.fee - now.fee
    return Answer(
        name=_name(now.model),
        terms=_terms(now.model, currency),
        fee=_told(now.fee, currency),
        hour=_told(now.hour_minor, currency) if now.hour_minor is not None else "—",
        margin=_range(now.margin, currency) if with_cost else "",
        margin_share=_shares(now.margin_bp) if with_cost else "",
        then_fee=_told(then.fee, currency),
        then_margin=_range(then.margin, currency) if with_cost else "",
        moved=("+" if moved > 0 else "") + _told(moved, currency),
        moved_tone="risk" if moved < 0 else "",
        longer=str(LONGER[now.longer]),
        spending=str(LONGER[now.spending]),
        is_agreed=now.kind is Kind.MIXED,
        bar=max(0, round(100 * now.fee / most)),
        fee_minor=now.fee,
        hour_minor=now.hour_minor,
        margin_minor=now.margin[0] if with_cost else None,
        then_fee_minor=then.fee,
        then_margin_minor=then.margin[0] if with_cost else None,
    )


def _name(model: Model) -> str:
    name = str(NAMES[model.kind])
    if isinstance(model, Commission):
        return f"{name}, " + (_("of gross") if model.of_gross else _("on net"))
    return name


def _terms(model: Model, currency: str) -> str:
    if isinstance(model, Mixed):
        return " + ".join(f"{_name(part)} {_terms(part, currency)}".strip() for part in model.parts)
    if isinstance(model, Retainer):
        unit = "hours" if model.policy.unit == "minutes" else "money"
        values = {
            "fee": _told(model.fee, currency),
            "granted": quantity(model.policy.granted, unit, currency),
            "n": len(list(periods(model.policy, model.until))),
        }
        return _("%(granted)s for %(fee)s, %(n)s times") % values
    if isinstance(model, Time):
        off = _("less %(share)s") % {"share": share(model.discount_bp)} if model.discount_bp else ""
        cap = _("up to %(cap)s") % {"cap": _told(model.cap, currency)} if model.cap else ""
        return ", ".join(part for part in (off, cap) if part)
    if isinstance(model, Commission):
        return share(model.percent_bp)
    if isinstance(model, CostPlus):
        return f"+{share(model.overhead_bp)} +{share(model.profit_bp)}"
    if isinstance(model, Bonus):
        values = {"earned": share(model.earned_bp), "most": _told(model.most, currency)}
        return _("and %(earned)s of %(most)s") % values
    return ""


def _told(minor: int | None, currency: str) -> str:
    """In whole units: a comparison is not an invoice."""
    if minor is None:
        return "—"
    return money(Money(round_half_up(minor, 100) * 100, currency))


def _range(ends: tuple[int, int], currency: str) -> str:
    low, high = (_told(end, currency) for end in ends)
    return low if low == high else f"{low} … {high}"


def _shares(ends: tuple[int, int] | None) -> str:
    if ends is None:
        return "—"
    low, high = (percent(end / 100, 1) for end in ends)
    return low if low == high else f"{low} … {high}"


def work_facts(work: Work, *, with_cost: bool, currency: str) -> dict[str, Any]:
    """What was really done, for the strip and the table of roles."""
    roles = [
        {
            "role": each.role,
            "hours": work_hours(each.minutes),
            "rate": _told(round_half_up(each.worth * HOUR, each.minutes), currency)
            if each.minutes
            else "—",
            "worth": _told(each.worth, currency),
        }
        for each in work.hours
    ]
    return {
        "roles": roles,
        "hours": work_hours(work.minutes),
        "worth": money_short(Money(work.worth, currency)),
        "spend": money_short(Money(work.spend, currency)),
        "cost": _range(work.cost, currency) if with_cost else "",
        "uncosted": work_hours(sum(each.uncosted for each in work.hours)) if with_cost else "",
        "has_uncosted": with_cost and any(each.uncosted for each in work.hours),
    }


FIRST_DAYS = timedelta(days=92)
