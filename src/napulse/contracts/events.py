"""What history says of contracts: one sentence per event code."""

from napulse.audit.events import events

events({})
