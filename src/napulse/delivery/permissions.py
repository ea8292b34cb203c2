"""Areas of projects, their results, and the plans of the agency."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

PROJECTS = area("delivery.projects", _("Projects"))

PLANS = area("delivery.plans", _("Plans and bookings"), top=Level.APPROVE)

VIEW_PROJECTS = PROJECTS.at(Level.VIEW)
EDIT_PROJECTS = PROJECTS.at(Level.EDIT)
VIEW_PLANS = PLANS.at(Level.VIEW)
EDIT_PLANS = PLANS.at(Level.EDIT)
APPROVE_PLANS = PLANS.at(Level.APPROVE)
