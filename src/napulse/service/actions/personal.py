"""What the loop forgets of a person whose data is erased. Issued documents stay as issued."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.access.models import GuestLink
from napulse.audit.erasure import erase_payloads
from napulse.audit.recording import recording
from napulse.clients.actions.forgetting import Known, known_of, redact
from napulse.clients.models import Contact
from napulse.jobs.erasing import empty_letters, letters_mentioning
from napulse.jobs.models import Letter
from napulse.service.actions.delivery import ABOUT
from napulse.service.models import (
    ActionItem,
    ActionMove,
    Attendee,
    ChaseLetter,
    ChaseState,
    Clock,
    ContactReport,
    Dispute,
    Escalation,
    Interaction,
    Notice,
    Recipient,
    StatusReport,
    StatusState,
)
from napulse.service.queries.reports import GUEST_KIND
from napulse.service.queries.status import GUEST_STATUS

FREE_TEXT: dict[type[models.Model], tuple[str, ...]] = {
    Interaction: ("subject", "place", "notes"),
    Clock: ("waived_reason",),
    ContactReport: ("draft", "dropped"),
    ActionItem: ("text", "reason"),
    ChaseLetter: ("subject", "body"),
    Escalation: ("title", "detail", "resolution"),
    Recipient: ("server_words",),
    Dispute: ("line_text", "comment", "resolution"),
    Notice: ("values",),
}
OUR_MAIL = ("service.digest", "service.escalation", "service.chase")


def forget_person(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """Who attended, who got what, letters that chased: the facts stay, the person goes."""
    known = known_of(contact)
    _forget_attendee(contact, known)
    _forget_chases(contact, now)
    _forget_recipient(actor, contact, known, now)
    _forget_words(contact.client_id, known)
    if known.mentions:
        ids = letters_mentioning(known.mentions, client_id=contact.client_id, about=OUR_MAIL)
        empty_letters(Letter.objects.filter(pk__in=list(ids)), now=now)


def _forget_attendee(contact: Contact, known: Known) -> None:
    """Also where somebody typed the same name or address by hand."""
    rows = Attendee.objects.filter(interaction__client_id=contact.client_id, user=None)
    same = Q(contact=contact) | Q(contact=None, name__in=known.names)
    same |= Q(contact=None, email__in=known.emails)
    with recording(Interaction):
        rows.filter(same).update(name=known.instead, email="")


def _forget_chases(contact: Contact, now: datetime) -> None:
    rows = ChaseLetter.objects.filter(contact=contact)
    letters = [pk for pk in rows.values_list("letter_id", flat=True) if pk]
    with recording(ChaseLetter):
        rows.filter(state=ChaseState.PROPOSED).update(state=ChaseState.DISMISSED, decided_at=now)
        rows.update(subject="", body="")
    empty_letters(Letter.objects.filter(pk__in=letters), now=now)


def _forget_recipient(actor: Actor, contact: Contact, known: Known, now: datetime) -> None:
    """The person's own copies of documents go, and with them the links in their letters."""
    ids = list(_recipients(contact, known).values_list("pk", flat=True))
    with recording(Recipient):
        Recipient.objects.filter(pk__in=ids).update(name=known.instead, email="", server_words="")
    empty_letters(Letter.objects.filter(about=ABOUT, about_id__in=ids), now=now)
    GuestLink.objects.filter(kind__in=[GUEST_KIND, GUEST_STATUS], recipient_id__in=ids).update(
        revoked_at=now
    )
    erase_payloads(Recipient._meta.label_lower, ids, now=now, actor=actor)


def _recipients(contact: Contact, known: Known) -> "QuerySet[Recipient]":
    rows: QuerySet[Recipient] = Recipient.objects.filter(client_id=contact.client_id, user=None)
    return rows.filter(Q(contact=contact) | Q(contact=None, email__in=known.emails))


def _forget_words(client_id: int, known: Known) -> None:
    for model, columns in FREE_TEXT.items():
        redact(_rows(model, client_id), columns, known)
    moves = ActionMove.objects.filter(action__client_id=client_id)
    attendees = Attendee.objects.filter(interaction__client_id=client_id, user=None)
    with recording(ActionItem, Interaction):
        redact(moves, ("reason",), known)
        redact(attendees, ("name", "email"), known)
    drafts = StatusReport.objects.filter(client_id=client_id, state=StatusState.DRAFT)
    redact(drafts, ("subject", "intro", "content"), known)


def _rows(model: type[models.Model], client_id: int) -> Any:
    return model._default_manager.filter(client_id=client_id)
