"""Background work of delivery: plans, and the nightly end of what was deleted."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.delivery import actions
from napulse.delivery.actions import plans
from napulse.jobs.queue import job

DAY_S = 24 * 3600


@job("delivery.purge", every_s=DAY_S, label=_("Removing deleted projects for good"))
def purge() -> None:
    actions.purge_deleted(system_actor(), now=timezone.now())


@job("delivery.compute_plan", label=_("Computing a plan"))
def compute_plan(plan_id: int) -> None:
    """The solver is large: it is loaded when the first plan is computed, never by the web."""
    from napulse.delivery.planning.computing import compute

    compute(plan_id, now=timezone.now())


@job("delivery.purge_plans", every_s=DAY_S, label=_("Removing old proposals of plans"))
def purge_plans() -> None:
    plans.purge_plans(system_actor())
