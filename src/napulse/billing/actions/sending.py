"""Sending documents to the client: to whom, the link in the letter, what became of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from napulse.access.actor import Actor, action
from napulse.access.models import GuestLink, digest_of
from napulse.audit.history import change, record
from napulse.billing.actions.drafts import held
from napulse.billing.models import Invoice, InvoiceState
from napulse.billing.permissions import EDIT_INVOICES, VIEW_INVOICES
from napulse.billing.queries.addressees import reachable
from napulse.clients.models import Contact
from napulse.engines.kernel.errors import Refused
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.queue import after_commit

LINK_LIVES = timedelta(days=365)


def sent_mark(invoice: Invoice) -> str:
    """When it was last sent, as the form of sending remembers it."""
    return str(invoice.sent_at.timestamp()) if invoice.sent_at else "never"


@action(EDIT_INVOICES)
def send_invoice(
    actor: Actor,
    invoice: Invoice,
    *,
    contact_ids: Collection[int],
    words: str,
    now: datetime,
    seen: str = "",
) -> Invoice:
    """Have the issued document delivered to these contact persons; again is a new letter.

    `seen` is the mark that the form showed: pressed twice is sent once.
    """
    invoice = held(invoice)
    if invoice.state == InvoiceState.DRAFT:
        raise Refused("invoice.not_issued")
    if seen not in ("", sent_mark(invoice)):
        raise Refused("invoice.sent_already")
    chosen = [each for each in reachable(invoice.client_id) if each.pk in set(contact_ids)]
    if not chosen:
        raise Refused("invoice.nobody")
    to = [each.email for each in chosen]
    with change(actor, invoice, "invoice.sent", note={"to": to}):
        if invoice.state == InvoiceState.ISSUED:
            invoice.state = InvoiceState.SENT
        invoice.sent_at, invoice.sent_to = now, ", ".join(to)[:254]
        invoice.save()
    after_commit(
        "billing.deliver_invoice",
        invoice_id=invoice.pk,
        contact_ids=[each.pk for each in chosen],
        sender_id=actor.user_id or invoice.author_id,
        words=words.strip(),
        sending=int(now.timestamp()),
    )
    return invoice


@action(EDIT_INVOICES)
def queue_invoice_letter(
    actor: Actor, invoice: Invoice, *, letter: Draft, link: GuestLink, now: datetime
) -> Letter:
    """Put a rendered letter into the outbox and open the link in it; once for each key."""
    open_link(link)
    return queue_letter(letter, now=now)


def link_to(kind: str, object_id: int, contact: Contact, key: str, now: datetime) -> GuestLink:
    """The link that a letter holds, not yet stored."""
    return GuestLink(
        kind=kind,
        object_id=object_id,
        recipient_id=contact.pk,
        client_id=contact.client_id,
        digest=digest_of(key),
        created_at=now,
        expires_at=now + LINK_LIVES,
    )


def open_link(link: GuestLink) -> None:
    """The key opens its document; an earlier one of the same letter stops working."""
    GuestLink.objects.update_or_create(
        kind=link.kind,
        object_id=link.object_id,
        recipient_id=link.recipient_id,
        defaults={
            "digest": link.digest,
            "client_id": link.client_id,
            "created_at": link.created_at,
            "expires_at": link.expires_at,
            "revoked_at": None,
        },
    )


@action(EDIT_INVOICES)
def note_letter(actor: Actor, invoice: Invoice, *, letter: Letter) -> None:
    """Write down that the client's server took the letter, or refused it and why."""
    events = {
        LetterState.SENT: "invoice.delivered",
        LetterState.REFUSED: "invoice.letter_refused",
        LetterState.BOUNCED: "invoice.letter_refused",
    }
    event = events.get(LetterState(letter.state))
    if event:
        record(actor, invoice, event, to=letter.recipient, server_words=letter.server_words)


@action(VIEW_INVOICES)
def see_invoice(actor: Actor, invoice: Invoice, *, now: datetime) -> Invoice:
    """The client has opened the link: noted once."""
    invoice = held(invoice)
    if invoice.seen_at is None:
        with change(actor, invoice, "invoice.seen"):
            invoice.seen_at = now
            invoice.save()
    return invoice
