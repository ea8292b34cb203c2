"""What estimates keep of a client's person: whom they were sent to, and what was answered.

What was sent stays as it was sent; names, addresses and words of answers can be forgotten.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.access.models import GuestLink
from napulse.audit.recording import recording
from napulse.clients.actions.forgetting import Known, known_of, redact
from napulse.clients.facts import PersonSection
from napulse.clients.models import Contact
from napulse.estimates.models import DraftBefore, Estimate, EstimateAnswer, EstimateLine
from napulse.estimates.queries.guests import GUEST_KIND, addressee
from napulse.jobs.erasing import empty_letters, letters_mentioning
from napulse.jobs.models import Letter

TOLD_US = ("estimates.estimate.answer",)
FREE_TEXT = ("title", "reason", "assumptions", "approval_note")
LINE_TEXT = ("title", "phase", "supplier", "note")


def own_export(actor: Actor, contact: Contact) -> list[PersonSection]:
    """Estimates that were sent to the person, and what the person answered."""
    return [
        PersonSection("estimates", "estimates", _received(contact)),
        PersonSection("estimate_answers", "estimate answers", _answered(contact)),
    ]


def _received(contact: Contact) -> list[dict[str, str | int | None]]:
    return [
        {
            "estimate": f"No. {row.number}.{row.edition}",
            "title": row.title,
            "sent_to": row.sent_to,
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }
        for row in _sent_to(contact)
    ]


def _sent_to(contact: Contact) -> list[Estimate]:
    emails = {email.lower() for email in known_of(contact).emails}
    rows = Estimate.objects.filter(client_id=contact.client_id).exclude(sent_to="")
    return [row for row in rows.order_by("pk") if addressee(row)[1].lower() in emails]


def _answers_of(contact: Contact) -> "QuerySet[EstimateAnswer]":
    names = [name for name in known_of(contact).names if name]
    found: QuerySet[EstimateAnswer] = EstimateAnswer.objects.filter(
        estimate__client_id=contact.client_id, by_name__in=names
    )
    return found


def _answered(contact: Contact) -> list[dict[str, str | int | None]]:
    return [
        {
            "estimate": str(row.estimate),
            "at": row.at.isoformat(),
            "kind": row.kind,
            "name": row.by_name,
            "words": row.words,
        }
        for row in _answers_of(contact).select_related("estimate").order_by("pk")
    ]


def forget_person(actor: Actor, contact: Contact, *, now: datetime) -> None:
    """That it was sent and accepted stays; the person goes, and the link in the letter with it."""
    known = known_of(contact)
    sent = _sent_to(contact)
    ids = [row.pk for row in sent]
    GuestLink.objects.filter(kind=GUEST_KIND, object_id__in=ids).update(revoked_at=now)
    with recording(Estimate):
        Estimate.objects.filter(pk__in=ids).update(sent_to=known.instead)
        _answers_of(contact).update(by_name=known.instead, address=None)
        EstimateAnswer.objects.filter(Q(kind="seen"), estimate_id__in=ids).update(address=None)
    answers = EstimateAnswer.objects.filter(estimate__client_id=contact.client_id)
    with recording(Estimate):
        redact(answers, ("words", "by_name"), known)
    _forget_in_drafts(contact.client_id, known)
    if known.mentions:
        letters = letters_mentioning(known.mentions, client_id=contact.client_id, about=TOLD_US)
        empty_letters(Letter.objects.filter(pk__in=list(letters)), now=now)


def _forget_in_drafts(client_id: int, known: Known) -> None:
    """What was not sent loses the person everywhere, and does not go back to where it stood."""
    drafts = Estimate.objects.filter(client_id=client_id, content_hash="")
    redact(drafts, FREE_TEXT, known)
    redact(EstimateLine.objects.filter(estimate__in=drafts), LINE_TEXT, known)
    with recording(Estimate):
        DraftBefore.objects.filter(estimate__in=drafts).delete()
