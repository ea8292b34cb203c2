"""Areas of rate cards, estimates and budgets."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

SELL_RATES = area("estimates.rates", _("Rate cards"))
ESTIMATES = area("estimates.estimates", _("Estimates and budgets"), top=Level.APPROVE)

VIEW_SELL_RATES = SELL_RATES.at(Level.VIEW)
EDIT_SELL_RATES = SELL_RATES.at(Level.EDIT)
VIEW_ESTIMATES = ESTIMATES.at(Level.VIEW)
EDIT_ESTIMATES = ESTIMATES.at(Level.EDIT)
APPROVE_ESTIMATES = ESTIMATES.at(Level.APPROVE)
