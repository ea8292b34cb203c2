"""Every way projects, their work and plans are read."""

from napulse.delivery.queries.projects import (
    ENDED,
    LONG_WAIT_DAYS,
    OPEN,
    WON,
    attention,
    brands,
    colleagues,
    deleted_deliverable,
    deleted_project,
    deliverable,
    deliverables,
    open_clients,
    project,
    projects,
    search,
)

__all__ = [
    "ENDED",
    "LONG_WAIT_DAYS",
    "OPEN",
    "WON",
    "attention",
    "brands",
    "colleagues",
    "deleted_deliverable",
    "deleted_project",
    "deliverable",
    "deliverables",
    "open_clients",
    "project",
    "projects",
    "search",
]
