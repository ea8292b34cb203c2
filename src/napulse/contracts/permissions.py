"""Areas of contracts and of what they pay us for."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

CONTRACTS = area("contracts.contracts", _("Contracts and retainers"), top=Level.APPROVE)

VIEW_CONTRACTS = CONTRACTS.at(Level.VIEW)
EDIT_CONTRACTS = CONTRACTS.at(Level.EDIT)
APPROVE_CONTRACTS = CONTRACTS.at(Level.APPROVE)
