"""Debts beside their limits, every hour."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.billing.actions.debts import settle_debt_alerts
from napulse.jobs.queue import job
from napulse.people.queries import agency_today

HOUR_S = 3600


@job("billing.watch_debts", every_s=HOUR_S, label=_("Watching the limits of debts"))
def watch_debts() -> None:
    now = timezone.now()
    settle_debt_alerts(system_actor(), today=agency_today(now), now=now)
