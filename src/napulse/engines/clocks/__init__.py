"""The clock of a report, its escalation up the line, and reminders of actions."""

from napulse.engines.clocks.clock import (
    COUNTED_STATES,
    OPEN_STATES,
    Events,
    Kind,
    Share,
    Standard,
    State,
    deadline,
    left,
    next_change,
    share_in_time,
    started,
    state,
    warning_at,
)
from napulse.engines.clocks.ladder import at_step, climb
from napulse.engines.clocks.reminders import Step, When, due_reminders

__all__ = [
    "COUNTED_STATES",
    "OPEN_STATES",
    "Events",
    "Kind",
    "Share",
    "Standard",
    "State",
    "Step",
    "When",
    "at_step",
    "climb",
    "deadline",
    "due_reminders",
    "left",
    "next_change",
    "share_in_time",
    "started",
    "state",
    "warning_at",
]
