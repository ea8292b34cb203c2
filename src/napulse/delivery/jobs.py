"""Background work of delivery: the nightly end of what was deleted."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.delivery import actions
from napulse.jobs.queue import job

DAY_S = 24 * 3600


@job("delivery.purge", every_s=DAY_S, label=_("Removing deleted projects for good"))
def purge() -> None:
    actions.purge_deleted(system_actor(), now=timezone.now())
