"""What history says of billing: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

INVOICES = {
    "invoice.drafted": _("drafted a document"),
    "invoice.edited": _("changed the draft of a document"),
    "invoice.deleted": _("deleted the draft of a document"),
    "invoice.restored": _("brought the draft of a document back"),
    "invoice.issued": _("issued a document"),
    "invoice.corrected": _("issued a credit note on an invoice"),
    "invoice.sent": _("sent a document to the client"),
    "invoice.delivered": _("noted that the client's server took the letter"),
    "invoice.letter_refused": _("noted that the letter was not delivered"),
    "invoice.seen": _("opened the document by its link"),
    "dunning.proposed": _("proposed a reminder of an invoice"),
    "dunning.sent": _("sent a reminder of an invoice"),
    "dunning.skipped": _("put a reminder aside"),
    "dunning.restored": _("brought a reminder back"),
    "debt_alert.raised": _("noticed that the debt of the client is above the limit"),
    "debt_alert.closed": _("noticed that the debt of the client is back within the limit"),
    "dunning_step.added": _("added a step of reminders"),
    "dunning_step.changed": _("changed a step of reminders"),
    "dunning_step.removed": _("removed a step of reminders"),
}
PAYMENTS = {
    "statement.uploaded": _("uploaded a bank statement"),
    "statement.written": _("wrote the movements of a bank statement"),
    "statement.undone": _("undid a bank statement"),
    "statement.dropped": _("forgot a bank statement that wrote nothing"),
    "bank_mapping.set": _("said what the columns of a bank's table mean"),
    "payment.matched": _("matched a payment to an invoice"),
    "payment.unmatched": _("took the match of a payment back"),
    "netting.set": _("paid an invoice with what a credit note owes"),
    "netting.used": _("set a credit note against an invoice"),
    "netting.taken_back": _("took back what a credit note had paid of an invoice"),
    "netting.freed": _("took a credit note back from an invoice"),
    "invoice.covered": _("covered an invoice with its credit note again"),
    "payment.set_aside": _("set a payment aside"),
    "payment.taken_back": _("looks at a payment again that was set aside"),
}

events(INVOICES)
events(PAYMENTS)
