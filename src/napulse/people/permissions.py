"""Areas of the people of the agency."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, area

PEOPLE = area("people.people", _("People and reporting lines"))
ABSENCES = area("people.absences", _("Absences and deputies"), top=Level.APPROVE)
CALENDARS = area("people.calendars", _("Work calendars"))
RATES = area("people.rates", _("Cost of work roles"))
COSTS = area("people.costs", _("Cost of each person"))

VIEW_PEOPLE = PEOPLE.at(Level.VIEW)
EDIT_PEOPLE = PEOPLE.at(Level.EDIT)
VIEW_ABSENCES = ABSENCES.at(Level.VIEW)
EDIT_ABSENCES = ABSENCES.at(Level.EDIT)
APPROVE_ABSENCES = ABSENCES.at(Level.APPROVE)
VIEW_CALENDARS = CALENDARS.at(Level.VIEW)
EDIT_CALENDARS = CALENDARS.at(Level.EDIT)
VIEW_RATES = RATES.at(Level.VIEW)
EDIT_RATES = RATES.at(Level.EDIT)
VIEW_COSTS = COSTS.at(Level.VIEW)
EDIT_COSTS = COSTS.at(Level.EDIT)
