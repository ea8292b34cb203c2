"""What history says of profit: one sentence per event code."""

from napulse.audit.events import events

events({})
