"""What history says of people: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "user.invited": _("invited a colleague"),
        "user.invited_again": _("sent an invitation again"),
        "user.role_changed": _("changed a role"),
        "user.closed": _("closed an account"),
        "user.reopened": _("reopened an account"),
        "account.password_changed": _("changed the own password"),
        "account.password_reset": _("set a new password by the link of a letter"),
        "account.app_added": _("connected an authenticator app"),
        "account.app_removed": _("disconnected the authenticator app"),
        "account.codes_renewed": _("renewed the recovery codes"),
        "account.passkey_added": _("added a passkey"),
        "account.passkey_removed": _("removed a passkey"),
        "account.token_made": _("made a key to the API"),
        "account.token_revoked": _("revoked a key to the API"),
        "account.calendar_opened": _("made an address of the own calendar"),
        "account.calendar_closed": _("revoked the address of the own calendar"),
        "person.added": _("gave a colleague a place in the line"),
        "person.changed": _("changed a person's place or data"),
        "absence.planned": _("planned an absence"),
        "absence.asked": _("asked for an absence"),
        "absence.approved": _("approved an absence"),
        "absence.declined": _("declined an absence"),
        "absence.answer_taken_back": _("took the answer to an absence back"),
        "absence.cancelled": _("cancelled an absence"),
        "absence.restored": _("brought a cancelled absence back"),
        "work_role.added": _("added a work role"),
        "work_role.renamed": _("renamed a work role"),
        "work_role.archived": _("put a work role away"),
        "work_role.restored": _("brought a work role back"),
        "work_role.moved": _("changed the order of work roles"),
        "rate.set": _("set the cost of a work role"),
        "rate.removed": _("removed a cost of a work role"),
        "cost.set": _("set what an hour of a person costs"),
        "cost.removed": _("removed what an hour of a person costs"),
        "calendar.added": _("added a work calendar"),
        "calendar.changed": _("changed the hours of a work calendar"),
        "calendar.seeded": _("filled a work calendar from the public table"),
        "calendar.day_set": _("set a day of a work calendar"),
        "calendar.days_set": _("set several days of a work calendar"),
        "calendar.day_removed": _("removed a special day of a work calendar"),
        "agency.changed": _("changed the agency's settings"),
    }
)
