"""Areas of the ground that money stands on: own companies, taxes, currencies, rules."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

MONEY_SETUP = area("ledger.setup", _("Own companies, taxes and currencies"))

VIEW_MONEY_SETUP = MONEY_SETUP.at(Level.VIEW)
EDIT_MONEY_SETUP = MONEY_SETUP.at(Level.EDIT)
