"""How an estimate is shown: its sections, its sums, its lines with what is inside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from napulse.access.actor import ActorRequest
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.lines import PricedLine, PricedOffer
from napulse.engines.pricing.precedent import Precedent
from napulse.estimates.documents.paper import percent_bp, quantity
from napulse.estimates.lines import LineData
from napulse.estimates.models import Estimate, EstimateAnswerKind, EstimateState
from napulse.estimates.queries.pricing import Cards, priced, vat_bp, vat_bp_before
from napulse.ledger.queries import money_rules
from napulse.ui.formats import NBSP, number, percent
from napulse.ui.menu import Tab

SECTIONS = [
    ("estimate_detail", pgettext_lazy("section of an estimate", "Lines")),
    ("estimate_edit", pgettext_lazy("section of an estimate", "Terms")),
    ("estimate_payments", pgettext_lazy("section of an estimate", "Payments")),
    ("estimate_paper", pgettext_lazy("section of an estimate", "Client's view")),
    ("estimate_versions", pgettext_lazy("section of an estimate", "Versions")),
]
STATE_TONES = {"returned": "warn", "approval": "accent", "accepted": "ok"}
ANSWER_ICONS = {
    EstimateAnswerKind.SEEN: "eye",
    EstimateAnswerKind.COMMENT: "message-report",
    EstimateAnswerKind.RETURNED: "arrow-back-up",
    EstimateAnswerKind.ACCEPTED: "check",
    EstimateAnswerKind.DECLINED: "x",
}
HOUR = 60


def sections(request: ActorRequest, estimate: Estimate, shown: str, *, edit: bool) -> list[Tab]:
    """The sections of an estimate's page; terms are there for whoever may change them now."""
    return [
        Tab(label, reverse(f"estimates:{name}", args=[estimate.pk]), name == shown)
        for name, label in SECTIONS
        if edit or name != "estimate_edit"
    ]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with everything that follows from it, for the inside view."""

    line: LineData
    priced: PricedLine
    role: str
    currency: str
    was: str = ""
    is_short: bool = False

    @property
    def quantity(self) -> str:
        unit = self.line.unit or (pgettext("hours, short", "h") if self.line.is_labour else "")
        return f"{quantity(self.line.quantity_milli)}{NBSP}{unit}".rstrip(NBSP)

    @property
    def price(self) -> Money:
        return Money(self.priced.price, self.currency)

    @property
    def net(self) -> Money:
        return Money(self.priced.net, self.currency)

    @property
    def cost(self) -> Money:
        return Money(self.priced.cost, self.currency)

    @property
    def margin(self) -> Money:
        return Money(self.priced.margin, self.currency)

    @property
    def margin_text(self) -> str:
        bp = self.priced.margin_bp
        return "—" if bp is None else percent(Decimal(bp) / 100, 1 if bp % 100 else 0)


def shown_lines(
    lines: Sequence[LineData],
    offer: PricedOffer,
    *,
    currency: str,
    known: Sequence[Precedent | None],
    roles: dict[int, str],
) -> list[ShownLine]:
    return [
        ShownLine(
            line,
            found,
            _who(line, roles),
            currency,
            was_text(before),
            bool(before and before.is_short(line.quantity_milli * HOUR // 1000)),
        )
        for line, found, before in zip(lines, offer.lines, known, strict=True)
    ]


def _who(line: LineData, roles: dict[int, str]) -> str:
    name = roles.get(line.role_id or 0, "")
    return f"{name} {line.grade}" if name and line.grade else name


def was_text(before: Precedent | None) -> str:
    """ "half took 9 h, four of five 12 h"."""
    if before is None:
        return ""
    values = {"p50": _hours(before.p50), "p80": _hours(before.p80), "n": before.count}
    return (
        ngettext(
            "%(n)s like it: half took up to %(p50)s h, four of five up to %(p80)s h",
            "%(n)s like it: half took up to %(p50)s h, four of five up to %(p80)s h",
            before.count,
        )
        % values
    )


def _hours(minutes: int) -> str:
    tenths = round(minutes / 6)
    return number(tenths / 10, 1 if tenths % 10 else 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of an estimate as the panel beside the grid shows them."""

    rows: list[tuple[str, Money]]
    total: Money
    inside: list[tuple[str, Money]]
    margin: str
    tone: str
    warnings: list[str]


def sums_of(
    actor_sees: bool, estimate: Estimate, lines: Sequence[LineData], cards: Cards
) -> tuple[Sums, PricedOffer]:
    """The panel for lines that are filled already."""
    offer = priced(estimate, lines)
    rows = list(_rows(estimate, offer))
    inside = _inside(estimate, offer) if actor_sees else []
    bp = offer.margin_bp
    sums = Sums(
        rows=rows,
        total=Money(offer.total, estimate.currency),
        inside=inside,
        margin=percent_bp(bp) if bp is not None and actor_sees else "",
        tone=_tone(bp) if actor_sees else "",
        warnings=warnings_of(estimate, lines, cards),
    )
    return sums, offer


def _rows(estimate: Estimate, offer: PricedOffer) -> Iterator[tuple[str, Money]]:
    rate = vat_bp(estimate) or 0
    told = [
        (_("Sum of the lines"), offer.listed, True),
        (_("Discount"), -offer.discount, bool(offer.discount)),
        (_("Contingency"), offer.contingency, bool(offer.contingency)),
        (_("Total without VAT"), offer.net, True),
        (_("VAT %(part)s") % {"part": percent_bp(rate)}, offer.vat, bool(rate)),
    ]
    return ((label, Money(minor, estimate.currency)) for label, minor, shown in told if shown)


def _inside(estimate: Estimate, offer: PricedOffer) -> list[tuple[str, Money]]:
    money = [
        (_("Passes through"), offer.passed),
        (_("Agency income"), offer.income),
        (_("Cost, by the standard"), offer.own_cost),
        (pgettext("money that is left", "Margin"), offer.margin),
    ]
    return [(label, Money(minor, estimate.currency)) for label, minor in money]


def _tone(bp: int | None) -> str:
    rules = money_rules()
    if bp is None or bp >= rules.margin_floor_bp:
        return ""
    return "risk" if bp < rules.hard_floor_bp else "warn"


def warnings_of(estimate: Estimate, lines: Sequence[LineData], cards: Cards) -> list[str]:
    """What is to be known before the estimate goes out."""
    told = []
    rate, before = vat_bp(estimate), vat_bp_before(estimate)
    if rate is None:
        told.append(_("No rate of VAT is known for the day of the act: see the table of taxes."))
    elif before is not None:
        told.append(
            _(
                "The rate of VAT changes while the work goes on: %(before)s, then %(after)s. The"
                " estimate has the rate of the last day; acts will have that of their own day."
            )
            % {"before": percent_bp(before), "after": percent_bp(rate)}
        )
    hours = [line for line in lines if line.is_labour and line.taken]
    if unpriced := sum(1 for line in hours if not line.price_minor):
        told.append(
            ngettext(
                "%(n)s line of hours has no price: the rate card has none for it.",
                "%(n)s lines of hours have no price: the rate card has none for them.",
                unpriced,
            )
            % {"n": unpriced}
        )
    uncosted = sum(1 for line in hours if cards.is_uncosted(line))
    if uncosted and cards.costs.by_role:
        told.append(
            ngettext(
                "%(n)s line has no standard cost: the margin is a guess.",
                "%(n)s lines have no standard cost: the margin is a guess.",
                uncosted,
            )
            % {"n": uncosted}
        )
    return told


def state_tone(estimate: Estimate) -> str:
    return STATE_TONES.get(EstimateState(estimate.state), "")
