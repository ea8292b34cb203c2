"""Background work of the scope guard: accepted change orders, marks that no longer hold."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.estimates.models import Estimate
from napulse.jobs.queue import for_each, job
from napulse.timesheets.actions.claims import claim_change_order, mark_again
from napulse.timesheets.queries.risk import projects_at_risk

DAY_S = 24 * 3600


@job("timesheets.claim_change_order", label=_("Time moved to an accepted change order"))
def claim(estimate_id: int) -> None:
    """What an accepted estimate agreed to: its time moves to it, other marks are judged again."""
    order = Estimate.objects.filter(pk=estimate_id, deleted_at=None).first()
    if order is None or order.project_id is None:
        return
    now = timezone.now()
    claim_change_order(system_actor(), order, now=now)
    mark_again(system_actor(), project_ids=[order.project_id], now=now)


@job("timesheets.mark_again", label=_("Time judged again against the budget"))
def judge_again(project_ids: list[int]) -> None:
    """Hours were given back: what stood above may be inside now."""
    mark_again(system_actor(), project_ids=project_ids, now=timezone.now())


@job("timesheets.mark_all", every_s=DAY_S, label=_("All marked time judged again"))
def judge_all_again() -> None:
    """Every night, whatever changed: contracts, lines, rounds, deleted time."""

    def act(project_id: int) -> None:
        mark_again(system_actor(), project_ids=[project_id], now=timezone.now())

    for_each(projects_at_risk(), act)
