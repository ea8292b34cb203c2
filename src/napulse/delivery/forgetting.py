"""What delivery forgets of a person whose data is erased."""

from datetime import datetime

from napulse.access.actor import Actor
from napulse.audit.recording import recording
from napulse.clients.actions.forgetting import known_of, redact
from napulse.clients.models import Contact
from napulse.delivery.models import (
    Booking,
    Charter,
    Concern,
    Deliverable,
    PeopleRequest,
    Phase,
    Plan,
    Project,
    Task,
    WorkEdition,
)


def forget_person(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """Words about the person in texts of the client's projects."""
    known = known_of(contact)
    projects = Project.objects.filter(client_id=contact.client_id)
    redact(projects, ("name", "brief", "risk"), known)
    parts = Deliverable.objects.filter(client_id=contact.client_id)
    redact(parts, ("name", "waits_what", "note"), known)
    tasks = Task.objects.filter(project__client_id=contact.client_id)
    redact(tasks, ("name", "note"), known)
    charters = Charter.objects.filter(client_id=contact.client_id)
    redact(charters, ("product", "goals", "acceptance"), known)
    concerns = Concern.objects.filter(client_id=contact.client_id)
    redact(concerns, ("text", "response"), known)
    phases = Phase.objects.filter(project__client_id=contact.client_id)
    redact(phases, ("name",), known)
    redact(Booking.objects.filter(client_id=contact.client_id), ("note",), known)
    asked = PeopleRequest.objects.filter(client_id=contact.client_id)
    redact(asked, ("note", "answer"), known)
    redact(Plan.objects.exclude(title=""), ("title",), known)
    with recording(Project):
        WorkEdition.objects.filter(project__client_id=contact.client_id).delete()
