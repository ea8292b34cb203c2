"""Areas of profitability. Margins count people at the standard cost of their role and grade."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

MARGINS = area("profit.margins", _("Margins at standard cost"), top=Level.APPROVE)
BOOKS = area("profit.books", _("Actual cost, overhead and monthly packs"))

VIEW_MARGINS = MARGINS.at(Level.VIEW)
EDIT_MARGINS = MARGINS.at(Level.EDIT)
APPROVE_MARGINS = MARGINS.at(Level.APPROVE)
VIEW_BOOKS = BOOKS.at(Level.VIEW)
EDIT_BOOKS = BOOKS.at(Level.EDIT)
