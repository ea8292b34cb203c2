"""Background work of what was deleted: its nightly end."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.jobs.queue import job
from napulse.service.actions.purging import purge_deleted

DAY_S = 24 * 3600


@job("service.purge", every_s=DAY_S, label=_("Removing deleted contacts with clients for good"))
def purge() -> None:
    """Contacts, drafts and addresses that were put away 30 days ago."""
    purge_deleted(system_actor(), now=timezone.now())
