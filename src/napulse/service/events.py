"""What history says of service: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "interaction.recorded": _("Interaction recorded"),
        "interaction.changed": _("Interaction changed"),
        "interaction.cancelled": _("Interaction cancelled"),
        "interaction.deleted": _("Interaction deleted"),
        "interaction.restored": _("Interaction restored"),
        "interaction.held": _("Planned interaction held"),
        "clock.breached": _("Report clock ran out"),
        "clock.waived": _("Clock closed without a report"),
        "clock.unwaived": _("Clock runs again"),
        "report.started": _("Contact report started"),
        "report.issued": _("Contact report issued"),
        "report.corrected": _("Corrected contact report issued"),
        "report.correction_started": _("Correction started"),
        "report.correction_dropped": _("Correction dropped"),
        "report.action_added": _("Action recorded in a contact report"),
        "report.action_changed": _("Action changed by a correction"),
        "report.action_moved": _("Action moved by a correction"),
        "report.action_dropped": _("Action dropped by a correction"),
        "report.seen": _("Contact report opened by a recipient"),
        "report.confirmed": _("Contact report confirmed"),
        "report.disputed": _("Contact report disputed"),
        "report.dispute_resolved": _("Objection answered"),
        "report.deemed_accepted": _("Contact report deemed accepted"),
        "action.completed": _("Action done"),
        "action.cancelled": _("Action cancelled"),
        "action.reopened": _("Action opened again"),
        "action.moved": _("Action moved"),
        "action.reassigned": _("Action given to somebody else"),
        "action.undone": _("Change of an action taken back"),
        "action.reminded": _("Reminder of an action"),
        "chase.proposed": _("Letter about an action proposed"),
        "chase.sent": _("Letter about an action sent"),
        "chase.dismissed": _("Letter about an action dismissed"),
        "chase.restored": _("Letter about an action proposed again"),
        "escalation.raised": _("Escalation raised"),
        "escalation.climbed": _("Escalation climbed the line"),
        "escalation.resolved": _("Escalation resolved"),
        "escalation.reopened": _("Escalation opened again"),
        "standard.changed": _("Service standard changed"),
    }
)
