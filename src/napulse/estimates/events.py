"""What history says of estimates: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "sell_rate.set": _("set the price of an hour"),
        "sell_rate.ended": _("changed the last day of a price of an hour"),
        "sell_rate.removed": _("removed a price of an hour"),
        "estimate.created": _("opened an estimate"),
        "estimate.changed": _("changed the terms of an estimate"),
        "estimate.lines_saved": _("changed the lines of an estimate"),
        "estimate.lines_undone": _("took back a change of the lines of an estimate"),
        "estimate.terms_undone": _("took back a change of the terms of an estimate"),
        "estimate.payments_saved": _("changed the payments of an estimate"),
        "estimate.payments_undone": _("took back a change of the payments of an estimate"),
        "estimate.deleted": _("deleted an estimate"),
        "estimate.restored": _("restored an estimate"),
        "estimate.copied": _("copied an estimate"),
        "estimate.edition_made": _("made a new version of an estimate"),
        "estimate.approval_asked": _("asked for the approval of an estimate"),
        "estimate.approved": _("approved an estimate"),
        "estimate.returned_inside": _("returned an estimate to its author"),
        "estimate.taken_back": _("took an estimate back to change it"),
        "estimate.sent": _("sent an estimate to the client"),
        "estimate.sent_again": _("sent an estimate to the client again"),
        "estimate.link_closed": _("closed the link to an estimate"),
        "estimate.seen": _("opened an estimate by the link"),
        "estimate.commented": _("commented on an estimate"),
        "estimate.returned": _("returned an estimate with comments"),
        "estimate.accepted": _("accepted an estimate"),
        "estimate.declined": _("declined an estimate"),
        "estimate.acceptance_undone": _("took back the acceptance of an estimate"),
        "estimate.replaced": _("replaced an estimate by a new version"),
        "estimate.planned": _("made a work breakdown of an estimate"),
        "change_order.drafted": _("drafted a change order"),
        "budget.written": _("made the budget of an estimate"),
        "payment_step.reached": _("noted that a payment is due"),
    }
)
