"""Absences: asked for with a deputy, approved or declined, cancelled; never changed in silence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.jobs.queue import after_commit
from napulse.people.models import Absence, AbsenceKind, AbsenceState, Person
from napulse.people.permissions import APPROVE_ABSENCES, EDIT_ABSENCES
from napulse.people.queries import agency_today, answered_by, in_the_way, line_below, may_answer

TELL = "service.tell_of_absence"


@dataclass(frozen=True, slots=True)
class AbsenceData:
    kind: str
    from_on: date
    to_on: date
    deputy: Person | None = None
    note: str = ""


@action(EDIT_ABSENCES)
def plan_absence(actor: Actor, person: Person, *, data: AbsenceData) -> Absence:
    """Own absence, that of somebody below, or anybody's for those who approve.

    It stands at once when its planner may approve it, and an illness always does: it is a fact.
    Anything else waits for an answer.
    """
    refuse_strangers(actor, person)
    if data.to_on < data.from_on:
        raise Refused("absence.ends_before_start")
    if data.deputy and data.deputy.pk == person.pk:
        raise Refused("absence.deputy_is_self")
    refuse_overlap(person, data)
    if data.deputy:
        refuse_absent_deputy(data.deputy, data.from_on, data.to_on)
        refuse_taking_over(actor, person, data.deputy)
    stands = data.kind == AbsenceKind.ILLNESS or may_answer(actor, person, today=_today())
    absence = Absence(
        person=person,
        deputy=data.deputy,
        kind=data.kind,
        from_on=data.from_on,
        to_on=data.to_on,
        note=data.note,
        state=AbsenceState.APPROVED if stands else AbsenceState.ASKED,
    )
    with change(actor, absence, "absence.planned" if stands else "absence.asked"):
        absence.save()
    after_commit(TELL, absence_id=absence.pk, teller_id=actor.own_id)
    return absence


def refuse_strangers(actor: Actor, person: Person) -> None:
    if not actor.is_person or actor.can(APPROVE_ABSENCES):
        return
    own = {actor.own_id} | answered_by(actor.own_id, today=_today())
    if person.user_id not in own:
        raise NotAllowed(EDIT_ABSENCES)


def _today() -> date:
    return agency_today(timezone.now())


def refuse_taking_over(actor: Actor, person: Person, deputy: Person) -> None:
    """A deputy sees the absent person's clients: nobody opens themselves those of another line."""
    sees_all = actor.client_ids is None
    if sees_all or deputy.user_id != actor.user_id:
        return
    if person.user_id not in line_below(actor.own_id):
        raise Refused("absence.deputy_is_planner", name=str(person))


def refuse_overlap(person: Person, data: AbsenceData) -> None:
    other = in_the_way(person.pk, data.from_on, data.to_on).first()
    if other:
        raise Refused("absence.overlaps", from_on=other.from_on, to_on=other.to_on)


def refuse_absent_deputy(deputy: Person, first: date, last: date) -> None:
    away: QuerySet[Absence] = in_the_way(deputy.pk, first, last)
    other = away.filter(state=AbsenceState.APPROVED).first()
    if other:
        raise Refused(
            "absence.deputy_away", name=str(deputy), from_on=other.from_on, to_on=other.to_on
        )


def _held(actor: Actor, absence: Absence) -> Absence:
    """The row for update, whose answer is this actor's to give."""
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if not may_answer(actor, absence.person, today=_today()):
        raise NotAllowed(APPROVE_ABSENCES)
    if absence.cancelled_at:
        raise Refused("absence.cancelled")
    return absence


@action(EDIT_ABSENCES)
def answer_absence(
    actor: Actor, absence: Absence, *, approve: bool, answer: str = "", now: datetime
) -> Absence:
    """Approve, or decline with a sentence; what was answered is not answered again."""
    absence = _held(actor, absence)
    if absence.state != AbsenceState.ASKED:
        raise Refused("absence.answered", state=absence.get_state_display())
    if not approve and not answer.strip():
        raise Refused("absence.says_why")
    if approve and absence.deputy:
        refuse_absent_deputy(absence.deputy, absence.from_on, absence.to_on)
    with change(actor, absence, "absence.approved" if approve else "absence.declined"):
        absence.state = AbsenceState.APPROVED if approve else AbsenceState.DECLINED
        absence.answer = answer.strip()
        absence.answered_by_id, absence.answered_at = actor.user_id, now
        absence.save()
    after_commit(TELL, absence_id=absence.pk, teller_id=actor.own_id)
    return absence


@action(EDIT_ABSENCES)
def take_back_answer(actor: Actor, absence: Absence) -> Absence:
    """An answer given in error: the absence waits again."""
    absence = _held(actor, absence)
    if absence.state == AbsenceState.ASKED:
        return absence
    refuse_taken_days(absence)
    with change(actor, absence, "absence.answer_taken_back"):
        absence.state, absence.answer = AbsenceState.ASKED, ""
        absence.answered_by_id, absence.answered_at = None, None
        absence.save()
    return absence


def refuse_taken_days(absence: Absence) -> None:
    """A declined or cancelled absence does not come back over another one."""
    other = in_the_way(absence.person_id, absence.from_on, absence.to_on)
    found = other.exclude(pk=absence.pk).first()
    if found:
        raise Refused("absence.overlaps", from_on=found.from_on, to_on=found.to_on)


@action(EDIT_ABSENCES)
def cancel_absence(actor: Actor, absence: Absence, *, now: datetime) -> Absence:
    refuse_strangers(actor, absence.person)
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.cancelled_at:
        return absence
    with change(actor, absence, "absence.cancelled"):
        absence.cancelled_at = now
        absence.save()
    return absence


@action(EDIT_ABSENCES)
def restore_absence(actor: Actor, absence: Absence) -> Absence:
    """A cancelled absence stands again as it was, unless its days were taken meanwhile."""
    refuse_strangers(actor, absence.person)
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.cancelled_at is None:
        return absence
    refuse_taken_days(absence)
    with change(actor, absence, "absence.restored"):
        absence.cancelled_at = None
        absence.save()
    return absence
