"""Background work of budgets: what was touched is looked at soon, everything once a day."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.delivery.models import Project
from napulse.engines.pricing.pace import Limits
from napulse.jobs.queue import for_each, job
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.profit.actions.budgets import Watch, close_alerts, settle_alerts
from napulse.profit.queries.budget_facts import house_calendar
from napulse.profit.queries.budgets import budgets, open_budgets
from napulse.profit.queries.watching import ended_with_alerts, touched_since

DAY_S, OFTEN_S = 24 * 3600, 600
SEEN_AGAIN = timedelta(seconds=3 * OFTEN_S)
AT_ONCE = 200


@job("profit.watch_budgets", every_s=OFTEN_S, label=_("Watching the budgets that were touched"))
def watch_budgets() -> None:
    now = timezone.now()
    projects = touched_since(open_budgets(system_actor()), now - SEEN_AGAIN)
    watch(projects, now)


@job("profit.watch_project", label=_("Watching a budget that something was ordered for"))
def watch_project(project_id: int) -> None:
    watch(open_budgets(system_actor()).filter(pk=project_id), timezone.now())


@job("profit.watch_all_budgets", every_s=DAY_S, label=_("Watching all budgets"))
def watch_all_budgets() -> None:
    """Time passes by itself: a pace is lost and an answer is due without any posting."""
    now, actor = timezone.now(), system_actor()
    watch(open_budgets(actor), now)
    for_each(ended_with_alerts(), lambda project: close_alerts(actor, project, now=now))


def watch(projects: "QuerySet[Project]", now: datetime) -> None:
    """Settle the alerts of these projects; what fails for one keeps no other from its turn."""
    rules = Watch(Limits(warn=money_rules().warn_at_bp), house_calendar(), now)
    actor, today = system_actor(), agency_today(now)
    ids = list(projects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), AT_ONCE):
        some = projects.filter(pk__in=ids[at : at + AT_ONCE])
        found = budgets(some, today=today).values()
        for_each(
            found,
            lambda budget: settle_alerts(actor, budget.project, budget=budget, watch=rules),
        )
