"""Every way the data of people changes."""

from napulse.people.actions.absences import cancel_absence, plan_absence
from napulse.people.actions.accounts import (
    InviteData,
    change_role,
    close_account,
    invite_again,
    invite_person,
    place_of,
    reopen_account,
    welcome_first,
    witness_account,
)
from napulse.people.actions.calendars import (
    add_calendar,
    remove_day,
    seed_calendars,
    set_day,
    set_hours,
)
from napulse.people.actions.lines import PersonData, edit_person
from napulse.people.actions.settings import change_agency

__all__ = [
    "InviteData",
    "PersonData",
    "add_calendar",
    "cancel_absence",
    "change_agency",
    "change_role",
    "close_account",
    "edit_person",
    "invite_again",
    "invite_person",
    "place_of",
    "plan_absence",
    "remove_day",
    "reopen_account",
    "seed_calendars",
    "set_day",
    "set_hours",
    "welcome_first",
    "witness_account",
]
