"""Areas of client service."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

CONTACTS = area("service.interactions", _("Interactions and contact reports"), top=Level.APPROVE)
STATUS = area("service.status", _("Status reports"), top=Level.APPROVE)
ACTIONS = area("service.actions", _("Actions"), top=Level.APPROVE)
ESCALATIONS = area("service.escalations", _("Escalations"), top=Level.APPROVE)
FIGURES = area("service.figures", _("Service figures"), top=Level.VIEW)
STANDARDS = area("service.standards", _("Service standards"))

VIEW_INTERACTIONS = CONTACTS.at(Level.VIEW)
EDIT_INTERACTIONS = CONTACTS.at(Level.EDIT)
APPROVE_INTERACTIONS = CONTACTS.at(Level.APPROVE)
VIEW_STATUS = STATUS.at(Level.VIEW)
EDIT_STATUS = STATUS.at(Level.EDIT)
SEND_STATUS = STATUS.at(Level.APPROVE)
VIEW_ACTIONS = ACTIONS.at(Level.VIEW)
EDIT_ACTIONS = ACTIONS.at(Level.EDIT)
APPROVE_ACTIONS = ACTIONS.at(Level.APPROVE)
VIEW_ESCALATIONS = ESCALATIONS.at(Level.VIEW)
EDIT_ESCALATIONS = ESCALATIONS.at(Level.EDIT)
VIEW_FIGURES = FIGURES.at(Level.VIEW)
VIEW_STANDARDS = STANDARDS.at(Level.VIEW)
EDIT_STANDARDS = STANDARDS.at(Level.EDIT)

# Held by no role: only the guest behind a signed link acts with it, and only on one document.
GUESTS = area("service.acknowledgement", _("Acknowledgement by a signed link"), top=Level.VIEW)
ACKNOWLEDGE = GUESTS.at(Level.VIEW)
