"""Every way projects, their work and plans change."""

from napulse.delivery.actions.projects import (
    DeliverableData,
    ProjectData,
    add_deliverable,
    create_project,
    delete_deliverable,
    delete_project,
    edit_deliverable,
    edit_project,
    open_deliverables,
    purge_deleted,
    refuse_dates,
    refuse_foreign_brand,
    refuse_taken_key,
    restore_deliverable,
    restore_project,
    set_project_state,
)

__all__ = [
    "DeliverableData",
    "ProjectData",
    "add_deliverable",
    "create_project",
    "delete_deliverable",
    "delete_project",
    "edit_deliverable",
    "edit_project",
    "open_deliverables",
    "purge_deleted",
    "refuse_dates",
    "refuse_foreign_brand",
    "refuse_taken_key",
    "restore_deliverable",
    "restore_project",
    "set_project_state",
]
