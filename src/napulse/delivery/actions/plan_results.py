"""What a computation writes: progress, the best so far, the proposal, or why there is none."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from napulse.access.actor import Actor, action
from napulse.audit.history import record
from napulse.audit.recording import recording
from napulse.delivery.actions.plans import fail, locked
from napulse.delivery.models import Plan, PlanState, PlanStatus
from napulse.delivery.permissions import EDIT_PLANS
from napulse.delivery.planning.storing import Sheet, write_forecasts, write_tasks
from napulse.engines.planning.model import Plan as EnginePlan

if TYPE_CHECKING:
    from napulse.engines.planning.simulate import Forecast

COMPUTED = (
    "state",
    "status",
    "score",
    "reasons",
    "ways",
    "moves",
    "load",
    "computed_at",
    "cost_minor",
    "currency",
)


@dataclass(frozen=True, slots=True)
class Found:
    """All that a computation found out, as plain data but for the plan itself."""

    plan: EnginePlan
    forecasts: "tuple[Forecast, ...]"
    status: PlanStatus
    score: dict[str, Any]
    cost_minor: int
    currency: str
    reasons: list[dict[str, Any]] = field(default_factory=list)
    ways: list[dict[str, Any]] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    load: dict[str, Any] = field(default_factory=dict)


@action(EDIT_PLANS)
def begin_plan(actor: Actor, plan: Plan, *, days: list[str], remarks: list[Any]) -> None:
    """The axis is known, and what could not be planned as it stands."""
    plan.days, plan.score = days, {"remarks": remarks, "stage": "gathered", "has_best": False}
    _save(plan, "days", "score")


@action(EDIT_PLANS)
def tell_plan(actor: Actor, plan: Plan, *, told: dict[str, Any]) -> None:
    """How far the search is: stage, seconds, value and bound of the best plan so far."""
    plan.score = {**plan.score, **told}
    _save(plan, "score")


@action(EDIT_PLANS)
def keep_best(actor: Actor, sheet: Sheet, best: EnginePlan) -> None:
    """Store the best plan so far, so that the page shows it and a stop keeps it."""
    sheet.row.score = {**sheet.row.score, "has_best": True}
    write_tasks(sheet, best)
    _save(sheet.row, "score")


@action(EDIT_PLANS)
def finish_plan(actor: Actor, sheet: Sheet, *, found: Found, now: datetime) -> None:
    """The computation has ended: what it found becomes a proposal."""
    plan = sheet.row
    if locked(plan).state != PlanState.COMPUTING:
        return
    write_tasks(sheet, found.plan)
    write_forecasts(sheet, found.plan, found.forecasts)
    plan.state, plan.status = PlanState.PROPOSAL, found.status
    plan.score = {**plan.score, **found.score, "stage": "ended", "has_best": True}
    plan.reasons, plan.ways, plan.moves = found.reasons, found.ways, found.moves
    plan.load, plan.computed_at = found.load, now
    plan.cost_minor, plan.currency = found.cost_minor, found.currency
    _save(plan, *COMPUTED)
    record(actor, plan, "plan.computed", status=str(plan.get_status_display()))


@action(EDIT_PLANS)
def fail_plan(actor: Actor, plan: Plan, *, code: str, values: dict[str, Any]) -> None:
    """The computation came to nothing."""
    if locked(plan).state == PlanState.COMPUTING:
        fail(plan, code, values)
        record(actor, plan, "plan.failed", code=code)


def _save(plan: Plan, *columns: str) -> None:
    """The other columns may have been changed meanwhile: a plan is renamed while it is computed."""
    with recording(Plan):
        plan.save(update_fields=[*columns, "version"])
