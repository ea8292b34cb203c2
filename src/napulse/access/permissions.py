"""What access itself guards. SELF is the area that every signed-in person holds."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

SELF = area("access.self", _("Own account"), top=Level.EDIT)
USERS = area("access.users", _("People's accounts and roles"), top=Level.APPROVE)
SETTINGS = area("access.settings", _("Agency settings"))

VIEW_SELF = SELF.at(Level.VIEW)
EDIT_SELF = SELF.at(Level.EDIT)
VIEW_USERS = USERS.at(Level.VIEW)
APPROVE_USERS = USERS.at(Level.APPROVE)
VIEW_SETTINGS = SETTINGS.at(Level.VIEW)
EDIT_SETTINGS = SETTINGS.at(Level.EDIT)
