"""Areas of incoming mail: letters, mailboxes, policies of brands."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

LETTERS = area("mail.letters", _("Incoming letters"))
MAILBOXES = area("mail.mailboxes", _("Own mailboxes"))
BRANDS = area("mail.brands", _("Policies of brands"), top=Level.APPROVE)

VIEW_LETTERS = LETTERS.at(Level.VIEW)
EDIT_LETTERS = LETTERS.at(Level.EDIT)
EDIT_MAILBOXES = MAILBOXES.at(Level.EDIT)
VIEW_BRANDS = BRANDS.at(Level.VIEW)
EDIT_BRANDS = BRANDS.at(Level.EDIT)
PUBLISH_BRANDS = BRANDS.at(Level.APPROVE)
