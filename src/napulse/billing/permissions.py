"""Areas of invoices and payments."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

INVOICES = area("billing.invoices", _("Invoices and acts"), top=Level.APPROVE)
PAYMENTS = area("billing.payments", _("Bank statements and payments"))

VIEW_INVOICES = INVOICES.at(Level.VIEW)
EDIT_INVOICES = INVOICES.at(Level.EDIT)
APPROVE_INVOICES = INVOICES.at(Level.APPROVE)
VIEW_PAYMENTS = PAYMENTS.at(Level.VIEW)
EDIT_PAYMENTS = PAYMENTS.at(Level.EDIT)
