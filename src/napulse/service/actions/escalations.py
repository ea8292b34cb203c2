"""Escalations: raised by hand or by rule, climbing the line, closed by a resolution alone."""

from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.actions.locking import require_version
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.people.queries import absent_on, agency_today, names_of, stand_in
from napulse.service.actions.notices import Note, notify
from napulse.service.models import (
    ActionItem,
    Clock,
    Escalation,
    EscalationRule,
    EscalationState,
)
from napulse.service.permissions import EDIT_ESCALATIONS
from napulse.service.queries.clocks import the_standard
from napulse.service.queries.lines import (
    calendar_of,
    escalation_line,
    next_on_line,
    working_moment,
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a rule found: `key` keeps it from being raised twice; `about` is whose matter it is.

    `owner_id` takes it up, when it is not the next up the line.
    """

    rule: EscalationRule
    title: str
    about: int
    key: str
    detail: str = ""
    clock: Clock | None = None
    item: ActionItem | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class HandRaised:
    """What a person wrote. Without an owner or a date, those of the line and the standard hold."""

    title: str
    detail: str = ""
    owner_id: int | None = None
    due_at: datetime | None = None
    submit_key: str | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """Who takes it up from now on and by when; `version` is the one that the form knew."""

    owner_id: int
    due_at: datetime
    version: int | None = None


@action(EDIT_ESCALATIONS)
def raise_escalation(
    actor: Actor, client: Client, *, data: HandRaised, now: datetime
) -> Escalation:
    """Raise by hand. The same form sent twice raises once."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    found: Escalation | None = Escalation.objects.filter(submit_key=data.submit_key or "").first()
    if found is not None and found.client_id != client.pk:
        raise Refused("escalation.submit_key_taken")
    if found is not None:
        return found
    if not data.title.strip():
        raise Refused("escalation.title_missing")
    if data.due_at is not None and data.due_at <= now:
        raise Refused("escalation.due_passed")
    made = Escalation(client=client, title=data.title.strip()[:200], detail=data.detail.strip())
    made.submit_key, made.raised_by_id = data.submit_key or None, actor.user_id
    line = escalation_line(actor.own_id) if actor.is_person else []
    _place(made, line, data.owner_id, now)
    if data.due_at is not None:
        made.due_at = data.due_at
    _store(actor, made, now)
    return made


@action(EDIT_ESCALATIONS)
def raise_by_rule(
    actor: Actor, client: Client, *, trouble: Trouble, now: datetime
) -> Escalation | None:
    """Raise what a rule found, to the line of whose matter it is; None when that was done.

    The client is locked: the job of one clock and the sweep of all may find the same at once.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    if _raised_before(trouble):
        return None
    made = Escalation(
        client=client,
        title=trouble.title[:200],
        detail=trouble.detail,
        rule=trouble.rule,
        clock=trouble.clock,
        action=trouble.item,
        submit_key=trouble.key[:36],
    )
    _place(made, escalation_line(trouble.about), trouble.owner_id, now)
    _store(actor, made, now)
    return made


def _raised_before(trouble: Trouble) -> bool:
    if Escalation.objects.filter(submit_key=trouble.key[:36]).exists():
        return True
    if trouble.clock is not None:
        return bool(Escalation.objects.filter(clock=trouble.clock).exists())
    about = {"action": trouble.item, "state": EscalationState.OPEN}
    return trouble.item is not None and bool(Escalation.objects.filter(**about).exists())


def _place(made: Escalation, line: list[int], owner_id: int | None, now: datetime) -> None:
    """Find the owner: who was named, otherwise the next up the line, past those away."""
    today = agency_today(now)
    if owner_id is not None:
        _give(made, line, owner_id)
    else:
        made.line = line
        found = next_on_line(line, absent_on(today), after=0, owner=line[0])
        made.step, made.owner_id = found or (0, stand_in(line[0], today=today))
    made.raised_at = now
    standard = the_standard()
    made.due_at = working_moment(now, standard.escalation_hours, calendar_of(made.owner_id))
    _wind(made, now)


def _give(escalation: Escalation, line: list[int], owner_id: int) -> None:
    """Put it with a named person; from somebody beside the line it climbs that person's own."""
    if not User.objects.filter(pk=owner_id, is_active=True).exists():
        raise Refused("escalation.owner_unknown")
    if owner_id not in line:
        above = escalation_line(owner_id)
        line = [*(one for one in line[: escalation.step + 1] if one not in above), *above]
    escalation.line = line
    escalation.step, escalation.owner_id = line.index(owner_id), owner_id


def _wind(escalation: Escalation, now: datetime) -> None:
    """Set when it climbs next; never from the top of its line."""
    absent = absent_on(agency_today(now))
    above = next_on_line(escalation.line, absent, after=escalation.step, owner=escalation.owner_id)
    minutes = the_standard().climb_hours * 60
    calendar = calendar_of(escalation.owner_id)
    escalation.climbs_at = calendar.add_working(now, minutes) if above else None


def _store(actor: Actor, made: Escalation, now: datetime) -> None:
    with change(actor, made, "escalation.raised", note=_names(made)):
        made.save()
    _tell(made, "escalation_yours", [made.owner_id], now)
    _tell(made, "escalation_raised", _others(made, actor), now)


def _others(escalation: Escalation, actor: Actor) -> list[int]:
    """Whose matter it is hears of it too, unless they raised it or own it."""
    known = {escalation.owner_id, actor.user_id}
    return [person for person in escalation.line[:1] if person not in known]


def _names(escalation: Escalation) -> dict[str, object]:
    names = names_of([*escalation.line, escalation.owner_id])
    return {
        "owner": names.get(escalation.owner_id, ""),
        "line": [names[person] for person in escalation.line if person in names],
    }


def _tell(escalation: Escalation, code: str, user_ids: list[int], now: datetime) -> None:
    values: dict[str, str | int] = {
        "what": escalation.title,
        "client": escalation.client.name,
        "due": escalation.due_at.isoformat(),
    }
    key = f"{code}:{escalation.pk}:{escalation.version}"
    url = escalation.get_absolute_url()
    notify(user_ids, Note(code, key, url, escalation.client_id, values), now=now)
    for user_id in user_ids if code == "escalation_yours" else []:
        after_commit(
            "service.escalation_letter",
            escalation_id=escalation.pk,
            version=escalation.version,
            user_id=user_id,
        )


@action(EDIT_ESCALATIONS)
def hand_escalation(
    actor: Actor, escalation: Escalation, *, data: Handed, now: datetime
) -> Escalation:
    """Give an open one another owner or deadline. Its climbing starts anew with another owner."""
    escalation = _locked(escalation)
    if escalation.state != EscalationState.OPEN:
        raise Refused("escalation.already_resolved")
    wanted = {"owner_id": data.owner_id, "due_at": data.due_at}
    require_version(escalation, data.version, wanted)
    is_given = data.owner_id != escalation.owner_id
    if data.due_at != escalation.due_at and data.due_at <= now:
        raise Refused("escalation.due_passed")
    if not is_given and data.due_at == escalation.due_at:
        return escalation
    with change(actor, escalation, "escalation.handed", note=_handed(escalation, data)):
        escalation.due_at = data.due_at
        if is_given:
            _give(escalation, escalation.line, data.owner_id)
            _wind(escalation, now)
        escalation.save()
    others = {escalation.owner_id} - {actor.user_id} if is_given else set()
    _tell(escalation, "escalation_yours", list(others), now)
    return escalation


def _handed(escalation: Escalation, data: Handed) -> dict[str, object]:
    """For the step in the history: from whom to whom, where the owner is another."""
    if data.owner_id == escalation.owner_id:
        return {}
    names = names_of([escalation.owner_id, data.owner_id])
    return {"from": names.get(escalation.owner_id, ""), "owner": names.get(data.owner_id, "")}


@action(EDIT_ESCALATIONS)
def climb_escalation(
    actor: Actor, escalation: Escalation, *, now: datetime, by_hand: bool = False
) -> Escalation | None:
    """One step up the line, past the absent. By rule only when its hour has come."""
    escalation = _locked(escalation)
    if escalation.state != EscalationState.OPEN:
        _or_refuse(by_hand, "escalation.already_resolved")
        return None
    if not by_hand and (escalation.climbs_at is None or escalation.climbs_at > now):
        return None
    absent = absent_on(agency_today(now))
    above = next_on_line(escalation.line, absent, after=escalation.step, owner=escalation.owner_id)
    if above is None:
        _at_the_top(escalation, by_hand)
        return None
    before = names_of([escalation.owner_id]).get(escalation.owner_id, "")
    names = {"from": before, "owner": names_of([above[1]]).get(above[1], "")}
    with change(actor, escalation, "escalation.climbed", note=names):
        escalation.step, escalation.owner_id = above
        _wind(escalation, now)
        escalation.save()
    _tell(escalation, "escalation_yours", [escalation.owner_id], now)
    _tell(escalation, "escalation_climbed", _others(escalation, actor), now)
    return escalation


def _at_the_top(escalation: Escalation, by_hand: bool) -> None:
    """Nobody is above: it rests there until it is resolved."""
    _or_refuse(by_hand, "escalation.at_the_top")
    with recording(Escalation):
        escalation.climbs_at = None
        escalation.save()


def _or_refuse(by_hand: bool, code: str) -> None:
    if by_hand:
        raise Refused(code)


@action(EDIT_ESCALATIONS)
def resolve_escalation(
    actor: Actor, escalation: Escalation, *, resolution: str, now: datetime
) -> Escalation:
    """Close it, in words: without a resolution it stays open."""
    escalation = _locked(escalation)
    if escalation.state == EscalationState.RESOLVED:
        raise Refused("escalation.already_resolved")
    if not resolution.strip():
        raise Refused("escalation.resolution_missing")
    with change(actor, escalation, "escalation.resolved"):
        escalation.state, escalation.resolution = EscalationState.RESOLVED, resolution.strip()
        escalation.resolved_at, escalation.resolved_by_id = now, actor.user_id
        escalation.climbs_at = None
        escalation.save()
    line = [*escalation.line[: escalation.step + 1], escalation.owner_id]
    known = {actor.user_id}
    _tell(escalation, "escalation_resolved", [p for p in line if p not in known], now)
    return escalation


@action(EDIT_ESCALATIONS)
def reopen_escalation(actor: Actor, escalation: Escalation, *, now: datetime) -> Escalation:
    """Closed too early: open again with its owner, and climbing."""
    escalation = _locked(escalation)
    if escalation.state != EscalationState.RESOLVED:
        raise Refused("escalation.is_open")
    rivals = Escalation.objects.filter(action=escalation.action_id, state=EscalationState.OPEN)
    if escalation.action_id is not None and rivals.exists():
        raise Refused("escalation.another_is_open")
    with change(actor, escalation, "escalation.reopened"):
        escalation.state, escalation.resolution = EscalationState.OPEN, ""
        escalation.resolved_at, escalation.resolved_by = None, None
        _wind(escalation, now)
        escalation.save()
    return escalation


def _locked(escalation: Escalation) -> Escalation:
    found: Escalation = (
        Escalation.objects.select_for_update(of=("self",))
        .select_related("client")
        .get(pk=escalation.pk, deleted_at=None)
    )
    return found
