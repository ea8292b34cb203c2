"""The loop's part of the copy that a person may ask for."""

from typing import Any

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.clients.facts import PersonSection
from napulse.clients.models import Contact
from napulse.service.models import ActionItem, Attendee, ChaseLetter, Dispute, Recipient

Row = dict[str, str | int | None]


def own_export(actor: Actor, contact: Contact) -> list[PersonSection]:
    """Meetings attended, documents received, actions owned, letters that chased, objections."""
    return [
        PersonSection("attended", "attended", _attended(contact)),
        PersonSection("received", "received", _received(contact)),
        PersonSection("actions", "actions", _actions(contact)),
        PersonSection("chases", "chases", _chases(contact)),
        PersonSection("disputes", "disputes", _disputes(contact)),
    ]


def _attended(contact: Contact) -> list[Row]:
    rows = Attendee.objects.filter(contact=contact, interaction__deleted_at=None)
    return [
        {
            "at": each.interaction.starts_at.isoformat(),
            "kind": each.interaction.kind,
            "subject": each.interaction.subject,
            "name": each.name,
            "email": each.email,
        }
        for each in rows.select_related("interaction").order_by("interaction__starts_at", "pk")
    ]


def _received(contact: Contact) -> list[Row]:
    rows = Recipient.objects.filter(contact=contact).order_by("pk")
    return [
        {
            "document": _document(each),
            "name": each.name,
            "email": each.email,
            "state": each.state,
            **{name: _moment(getattr(each, name)) for name in MOMENTS},
        }
        for each in rows.select_related("version_of__report", "status_report")
    ]


MOMENTS = ("sent_at", "seen_at", "confirmed_at", "disputed_at")


def _document(each: Recipient) -> str:
    if each.version_of is not None:
        return f"contact report No. {each.version_of.report.number} / {each.version_of.number}"
    return f"status report No. {each.status_report.number}" if each.status_report else ""


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None


def _actions(contact: Contact) -> list[Row]:
    rows: QuerySet[ActionItem] = ActionItem.objects.filter(owner_contact=contact, deleted_at=None)
    return [
        {
            "text": each.text,
            "due_on": each.due_on.isoformat(),
            "state": each.state,
            "ended_on": _moment(each.ended_on),
        }
        for each in rows.order_by("pk")
    ]


def _chases(contact: Contact) -> list[Row]:
    rows = ChaseLetter.objects.filter(contact=contact, deleted_at=None).order_by("pk")
    return [
        {
            "at": each.proposed_at.isoformat(),
            "subject": each.subject,
            "text": each.body,
            "state": each.state,
        }
        for each in rows
    ]


def _disputes(contact: Contact) -> list[Row]:
    rows = Dispute.objects.filter(recipient__contact=contact, deleted_at=None).order_by("pk")
    return [
        {
            "at": each.created_at.isoformat(),
            "line": each.line_text,
            "comment": each.comment,
            "resolution": each.resolution,
        }
        for each in rows
    ]
