"""Areas of rate cards, estimates and budgets."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, Need, area

SELL_RATES = area("estimates.rates", _("Rate cards"))
ESTIMATES = area("estimates.estimates", _("Estimates and budgets"), top=Level.APPROVE)
GUESTS = area("estimates.answers", _("Answers to an estimate by a signed link"), top=Level.VIEW)

VIEW_SELL_RATES = SELL_RATES.at(Level.VIEW)
EDIT_SELL_RATES = SELL_RATES.at(Level.EDIT)
VIEW_ESTIMATES = ESTIMATES.at(Level.VIEW)
EDIT_ESTIMATES = ESTIMATES.at(Level.EDIT)
APPROVE_ESTIMATES = ESTIMATES.at(Level.APPROVE)
ANSWER_ESTIMATE = GUESTS.at(Level.VIEW)

# Of the area of profitability, which stands above: cost and margin are its to show.
SEE_MARGINS = Need("profit.margins", Level.VIEW)
APPROVE_HARD_FLOOR = Need("profit.margins", Level.APPROVE)
