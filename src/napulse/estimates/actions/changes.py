"""Change orders: work outside what was agreed to, priced and put to the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.clients.actions.locking import fresh
from napulse.contracts.models import Contract
from napulse.contracts.queries import contract_in_force
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import round_half_up
from napulse.estimates.actions.writing import Contents, EstimateData, open_draft
from napulse.estimates.lines import LineData
from napulse.estimates.models import Estimate, EstimateKind, EstimateState, LineKind
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.people.queries import agency_today

HOUR = 60
MILLI = 1000
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Minutes of work of a role at a price of an hour; None takes the price of the rate card."""

    title: str
    minutes: int
    role_id: int | None = None
    grade: int | None = None
    rate_minor: int | None = None
    phase: str = ""
    task_id: int | None = None

    @property
    def quantity_milli(self) -> int:
        """Hours, in thousandths."""
        return round_half_up(self.minutes * MILLI, HOUR)


@action(EDIT_ESTIMATES)
def draft_change_order(
    actor: Actor,
    *,
    project: Project,
    lines: Sequence[ChangeLine],
    reason: str,
    at_risk_minor: int,
    now: datetime,
) -> Estimate:
    """Draft a change order of a project with these lines; its terms are those of the estimate that
    it changes. `at_risk_minor` is the worth of what was done before anybody agreed to it.

    Refused("change_order.empty") without lines.
    """
    if not lines:
        raise Refused("change_order.empty")
    client = fresh(project.client)
    base = agreed_estimate(project)
    more: dict[str, object] = {
        "kind": EstimateKind.CHANGE,
        "base": base,
        "reason": reason[:REASON_LENGTH],
        "at_risk_minor": max(at_risk_minor, 0),
    }
    data = _terms(project, base, more, now)
    return open_draft(actor, client, data, Contents([_line(line) for line in lines]), now=now)


def agreed_estimate(project: Project) -> Estimate | None:
    """The newest estimate of the project that the client accepted."""
    found = Estimate.objects.filter(
        project=project,
        kind=EstimateKind.ESTIMATE,
        state=EstimateState.ACCEPTED,
        deleted_at=None,
    )
    return found.order_by("-answered_at", "-pk").first()


def contract_of(project: Project, base: Estimate | None, today: date) -> Contract | None:
    """The contract that a change is written under: that of what it changes, else that in force."""
    if base is not None and base.contract is not None:
        return base.contract
    return contract_in_force(project.client_id, today)


def _terms(
    project: Project, base: Estimate | None, more: dict[str, object], now: datetime
) -> EstimateData:
    today = agency_today(now)
    contract = contract_of(project, base, today)
    if base is None:
        return EstimateData(
            title=project.name,
            priced_on=today,
            project=project,
            contract=contract,
            entity=contract.entity if contract else None,
            client_entity=contract.client_entity if contract else None,
            language=project.client.language,
            more=more,
        )
    return EstimateData(
        title=project.name,
        priced_on=today,
        project=project,
        contract=contract,
        entity=base.entity,
        client_entity=base.client_entity,
        language=base.language,
        currency=base.currency,
        works_from=today,
        works_to=base.works_to if base.works_to and base.works_to >= today else None,
        tax_code=base.tax_code,
        discount_bp=base.discount_bp,
        more=more,
    )


def _line(line: ChangeLine) -> LineData:
    return LineData(
        kind=LineKind.LABOUR,
        title=line.title[:300],
        phase=line.phase[:120],
        role_id=line.role_id,
        grade=line.grade,
        quantity_milli=line.quantity_milli,
        price_minor=line.rate_minor,
        task_id=line.task_id,
    )
