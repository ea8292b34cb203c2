"""What history says of the ground of money: one sentence per event code."""

from napulse.audit.events import events

events({})
