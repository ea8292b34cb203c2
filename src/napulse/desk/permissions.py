"""Areas of the desk."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

PULSE = area("desk.pulse", _("Pulse"), top=Level.EDIT)

VIEW_PULSE = PULSE.at(Level.VIEW)
EDIT_PULSE = PULSE.at(Level.EDIT)
