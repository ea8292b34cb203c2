"""What history says of letters and background work: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "letter.sent_again": _("Letter put back into the queue"),
        "work.run_again": _("Failed background task run again"),
    }
)
