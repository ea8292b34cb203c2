"""Areas of projects and deliverables."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

PROJECTS = area("delivery.projects", _("Projects"))

VIEW_PROJECTS = PROJECTS.at(Level.VIEW)
EDIT_PROJECTS = PROJECTS.at(Level.EDIT)
