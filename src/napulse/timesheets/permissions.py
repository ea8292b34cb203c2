"""Areas of time and expenses: one's own, and what others entered."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

OWN_TIME = area("timesheets.own", _("Own time and expenses"))
TIME = area("timesheets.time", _("Time of others"), top=Level.APPROVE)
EXPENSES = area("timesheets.expenses", _("Expenses and suppliers' costs"), top=Level.APPROVE)

VIEW_OWN_TIME = OWN_TIME.at(Level.VIEW)
EDIT_OWN_TIME = OWN_TIME.at(Level.EDIT)
VIEW_TIME = TIME.at(Level.VIEW)
EDIT_TIME = TIME.at(Level.EDIT)
APPROVE_TIME = TIME.at(Level.APPROVE)
VIEW_EXPENSES = EXPENSES.at(Level.VIEW)
EDIT_EXPENSES = EXPENSES.at(Level.EDIT)
APPROVE_EXPENSES = EXPENSES.at(Level.APPROVE)
