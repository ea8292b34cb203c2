"""What history says of billing: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

INVOICES = {
    "invoice.drafted": _("drafted an invoice"),
}
PAYMENTS: dict[str, str] = {}

events(INVOICES)
events(PAYMENTS)
