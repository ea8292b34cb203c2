"""What inboxes are told of absences: who is asked, what was answered, who stands in."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.people.models import Absence, AbsenceKind, AbsenceState
from napulse.people.permissions import APPROVE_ABSENCES, EDIT_ABSENCES
from napulse.people.queries import agency_today, line_above, reachable_line
from napulse.service.actions.notices import Note, notify


@action(EDIT_ABSENCES)
def tell_of_absence(actor: Actor, absence: Absence, *, teller_id: int, now: datetime) -> None:
    """The line above of a wish, the person of the answer, the deputy of what is to come."""
    if absence.cancelled_at:
        return
    person_id = absence.person.user_id
    if absence.state == AbsenceState.ASKED:
        _tell(absence, "absence_asked", _who_answers(absence, now), now)
    elif absence.state == AbsenceState.DECLINED:
        _tell(absence, "absence_declined", {person_id} - {teller_id}, now)
    else:
        _tell(absence, "absence_approved", {person_id} - {teller_id}, now)
        if absence.kind == AbsenceKind.ILLNESS:
            _tell(absence, "absence_ill", _who_answers(absence, now) - {teller_id}, now)
        if absence.deputy:
            _tell(absence, "absence_deputy", {absence.deputy.user_id} - {teller_id}, now)


def _who_answers(absence: Absence, now: datetime) -> set[int]:
    """The nearest above who is here today, or stands in for who is not; of somebody at the top, all
    who approve absences."""
    person_id, today = absence.person.user_id, agency_today(now)
    above = line_above(person_id)[1:]
    line = reachable_line(above[0], today=today) if above else []
    reached = [each for each in line if each != person_id]
    if reached:
        return set(reached[:1])
    here = set(User.objects.filter(pk__in=above, is_active=True).values_list("pk", flat=True))
    near = [each for each in above if each in here]
    return set(near[:1]) or _approvers(person_id)


def _approvers(but: int) -> set[int]:
    area, level = APPROVE_ABSENCES.area, int(APPROVE_ABSENCES.level)
    active = User.objects.filter(is_active=True).exclude(pk=but).select_related("role")
    return {user.pk for user in active if user.role.levels.get(area, 0) >= level}


def _tell(absence: Absence, code: str, user_ids: set[int], now: datetime) -> None:
    values: dict[str, str | int] = {
        "who": absence.person.user.name,
        "from": absence.from_on.isoformat(),
        "to": absence.to_on.isoformat(),
        "answer": absence.answer,
    }
    said = absence.answered_at.isoformat() if absence.answered_at else ""
    key = f"{code}:{absence.pk}:{said}"
    notify(sorted(user_ids), Note(code, key, absence.get_absolute_url(), None, values), now=now)
