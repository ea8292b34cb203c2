"""What history says of delivery: one sentence per event code."""


from napulse.audit.events import events

events({})
