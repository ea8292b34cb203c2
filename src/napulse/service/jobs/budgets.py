"""Inboxes hear of budgets; one that cannot be kept is escalated."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.access.queries import agency
from napulse.jobs.queue import job
from napulse.profit.queries.alerts import alert
from napulse.service.actions import budget_notices
from napulse.service.forms.told import trouble_title


@job("service.tell_of_budget", label=_("Inbox lines about a budget"))
def tell_of_budget(*, alert_id: int) -> None:
    actor = system_actor()
    budget_notices.tell_of_budget(actor, alert(actor, alert_id), now=timezone.now())


@job("service.escalate_budget", label=_("Escalating a budget that cannot be kept"))
def escalate_budget(*, alert_id: int) -> None:
    actor = system_actor()
    found = alert(actor, alert_id)
    title = trouble_title("budget", agency().language, what=found.project.name)
    budget_notices.escalate_budget(actor, found, title=title, now=timezone.now())
