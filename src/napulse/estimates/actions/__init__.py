"""Every way rate cards, estimates and what follows from them change."""

from napulse.estimates.actions.changes import ChangeLine, draft_change_order
from napulse.estimates.actions.saving import (
    edit_estimate,
    save_lines,
    save_payments,
    undo_save,
)
from napulse.estimates.actions.writing import (
    Contents,
    EstimateData,
    create_estimate,
    delete_estimate,
    restore_estimate,
)

__all__ = [
    "ChangeLine",
    "Contents",
    "EstimateData",
    "create_estimate",
    "delete_estimate",
    "draft_change_order",
    "edit_estimate",
    "restore_estimate",
    "save_lines",
    "save_payments",
    "undo_save",
]
