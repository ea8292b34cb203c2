"""What history says of service: one sentence per event code."""


from napulse.audit.events import events

events({})
