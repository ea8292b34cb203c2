"""Inboxes hear of contracts that end."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.contracts.queries import reminders
from napulse.jobs.queue import for_each, job
from napulse.people.queries import agency_today
from napulse.service.actions.contract_notices import tell_of_end


@job("service.remind_of_contracts", every_s=3600, label=_("Reminders of contracts that end"))
def remind_of_contracts() -> None:
    now, actor = timezone.now(), system_actor()
    rows = reminders(actor, today=agency_today(now))
    for_each(rows, lambda row: tell_of_end(actor, row, now=now))
