"""What history says of billing: one sentence per event code."""

from napulse.audit.events import events

events({})
