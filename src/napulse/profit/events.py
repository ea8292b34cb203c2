"""What history says of profit: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "budget_alert.raised": _("raised an alert of the budget"),
        "budget_alert.closed": _("closed an alert of the budget: it is back"),
        "budget_alert.escalated": _("escalated a budget that cannot be kept"),
        "budget_alert.answered": _("answered an alert of the budget"),
        "budget_alert.answer_taken_back": _("took back an answer to an alert of the budget"),
        "overhead.set": _("set the overhead"),
        "overhead.removed": _("removed the overhead"),
        "write_off.made": _("wrote off worked worth"),
        "write_off.taken_back": _("took back a write-off"),
        "write_off.restored": _("wrote off again what was taken back"),
        "pack.made": _("made the monthly pack"),
        "pack.sent": _("sent the monthly pack"),
        "pack.sent_again": _("sent the monthly pack again"),
        "pack_reader.added": _("let the monthly packs be sent to"),
        "pack_reader.removed": _("stopped sending the monthly packs to"),
        "utilisation_target.set": _("set how much of the time should be billable"),
        "utilisation_target.removed": _("removed how much of the time should be billable"),
    }
)
