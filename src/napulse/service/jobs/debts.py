"""Inboxes hear of debts above their limit."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.billing.models import DebtAlert
from napulse.jobs.queue import job
from napulse.service.actions.debt_notices import tell_of_debt as tell


@job("service.tell_of_debt", label=_("Inbox lines about a debt above its limit"))
def tell_of_debt(*, alert_id: int) -> None:
    alert = DebtAlert.objects.select_related("client", "contract").get(pk=alert_id)
    tell(system_actor(), alert, now=timezone.now())
