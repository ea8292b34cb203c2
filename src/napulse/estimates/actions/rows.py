"""The lines and payments of a draft as stored rows: written, and the lines priced."""

from collections.abc import Sequence

from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.lines import PricedOffer
from napulse.estimates.lines import ROWS_MAX, LineData, PaymentData, data_of
from napulse.estimates.models import Estimate, EstimateLine, PaymentStep
from napulse.estimates.queries.pricing import cards_of, priced

SUMS = ("net_minor", "vat_minor", "total_minor", "income_minor", "cost_minor")


def write_lines(estimate: Estimate, lines: Sequence[LineData]) -> None:
    """Store filled and priced lines under their keys, and what they add up to."""
    put_lines(estimate, filled(estimate, lines))


def filled(estimate: Estimate, lines: Sequence[LineData]) -> list[LineData]:
    """The lines with prices and costs of the cards."""
    if len(lines) > ROWS_MAX:
        raise Refused("estimate.too_many_lines", limit=ROWS_MAX)
    cards = cards_of(estimate)
    return [cards.filled(line) for line in lines]


def changes_nothing(estimate: Estimate, lines: Sequence[LineData]) -> bool:
    """Whether these lines, filled, are what is stored, and add up to what is stored."""
    if lines != [data_of(row) for row in stored_lines(estimate)]:
        return False
    held = {name: getattr(estimate, name) for name in SUMS}
    return held == _sums(priced(estimate, lines))


def put_lines(estimate: Estimate, lines: Sequence[LineData], *, under_keys: bool = False) -> None:
    """Make the stored rows these filled lines. A line whose row is gone gets a new row; with
    `under_keys`, one of the id that it had.
    """
    known = {row.pk: row for row in EstimateLine.objects.filter(estimate=estimate)}
    rows = []
    for position, line in enumerate(lines):
        key = line.key if under_keys else None
        row = known.pop(line.key, None) or EstimateLine(pk=key, estimate=estimate)
        for name in LineData.__slots__:
            if name not in ("key", "price_minor"):
                setattr(row, name, getattr(line, name))
        row.position = position
        rows.append(row)
    EstimateLine.objects.filter(pk__in=known).delete()
    _store(estimate, rows, lines)


def _store(estimate: Estimate, rows: Sequence[EstimateLine], lines: Sequence[LineData]) -> None:
    offer = priced(estimate, lines)
    for row, line, found in zip(rows, lines, offer.lines, strict=True):
        row.price_minor, row.cost_minor = line.price_minor or 0, line.cost_minor
        row.net_minor, row.total_cost_minor = found.net, found.cost
        row.save(force_insert=row._state.adding)
    for name, value in _sums(offer).items():
        setattr(estimate, name, value)


def _sums(offer: PricedOffer) -> dict[str, int]:
    """What the lists show of an estimate."""
    return dict(
        zip(SUMS, (offer.net, offer.vat, offer.total, offer.income, offer.own_cost), strict=True)
    )


def stored_lines(estimate: Estimate) -> list[EstimateLine]:
    return list(EstimateLine.objects.filter(estimate=estimate).order_by("position", "id"))


def write_sums(estimate: Estimate, rows: Sequence[EstimateLine]) -> None:
    """Price the stored lines again under changed terms; prices that were agreed on stay."""
    _store(estimate, rows, filled(estimate, [data_of(row) for row in rows]))


def write_payments(estimate: Estimate, steps: Sequence[PaymentData]) -> None:
    PaymentStep.objects.filter(estimate=estimate).delete()
    for position, step in enumerate(steps):
        PaymentStep(
            estimate=estimate,
            position=position,
            title=step.title,
            percent_bp=step.percent_bp,
            trigger=step.trigger,
            due_on=step.due_on,
        ).save()


def stored_payments(estimate: Estimate) -> list[PaymentData]:
    rows = PaymentStep.objects.filter(estimate=estimate).order_by("position", "id")
    return [PaymentData(row.title, row.percent_bp, row.trigger, row.due_on) for row in rows]
