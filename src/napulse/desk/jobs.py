"""Background work of the desk: the pulse stays fresh without anybody looking."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.desk import actions
from napulse.jobs.queue import job


@job("desk.refresh", every_s=20, label=_("Keeping the pulse fresh"))
def refresh() -> None:
    actions.refresh_changed(now=timezone.now())
