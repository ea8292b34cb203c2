"""What the client gets of an estimate: the frozen content of a sent one, or as it would be now.

Plain values in the estimate's own currency, no cost and no margin: this is what is signed.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from napulse.engines.kernel.money import Money, round_half_up
from napulse.engines.pricing.lines import PricedLine, PricedOffer
from napulse.estimates.lines import HOUR_MILLI, LineData, data_of
from napulse.estimates.models import Estimate, EstimateLine, PaymentStep
from napulse.estimates.queries.pricing import priced, vat_bp, vat_bp_before

ENTITY = (
    "name",
    "name_en",
    "inn",
    "kpp",
    "ogrn",
    "address",
    "address_en",
    "director_title",
    "director_name",
)


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line as the client reads it; `listed` is quantity × price before discount."""

    id: int
    phase: str
    kind: str
    title: str
    unit: str
    quantity_milli: int
    price: int
    listed: int
    net: int
    vat: int
    optional: bool
    chosen: bool
    note: str

    @property
    def taken(self) -> bool:
        return not self.optional or self.chosen


@dataclass(frozen=True, slots=True)
class OfferedPayment:
    title: str
    percent_bp: int
    trigger: str
    due_on: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything on the paper. `head` holds names, dates (ISO) and terms; amounts are minor units.

    `optional` is what the options add that are not taken, before discount and tax.
    """

    head: dict[str, Any]
    lines: tuple[OfferedLine, ...]
    payments: tuple[OfferedPayment, ...]
    listed: int
    discount: int
    contingency: int
    net: int
    vat: int
    total: int
    optional: int

    @property
    def currency(self) -> str:
        return str(self.head["currency"])

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    @property
    def phases(self) -> list[tuple[str, list[OfferedLine]]]:
        """Lines under their phases, in the order in which the phases first come."""
        found: dict[str, list[OfferedLine]] = {}
        for line in self.lines:
            found.setdefault(line.phase, []).append(line)
        return list(found.items())

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def offered(estimate: Estimate) -> Offered:
    """What was sent, once it was; until then what would be sent now."""
    if estimate.content:
        return offered_of(estimate.content)
    return offered_now(estimate)


def offered_of(content: dict[str, Any]) -> Offered:
    values = dict(content)
    values["lines"] = tuple(OfferedLine(**line) for line in content["lines"])
    values["payments"] = tuple(OfferedPayment(**step) for step in content["payments"])
    return Offered(**values)


def offered_now(estimate: Estimate, *, words: str = "") -> Offered:
    rows = list(EstimateLine.objects.filter(estimate=estimate).order_by("position", "id"))
    lines = [data_of(row) for row in rows]
    offer = priced(estimate, lines)
    shown = tuple(_line(line, found) for line, found in zip(lines, offer.lines, strict=True))
    return Offered(
        head=_head(estimate) | {"words": words},
        lines=shown,
        payments=_payments(estimate, offer),
        listed=offer.listed,
        discount=offer.discount,
        contingency=offer.contingency,
        net=offer.net,
        vat=offer.vat,
        total=offer.total,
        optional=sum(line.listed for line in shown if not line.taken),
    )


def _line(line: LineData, found: PricedLine) -> OfferedLine:
    return OfferedLine(
        id=line.key,
        phase=line.phase,
        kind=line.kind,
        title=line.title,
        unit=line.unit,
        quantity_milli=line.quantity_milli,
        price=found.price,
        listed=round_half_up(line.quantity_milli * found.price, HOUR_MILLI),
        net=found.net,
        vat=found.vat,
        optional=line.optional,
        chosen=line.chosen,
        note=line.note,
    )


def _payments(estimate: Estimate, offer: PricedOffer) -> tuple[OfferedPayment, ...]:
    steps = list(PaymentStep.objects.filter(estimate=estimate).order_by("position", "id"))
    if not steps or not sum(step.percent_bp for step in steps):
        return ()
    parts = Money(offer.total, estimate.currency).split([step.percent_bp for step in steps])
    return tuple(
        OfferedPayment(
            title=step.title,
            percent_bp=step.percent_bp,
            trigger=step.trigger,
            due_on=step.due_on.isoformat() if step.due_on else None,
            amount=part.minor,
        )
        for step, part in zip(steps, parts, strict=True)
    )


def _head(estimate: Estimate) -> dict[str, Any]:
    owner, entity, company = estimate.owner, estimate.entity, estimate.client_entity
    days = ("priced_on", "valid_until", "works_from", "works_to")
    plain = (
        "kind",
        "number",
        "edition",
        "reason",
        "title",
        "language",
        "currency",
        "tax_code",
        "discount_bp",
        "contingency_bp",
        "rounds",
        "variants",
        "assumptions",
        "at_risk_minor",
    )
    return {
        **{name: getattr(estimate, name) for name in plain},
        **{name: day.isoformat() if (day := getattr(estimate, name)) else None for name in days},
        "vat_bp": vat_bp(estimate) or 0,
        "vat_bp_before": vat_bp_before(estimate),
        "client": estimate.client.name,
        "company": company.name if company else "",
        "project": estimate.project.name if estimate.project else "",
        "contract": estimate.contract.number if estimate.contract else "",
        "base": _number(estimate.base) if estimate.base else "",
        "entity": {name: getattr(entity, name) for name in ENTITY},
        "author": owner.name,
        "author_title": {code: owner.title_in(code) for code in ("ru", "en")},
        "author_email": owner.email,
    }


def _number(estimate: Estimate) -> str:
    return f"{estimate.number}.{estimate.edition}"


def hash_of(estimate: Estimate, content: dict[str, Any]) -> str:
    """The seal of a version: number, edition and every value of its content."""
    sealed = [estimate.client_id, estimate.kind, estimate.number, estimate.edition, content]
    told = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
