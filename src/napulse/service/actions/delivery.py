"""How a document gets to each addressee: its letter, what became of it, and sending it again."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from napulse.access.actor import Actor, action
from napulse.access.models import GuestLink, digest_of
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.engines.kernel.errors import Refused
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import Letter, LetterState
from napulse.jobs.queue import after_commit
from napulse.service.models import Recipient, RecipientState
from napulse.service.permissions import ACKNOWLEDGE, SEND_STATUS
from napulse.service.queries.reports import GUEST_KIND
from napulse.service.queries.status import GUEST_STATUS, NOT_DELIVERED

ABOUT = "service.recipient"
LINK_LIVES = timedelta(days=90)
STATE_OF_LETTER = {
    LetterState.SENT: RecipientState.SENT,
    LetterState.REFUSED: RecipientState.REFUSED,
    LetterState.BOUNCED: RecipientState.BOUNCED,
}


@action(SEND_STATUS)
def queue_recipient_letter(
    actor: Actor, recipient: Recipient, *, letter: Draft, guest_key: str, now: datetime
) -> bool:
    """Put the rendered letter into the outbox and open the link in it; once for each recipient."""
    recipient = _locked(recipient)
    if recipient.letter_id is not None or recipient.state != RecipientState.QUEUED:
        return False
    open_link(recipient, guest_key, now=now)
    with recording(Recipient):  # that it leaves is told by the sending; what became of it, later
        recipient.letter = queue_letter(letter, now=now)
        recipient.save()
    return True


def open_link(recipient: Recipient, key: str, *, now: datetime) -> None:
    """The key opens the one document of the recipient; an earlier one stops working."""
    is_status = recipient.status_report_id is not None
    object_id = recipient.status_report_id or recipient.version_of_id or 0
    GuestLink.objects.update_or_create(
        kind=GUEST_STATUS if is_status else GUEST_KIND,
        object_id=object_id,
        recipient_id=recipient.pk,
        defaults={
            "digest": digest_of(key),
            "client_id": recipient.client_id,
            "created_at": now,
            "expires_at": now + LINK_LIVES,
            "revoked_at": None,
        },
    )


def letter_key(recipient: Recipient) -> str:
    """The first letter's key is plain; each sending again gets one of its own."""
    earlier = Letter.objects.filter(about=ABOUT, about_id=recipient.pk).count()
    return f"recipient:{recipient.pk}" + (f":{earlier}" if earlier else "")


@action(SEND_STATUS)
def note_letter(actor: Actor, recipient: Recipient, *, letter: Letter, now: datetime) -> Recipient:
    """Write down what became of the recipient's letter, with the server's own words."""
    recipient = _locked(recipient)
    if recipient.letter_id != letter.pk:
        return recipient
    state = STATE_OF_LETTER.get(LetterState(letter.state), RecipientState.QUEUED)
    if (recipient.state, recipient.server_words) == (state, letter.server_words):
        return recipient
    if state == RecipientState.QUEUED:
        with recording(Recipient):  # a try that will be repeated is no news to history
            _note(recipient, state, letter)
        return recipient
    event = "recipient.reached" if state == RecipientState.SENT else "recipient.refused"
    with change(actor, recipient, event):
        _note(recipient, state, letter)
    return recipient


def _note(recipient: Recipient, state: RecipientState, letter: Letter) -> None:
    recipient.state, recipient.server_words = state, letter.server_words
    recipient.sent_at = letter.sent_at
    recipient.save()


@action(SEND_STATUS)
def refuse_recipient(actor: Actor, recipient: Recipient, *, words: str) -> Recipient:
    """No letter can be written at all, as to an address that is none: shown as refused."""
    recipient = _locked(recipient)
    if recipient.letter_id is None and recipient.state == RecipientState.QUEUED:
        with change(actor, recipient, "recipient.refused"):
            recipient.state, recipient.server_words = RecipientState.REFUSED, words
            recipient.save()
    return recipient


@action(SEND_STATUS)
def send_again(actor: Actor, recipient: Recipient, *, email: str = "", now: datetime) -> Recipient:
    """Send the same document to a mended address; only where the letter did not arrive.

    A colleague gets it at the address of the account: it may be the edition for us alone.
    """
    recipient = _locked(recipient)
    if recipient.state not in NOT_DELIVERED:
        raise Refused("recipient.not_refused")
    address = _address(recipient, email)
    with change(actor, recipient, "recipient.sent_again"):
        recipient.email, recipient.state = address, RecipientState.QUEUED
        recipient.letter, recipient.server_words, recipient.sent_at = None, "", None
        recipient.save()
    after_commit("service.deliver_recipient", recipient_id=recipient.pk)
    return recipient


def _address(recipient: Recipient, typed: str) -> str:
    who = recipient.contact or recipient.user
    known = who.email if who else recipient.email
    address: str = (known if recipient.user else typed or known).strip().lower()
    if not address:
        raise Refused("status.recipient_without_email", names=recipient.name)
    try:
        Recipient._meta.get_field("email").clean(address, recipient)
    except ValidationError as wrong:
        raise Refused("recipient.not_an_address", address=address) from wrong
    return address


@action(ACKNOWLEDGE)
def see_status(actor: Actor, recipient: Recipient, *, now: datetime) -> Recipient:
    """The link was opened; remembered once."""
    recipient = _locked(recipient)
    if recipient.seen_at is None:
        with change(actor, recipient, "status.seen"):
            recipient.seen_at = now
            recipient.save()
    return recipient


@action(ACKNOWLEDGE)
def confirm_status(actor: Actor, recipient: Recipient, *, now: datetime) -> Recipient:
    """The recipient confirms the report; a second time changes nothing."""
    recipient = _locked(recipient)
    if recipient.confirmed_at is None:
        with change(actor, recipient, "status.confirmed"):
            recipient.seen_at = recipient.seen_at or now
            recipient.confirmed_at = now
            recipient.save()
    return recipient


def _locked(recipient: Recipient) -> Recipient:
    found: Recipient = (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("contact", "user")
        .get(pk=recipient.pk)
    )
    return found
