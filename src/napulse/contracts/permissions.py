"""Areas of contracts and of what they pay us for."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, Need, area

CONTRACTS = area("contracts.contracts", _("Contracts and retainers"), top=Level.APPROVE)

VIEW_CONTRACTS = CONTRACTS.at(Level.VIEW)
EDIT_CONTRACTS = CONTRACTS.at(Level.EDIT)
APPROVE_CONTRACTS = CONTRACTS.at(Level.APPROVE)

SEE_MARGINS = Need("profit.margins", Level.VIEW)  # named, for the app of it stands above this one
