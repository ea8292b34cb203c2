"""Who may look at the outbox, the schedule and long work."""

from django.utils.translation import gettext_lazy as _

from napulse.access.levels import Level, Need, area

LETTERS = area("jobs.letters", _("Sent letters"), top=Level.EDIT)
WORK = area("jobs.work", _("Background work"), top=Level.EDIT)

VIEW_LETTERS = LETTERS.at(Level.VIEW)
EDIT_LETTERS = LETTERS.at(Level.EDIT)
VIEW_WORK = WORK.at(Level.VIEW)
EDIT_WORK = WORK.at(Level.EDIT)

CLOSED: dict[str, Need] = {}


def close_letters(about: str, need: Need) -> None:
    """What letters about this say is for those alone who may see what they are about."""
    CLOSED[about] = need
