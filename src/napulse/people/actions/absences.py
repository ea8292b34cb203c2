"""Absences: planned with a deputy, cancelled; never shortened in silence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.people.models import Absence, Person
from napulse.people.permissions import APPROVE_ABSENCES, EDIT_ABSENCES
from napulse.people.queries import line_below


@dataclass(frozen=True, slots=True)
class AbsenceData:
    kind: str
    from_on: date
    to_on: date
    deputy: Person | None = None
    note: str = ""


@action(EDIT_ABSENCES)
def plan_absence(actor: Actor, person: Person, *, data: AbsenceData) -> Absence:
    """Own absence, that of somebody below, or anybody's for those who approve."""
    refuse_strangers(actor, person)
    if data.to_on < data.from_on:
        raise Refused("absence.ends_before_start")
    if data.deputy and data.deputy.pk == person.pk:
        raise Refused("absence.deputy_is_self")
    refuse_overlap(person, data)
    if data.deputy:
        refuse_absent_deputy(data.deputy, data)
        refuse_taking_over(actor, person, data.deputy)
    absence = Absence(
        person=person,
        deputy=data.deputy,
        kind=data.kind,
        from_on=data.from_on,
        to_on=data.to_on,
        note=data.note,
    )
    with change(actor, absence, "absence.planned"):
        absence.save()
    return absence


def refuse_strangers(actor: Actor, person: Person) -> None:
    if not actor.is_person or actor.can(APPROVE_ABSENCES):
        return
    if person.user_id not in line_below(actor.user_id or 0):
        raise NotAllowed(EDIT_ABSENCES)


def refuse_taking_over(actor: Actor, person: Person, deputy: Person) -> None:
    """A deputy sees the absent person's clients: nobody opens themselves those of another line."""
    sees_all = actor.client_ids is None
    if sees_all or deputy.user_id != actor.user_id:
        return
    if person.user_id not in line_below(actor.own_id):
        raise Refused("absence.deputy_is_planner", name=str(person))


def _within(data: AbsenceData) -> Q:
    return Q(from_on__lte=data.to_on, to_on__gte=data.from_on, cancelled_at=None)


def refuse_overlap(person: Person, data: AbsenceData) -> None:
    other = Absence.objects.filter(_within(data), person=person).first()
    if other:
        raise Refused("absence.overlaps", from_on=other.from_on, to_on=other.to_on)


def refuse_absent_deputy(deputy: Person, data: AbsenceData) -> None:
    other = Absence.objects.filter(_within(data), person=deputy).first()
    if other:
        raise Refused(
            "absence.deputy_away", name=str(deputy), from_on=other.from_on, to_on=other.to_on
        )


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
