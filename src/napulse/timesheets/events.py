"""What history says of time: one sentence per event code (of expenses: `events_expenses`)."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "time.entered": _("Time entered"),
        "time.changed": _("Time changed"),
        "time.deleted": _("Time deleted"),
        "time.restored": _("Deleted time restored"),
        "time.locked": _("Time used by an invoice and locked"),
        "time.unlocked": _("Time freed from an invoice"),
        "time.priced_again": _("Time priced again by the rates in force"),
        "week.submitted": _("Week submitted for approval"),
        "week.withdrawn": _("Submitted week taken back"),
        "week.approved": _("Week approved"),
        "week.returned": _("Week returned"),
        "week.reopened": _("Approved week reopened"),
        "week.reminded": _("Reminded of a short week"),
    }
)
