"""Areas of the client base."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

CLIENTS = area("clients.clients", _("Clients"), top=Level.APPROVE)
CONTACTS = area("clients.contacts", _("Contact persons"))

VIEW_CLIENTS = CLIENTS.at(Level.VIEW)
EDIT_CLIENTS = CLIENTS.at(Level.EDIT)
APPROVE_CLIENTS = CLIENTS.at(Level.APPROVE)
VIEW_CONTACTS = CONTACTS.at(Level.VIEW)
EDIT_CONTACTS = CONTACTS.at(Level.EDIT)
