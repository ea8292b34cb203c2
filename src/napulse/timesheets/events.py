"""What history says of time and expenses: one sentence per event code."""

from napulse.audit.events import events

events({})
