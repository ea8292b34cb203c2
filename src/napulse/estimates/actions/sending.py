"""An estimate leaves: it is frozen, its letter is written by a job, its link opens it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from napulse.access.actor import Actor, action
from napulse.access.models import GuestLink, digest_of
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import Money
from napulse.estimates.actions.approval import note_approval, refuse_empty
from napulse.estimates.models import DraftBefore, Estimate, EstimateState
from napulse.estimates.models.estimates import FREE
from napulse.estimates.permissions import EDIT_ESTIMATES
from napulse.estimates.queries.approval import approval_need
from napulse.estimates.queries.content import hash_of, offered_now
from napulse.estimates.queries.guests import GUEST_KIND
from napulse.estimates.queries.pricing import vat_bp
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import Letter
from napulse.jobs.queue import after_commit
from napulse.ledger.queries import to_base
from napulse.people.queries import agency_today

ABOUT = "estimates.estimate"
LINK_LIVES = timedelta(days=90)
NAME, WORDS, LONGEST = 100, 2000, 254
BRACKETS = str.maketrans("<>", "  ")
SENDABLE = (*FREE, EstimateState.APPROVED)
OPEN_TO_CLIENT = (EstimateState.SENT, EstimateState.RETURNED, EstimateState.DECLINED)


@dataclass(frozen=True, slots=True)
class SendData:
    """To whom it goes; the words stand in the letter and are frozen with the rest."""

    email: str
    name: str = ""
    words: str = ""


@action(EDIT_ESTIMATES)
def send_estimate(
    actor: Actor, estimate: Estimate, *, data: SendData, version: int, now: datetime
) -> Estimate:
    """Freeze the estimate and have its letter with the PDF and a link delivered.

    The version before it, if it was sent, is replaced and its link is closed.
    """
    estimate = _sendable(estimate, version)
    if estimate.valid_until and estimate.valid_until < agency_today(now):
        raise Refused("estimate.run_out", on=estimate.valid_until)
    to = _mailbox(data)
    with change(actor, estimate, "estimate.sent"):
        freeze(actor, estimate, words=data.words, now=now)
        estimate.state, estimate.sent_at, estimate.sent_to = EstimateState.SENT, now, to
        estimate.save()
    replace_previous(actor, estimate, now=now)
    after_commit("estimates.deliver", estimate_id=estimate.pk)
    return estimate


@action(EDIT_ESTIMATES)
def send_again(actor: Actor, estimate: Estimate, *, data: SendData, now: datetime) -> Estimate:
    """The same estimate to a mended or another address; an earlier link stops working."""
    estimate = fresh(estimate)
    if estimate.state != EstimateState.SENT:
        raise Refused("estimate.not_sent", name=str(estimate))
    with change(actor, estimate, "estimate.sent_again"):
        estimate.sent_to = _mailbox(data)
        estimate.save()
    after_commit("estimates.deliver", estimate_id=estimate.pk)
    return estimate


def _sendable(estimate: Estimate, version: int) -> Estimate:
    estimate = fresh(estimate)
    if estimate.state not in SENDABLE or estimate.content_hash:
        raise Refused("estimate.not_free", name=str(estimate))
    if estimate.version != version:
        raise Refused("row.changed", name=str(estimate))
    return estimate


def freeze(actor: Actor, estimate: Estimate, *, now: datetime, words: str = "") -> None:
    """Seal what the client gets. Its margin is approved, or whoever sends it may approve it.

    What could not be accepted for want of a rate of its currency is not sealed.
    """
    if estimate.content_hash:
        return
    refuse_empty(estimate)
    if estimate.project_id is not None:
        to_base(Money(0, estimate.currency), estimate.priced_on)
    if vat_bp(estimate) is None:
        raise Refused("tax.unknown", country=estimate.entity.country, on=estimate.priced_on)
    if estimate.state != EstimateState.APPROVED and (need := approval_need(estimate)):
        if not actor.can(need):
            raise Refused("estimate.needs_approval")
        note_approval(actor, estimate, words="", now=now)
    estimate.content = offered_now(estimate, words=words[:WORDS].strip()).stored()
    estimate.content_hash = hash_of(estimate, estimate.content)
    DraftBefore.objects.filter(estimate=estimate).delete()


def _mailbox(data: SendData) -> str:
    """To whom, as it is kept: "Name <address>"."""
    email = data.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise Refused("estimate.not_an_address", address=data.email) from wrong
    name = " ".join(data.name.translate(BRACKETS).split())[:NAME]
    told = f"{name} <{email}>" if name else email
    return told if len(told) <= LONGEST else email


def replace_previous(actor: Actor, estimate: Estimate, *, now: datetime) -> None:
    """A newer version is with the client, or agreed to: the earlier one is not to be answered."""
    before = estimate.previous
    if before is None:
        return
    before = fresh(before)
    if before.state in OPEN_TO_CLIENT:
        with change(actor, before, "estimate.replaced"):
            before.state = EstimateState.REPLACED
            before.save()
    close_links(before, now=now)


def close_links(estimate: Estimate, *, now: datetime) -> int:
    links = GuestLink.objects.filter(kind=GUEST_KIND, object_id=estimate.pk, revoked_at=None)
    return links.update(revoked_at=now)


@action(EDIT_ESTIMATES)
def close_link(actor: Actor, estimate: Estimate, *, now: datetime) -> Estimate:
    """Nobody opens it by the link any more; sending again makes a new one."""
    estimate = fresh(estimate)
    with change(actor, estimate, "estimate.link_closed"):
        close_links(estimate, now=now)
        estimate.save()
    return estimate


@action(EDIT_ESTIMATES)
def queue_offer_letter(
    actor: Actor, estimate: Estimate, *, letter: Draft, guest_key: str, now: datetime
) -> bool:
    """Put the rendered letter into the outbox and open the link in it; once for each sending."""
    estimate = fresh(estimate)
    if estimate.state != EstimateState.SENT or Letter.objects.filter(key=letter.key).exists():
        return False
    GuestLink.objects.update_or_create(
        kind=GUEST_KIND,
        object_id=estimate.pk,
        recipient_id=0,
        defaults={
            "digest": digest_of(guest_key),
            "client_id": estimate.client_id,
            "created_at": now,
            "expires_at": now + LINK_LIVES,
            "revoked_at": None,
        },
    )
    queue_letter(letter, now=now)
    return True


def letter_key(estimate: Estimate) -> str:
    """One for each sending: every sending changes the version."""
    return f"estimate:{estimate.pk}:{estimate.version}"
