"""Polite letters about what the client owes: proposed, approved or let go, and sent."""

from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.models import ChaseMode
from napulse.engines.kernel.errors import Refused
from napulse.jobs.mail import Draft, queue_letter
from napulse.people.queries import agency_today, stand_in
from napulse.service.actions.notices import Note, notify
from napulse.service.models import ActionItem, ActionState, ChaseLetter, ChaseState, Side
from napulse.service.permissions import APPROVE_ACTIONS, EDIT_ACTIONS


@dataclass(frozen=True, slots=True)
class Wording:
    """What the letter says, in the reader's language."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Manager:
    """Who of us answers for the client: gets the letter to approve, and the client's answer."""

    user_id: int
    email: str


@action(EDIT_ACTIONS)
def propose_chase(
    actor: Actor, item: ActionItem, *, wording: Wording, manager: Manager, now: datetime
) -> ChaseLetter | None:
    """Propose a letter, or send it at once where the client's setting says so."""
    item = _locked_action(item)
    contact = item.owner_contact
    if not _may_chase(item) or contact is None:
        return None
    if ChaseLetter.objects.filter(action=item, state=ChaseState.PROPOSED).exists():
        return None
    chase = ChaseLetter(client_id=item.client_id, action=item, contact=contact, proposed_at=now)
    with change(actor, chase, "chase.proposed"):
        chase.subject, chase.body = wording.subject[:200], wording.body
        chase.save()
    if item.client.chase == ChaseMode.AUTO:
        return _send(actor, chase, wording, manager, now)
    _ask_for_approval(chase, manager, now)
    return chase


def _may_chase(item: ActionItem) -> bool:
    contact = item.owner_contact
    return (
        item.state == ActionState.OPEN
        and item.side == Side.CLIENT
        and item.deleted_at is None
        and item.client.chase != ChaseMode.OFF
        and contact is not None
        and bool(contact.email)
        and contact.left_on is None
        and contact.deleted_at is None
        and contact.erased_at is None
    )


def _ask_for_approval(chase: ChaseLetter, manager: Manager, now: datetime) -> None:
    values: dict[str, str | int] = {
        "what": chase.action.text,
        "who": chase.contact.name,
        "client": chase.client.name,
    }
    url = chase.action.get_absolute_url() + "#chases"
    note = Note("chase_proposed", f"chase:{chase.pk}", url, chase.client_id, values)
    notify([stand_in(manager.user_id, today=agency_today(now))], note, now=now)


@action(APPROVE_ACTIONS)
def send_chase(
    actor: Actor, chase: ChaseLetter, *, wording: Wording, manager: Manager, now: datetime
) -> ChaseLetter:
    """Send the letter as it was worded in the end; the client answers to the manager."""
    chase = _locked(chase)
    if chase.state != ChaseState.PROPOSED:
        raise Refused("chase.already_decided")
    if not wording.subject.strip() or not wording.body.strip():
        raise Refused("chase.empty")
    if not _may_chase(_locked_action(chase.action)):
        raise Refused("chase.no_longer_needed")
    return _send(actor, chase, wording, manager, now)


def _send(
    actor: Actor, chase: ChaseLetter, wording: Wording, manager: Manager, now: datetime
) -> ChaseLetter:
    with change(actor, chase, "chase.sent"):
        chase.subject, chase.body = wording.subject.strip()[:200], wording.body.strip()
        chase.state, chase.decided_at, chase.decided_by_id = ChaseState.SENT, now, actor.user_id
        chase.letter = queue_letter(_letter(chase, manager), now=now)
        chase.save()
    return chase


def _letter(chase: ChaseLetter, manager: Manager) -> Draft:
    return Draft(
        recipient=chase.contact.email,
        recipient_name=chase.contact.name,
        subject=chase.subject,
        text=chase.body + "\n",
        key=f"chase:{chase.pk}",
        about="service.chase",
        about_id=chase.pk,
        client_id=chase.client_id,
        reply_to=manager.email,
    )


@action(EDIT_ACTIONS)
def dismiss_chase(actor: Actor, chase: ChaseLetter, *, now: datetime) -> ChaseLetter:
    """Not this time; the next one is proposed no earlier than after the usual pause."""
    chase = _locked(chase)
    if chase.state != ChaseState.PROPOSED:
        raise Refused("chase.already_decided")
    with change(actor, chase, "chase.dismissed"):
        chase.state, chase.decided_at = ChaseState.DISMISSED, now
        chase.decided_by_id = actor.user_id
        chase.save()
    return chase


@action(EDIT_ACTIONS)
def restore_chase(actor: Actor, chase: ChaseLetter) -> ChaseLetter:
    """Dismissed by mistake: it waits for approval again."""
    chase = _locked(chase)
    other = ChaseLetter.objects.filter(action_id=chase.action_id, state=ChaseState.PROPOSED)
    if chase.state != ChaseState.DISMISSED or other.exists():
        raise Refused("chase.already_decided")
    with change(actor, chase, "chase.restored"):
        chase.state, chase.decided_at, chase.decided_by = ChaseState.PROPOSED, None, None
        chase.save()
    return chase


def _locked(chase: ChaseLetter) -> ChaseLetter:
    found: ChaseLetter = (
        ChaseLetter.objects.select_for_update(of=("self",))
        .select_related("contact", "client", "action")
        .get(pk=chase.pk)
    )
    return found


def _locked_action(item: ActionItem) -> ActionItem:
    found: ActionItem = (
        ActionItem.objects.select_for_update(of=("self",))
        .select_related("client", "owner_contact")
        .get(pk=item.pk)
    )
    return found
