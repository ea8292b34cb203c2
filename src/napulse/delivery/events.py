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
        "work.saved": _("changed the work breakdown of a project"),
        "work.undone": _("took back a change of a work breakdown"),
        "work.state_set": _("changed the state of a task"),
        "work.from_template": _("made a work breakdown from a template"),
        "template.added": _("added a template of projects"),
        "template.changed": _("changed a template of projects"),
        "template.archived": _("put a template of projects away"),
        "template.restored": _("brought a template of projects back"),
        "deliverable.added": _("added a deliverable"),
        "deliverable.changed": _("changed a deliverable"),
        "deliverable.deleted": _("deleted a deliverable"),
        "deliverable.restored": _("restored a deliverable"),
        "deliverable.purged": _("removed a deleted deliverable for good"),
        "charter.written": _("wrote the charter of a project"),
        "charter.changed": _("changed the charter of a project"),
        "charter.read": _("read the charter of a project"),
        "project.member_added": _("took a colleague into a project"),
        "project.member_removed": _("took a colleague out of a project"),
        "project.duties_assigned": _("said who answers for what in a project"),
        "concern.added": _("added a risk or an issue"),
        "concern.changed": _("changed a risk or an issue"),
        "concern.state_set": _("changed the state of a risk or an issue"),
        "concern.deleted": _("deleted a risk or an issue"),
        "concern.restored": _("restored a risk or an issue"),
        "concern.purged": _("removed a deleted risk or issue for good"),
    }
)
