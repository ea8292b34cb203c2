"""Who may read history."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

HISTORY = area("audit.history", _("History"), top=Level.VIEW)

VIEW_HISTORY = HISTORY.at(Level.VIEW)
