"""Letters of ours that came back: the outbox learns it, and with it whoever waits for them."""

from collections.abc import Sequence
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.jobs.actions import note_bounce
from napulse.mail.bounces import bounces_in
from napulse.mail.permissions import EDIT_LETTERS


@action(EDIT_LETTERS)
def note_bounces(actor: Actor, *, raws: Sequence[bytes], now: datetime) -> int:
    """Mark the letters that these reports tell of; says how many were ours."""
    found = [bounce for raw in raws for bounce in bounces_in(raw)]
    return sum(
        note_bounce(actor, message_id=each.message_id, words=each.words or "bounced")
        for each in found
    )
