"""What history says of clients: one sentence per event code."""


from napulse.audit.events import events

events({})
