"""Absences: who is away or asks to be."""

from datetime import date

from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Missing
from napulse.people.models import Absence, AbsenceState, Person
from napulse.people.permissions import APPROVE_ABSENCES, VIEW_ABSENCES
from napulse.people.queries.standing import line_below, stood_in_for


def absences(actor: Actor) -> "QuerySet[Absence]":
    if not actor.can(VIEW_ABSENCES):
        return Absence.objects.none()
    return Absence.objects.select_related("person__user", "deputy__user", "answered_by")


def absence(actor: Actor, absence_id: int) -> Absence:
    found = absences(actor).filter(pk=absence_id).first()
    if found is None:
        raise Missing("absence")
    return found


def may_answer(actor: Actor, person: Person, *, today: date) -> bool:
    """Whether this actor may approve absences of the person: from above in the line, or by level.

    Whoever stands in for an absent manager answers in their stead. The product itself may; nobody
    approves an own absence by being above oneself, or the absence that makes them a deputy.
    """
    if not actor.is_person or actor.can(APPROVE_ABSENCES):
        return True
    return person.user_id in answered_by(actor.own_id, today=today)


def answered_by(user_id: int, *, today: date) -> set[int]:
    """Users whose absences this one answers today: those below, and those below an absent manager
    for whom this one stands in.
    """
    found = line_below(user_id)
    managers = stood_in_for(user_id, today=today)
    for manager in managers:
        found |= line_below(manager)
    return found - {user_id, *managers}


def waiting_for(actor: Actor, *, today: date) -> "QuerySet[Absence]":
    """Absences that wait for this actor's answer."""
    found = absences(actor).filter(state=AbsenceState.ASKED, cancelled_at=None)
    if actor.can(APPROVE_ABSENCES):
        return found
    return found.filter(person__user_id__in=answered_by(actor.own_id, today=today))


def waiting_count(actor: Actor, *, today: date) -> int:
    """How many absences wait for this actor's answer, for the menu."""
    return waiting_for(actor, today=today).count() if actor.is_person else 0


def in_the_way(person_id: int, first: date, last: date) -> "QuerySet[Absence]":
    """Absences of the person, asked for or approved, that touch these days."""
    standing = Q(state__in=[AbsenceState.ASKED, AbsenceState.APPROVED])
    return Absence.objects.filter(
        standing, person_id=person_id, from_on__lte=last, to_on__gte=first, cancelled_at=None
    )


def approved_between(first: date, last: date) -> "QuerySet[Absence]":
    """Everybody's approved absences that touch these days: what a plan reckons with."""
    return Absence.objects.filter(
        from_on__lte=last, to_on__gte=first, cancelled_at=None, state=AbsenceState.APPROVED
    )


def away_meanwhile(actor: Actor, absence: Absence) -> list[Absence]:
    """Who else of the same line is away or asks to be on these days: what an answer weighs."""
    found = absences(actor).filter(
        from_on__lte=absence.to_on,
        to_on__gte=absence.from_on,
        cancelled_at=None,
        state__in=[AbsenceState.ASKED, AbsenceState.APPROVED],
        person__manager=absence.person.manager_id,
    )
    return list(found.exclude(person=absence.person_id).order_by("from_on")[:20])
