"""Whose word an estimate needs before it may be sent: by its margin at standard cost."""

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.engines.pricing.lines import margin_bp
from napulse.estimates.lines import data_of
from napulse.estimates.models import Estimate, EstimateLine, EstimateState
from napulse.estimates.permissions import APPROVE_ESTIMATES, APPROVE_HARD_FLOOR
from napulse.estimates.queries.pricing import cards_of
from napulse.ledger.queries import money_rules

FLOOR, HARD = "floor", "hard"


def margin_of(estimate: Estimate) -> int | None:
    """Margin of the agency's income at standard cost, basis points; None without income."""
    return margin_bp(estimate.income_minor, estimate.cost_minor)


def below(estimate: Estimate) -> str:
    """Which floor the margin is below: "", "floor", or "hard", that only the head lowers.

    Work whose cost nobody knows cannot be said to keep the floor while other roles have costs. What
    costs something and brings nothing has no margin to tell, and is below every floor.
    """
    rules, margin = money_rules(), margin_of(estimate)
    if margin is None:
        return HARD if estimate.cost_minor or estimate.net_minor < 0 else ""
    if margin < rules.hard_floor_bp:
        return HARD
    if margin < rules.margin_floor_bp or has_uncosted(estimate):
        return FLOOR
    return ""


def has_uncosted(estimate: Estimate) -> bool:
    """Whether hours of a role are in it whose standard cost is not known, though others' are."""
    cards = cards_of(estimate)
    if not cards.costs.by_role:
        return False
    rows = EstimateLine.objects.filter(estimate=estimate)
    return any(cards.is_uncosted(data_of(row)) for row in rows)


def approval_need(estimate: Estimate) -> Need | None:
    """The level whose approval it takes; None when it may be sent as it is."""
    return {FLOOR: APPROVE_ESTIMATES, HARD: APPROVE_HARD_FLOOR}.get(below(estimate))


def may_approve(actor: Actor, estimate: Estimate) -> bool:
    return estimate.state == EstimateState.APPROVAL and actor.can(
        approval_need(estimate) or APPROVE_ESTIMATES
    )
