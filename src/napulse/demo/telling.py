"""What history says of the demo's past: one entry for each business act, under who did it."""

from datetime import timedelta

from napulse.access.actor import Actor, system_actor
from napulse.demo.cast import Cast, Served
from napulse.demo.fates import Promise
from napulse.demo.statuses import Sent
from napulse.demo.talks import Talk
from napulse.service.models import ActionState, Recipient


def tell_talk(cast: Cast, served: Served, talk: Talk) -> None:
    ledger, row, script = cast.ledger, talk.interaction, talk.script
    actor = cast.actor(script.ours[0], served, talk.days_ago)
    attendees = [cast.name_of(served, key) for key in (*script.theirs, *script.ours)]
    ledger.made(
        row.ends_at + timedelta(seconds=40), actor, row, "interaction.recorded", attendees=attendees
    )
    clock = talk.clock
    if clock is not None and clock.waived_at is not None:
        why = {"waived_reason": ["", clock.waived_reason]}
        ledger.tell(clock.waived_at, actor, clock, "clock.waived", **why)
    if clock is not None and clock.breached_at is not None:
        change = {"breached_at": [None, clock.breached_at]}
        ledger.tell(clock.breached_at, system_actor(), clock, "clock.breached", **change)
    if talk.report is not None and talk.version is not None:
        at = talk.version.issued_at
        ledger.tell(
            at, actor, talk.report, "report.issued", issued_version=[0, 1], version_issued=1
        )
        for promise in talk.promises:
            _tell_promise(cast, promise, actor)
        for reader in talk.readers:
            _tell_reader(cast, reader, "report")
        if deemed := talk.version.deemed_at:
            change = {"deemed_at": [None, deemed]}
            ledger.tell(deemed, system_actor(), talk.version, "report.deemed_accepted", **change)


def _tell_promise(cast: Cast, promise: Promise, actor: Actor) -> None:
    ledger, item = cast.ledger, promise.item
    ledger.made(promise.made_at, actor, item, "report.action_added")
    for move in promise.moves:
        change = {"due_on": [move.from_on, move.to_on], "why": move.reason}
        ledger.tell(move.moved_at, _doer(move.moved_by), item, "action.moved", **change)
    if item.ended_at is None or item.ended_by is None:
        return
    event = "action.completed" if item.state == ActionState.DONE else "action.cancelled"
    change = {"state": ["open", item.state], "ended_on": [None, item.ended_on]}
    reason = {"reason": ["", item.reason]} if item.reason else {}
    ledger.tell(item.ended_at, _doer(item.ended_by), item, event, **change, **reason)


def _doer(user: object) -> Actor:
    return Actor(str(user), user_id=getattr(user, "pk", None))


def _tell_reader(cast: Cast, reader: Recipient, kind: str) -> None:
    guest = Actor(reader.name if reader.user_id else "", user_id=reader.user_id)
    if reader.seen_at is not None:
        change = {"seen_at": [None, reader.seen_at]}
        cast.ledger.tell(reader.seen_at, guest, reader, f"{kind}.seen", **change)
    if reader.confirmed_at is not None:
        change = {"confirmed_at": [None, reader.confirmed_at]}
        cast.ledger.tell(reader.confirmed_at, guest, reader, f"{kind}.confirmed", **change)


def tell_status(cast: Cast, served: Served, sent: Sent, days_ago: int) -> None:
    actor, row = cast.actor(sent.sender, served, days_ago), sent.row
    cast.ledger.tell(row.drafted_at, actor, row, "status.drafted", number=[None, row.number])
    note = {"to": [reader.email for reader in sent.readers], "state": ["draft", "sent"]}
    if row.sent_at is not None:
        cast.ledger.tell(row.sent_at, actor, row, "status.sent", **note)
    for reader in sent.readers:
        _tell_reader(cast, reader, "status")
