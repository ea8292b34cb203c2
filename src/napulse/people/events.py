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
        "absence.cancelled": _("cancelled an absence"),
        "calendar.added": _("added a work calendar"),
        "calendar.changed": _("changed the hours of a work calendar"),
        "calendar.seeded": _("filled a work calendar from the public table"),
        "calendar.day_set": _("set a day of a work calendar"),
        "calendar.day_removed": _("removed a special day of a work calendar"),
        "agency.changed": _("changed the agency's settings"),
    }
)
