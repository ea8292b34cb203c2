"""What history says of delivery: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "project.created": _("created a project"),
        "project.changed": _("changed a project"),
        "project.state_set": _("changed the state of a project"),
        "project.deleted": _("deleted a project"),
        "project.restored": _("restored a project"),
        "project.purged": _("removed a deleted project for good"),
        "deliverable.added": _("added a deliverable"),
        "deliverable.changed": _("changed a deliverable"),
        "deliverable.deleted": _("deleted a deliverable"),
        "deliverable.restored": _("restored a deliverable"),
        "deliverable.purged": _("removed a deleted deliverable for good"),
    }
)
