"""What history says of estimates: one sentence per event code."""

from napulse.audit.events import events

events({})
