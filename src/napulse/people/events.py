"""What history says of people: one sentence per event code."""


from napulse.audit.events import events

events({})
