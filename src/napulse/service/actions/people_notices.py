"""What inboxes are told of requests for people: who answers, and what was answered."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.delivery.models import Duty, PeopleRequest, Responsibility
from napulse.delivery.permissions import APPROVE_PLANS, VIEW_PLANS
from napulse.service.actions.notices import Note, notify

RESOURCE_MANAGER = "resource"
OF_ASKER = {"people_granted", "people_offered", "people_declined"}


@action(VIEW_PLANS)
def tell_of_people(
    actor: Actor, request: PeopleRequest, *, code: str, teller_id: int, now: datetime
) -> None:
    """Answers go to the asker; the rest to whoever answers for the people of the project."""
    told = {request.asked_by_id} if code in OF_ASKER else _who_answers(request, now)
    if code in {"people_taken", "people_refused", "people_withdrawn"} and request.answered_by_id:
        told = {request.answered_by_id}
    values: dict[str, str | int] = {
        "who": _name(teller_id),
        "what": _what(request),
        "project": request.project.name,
        "client": request.client.name,
        "from": request.from_on.isoformat(),
        "to": request.to_on.isoformat(),
        "answer": request.answer,
    }
    key = f"{code}:{request.pk}:{now.isoformat(timespec='seconds')}"
    note = Note(code, key, request.get_absolute_url(), request.client_id, values)
    notify(sorted(told - {teller_id}), note, now=now)


def _name(user_id: int) -> str:
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or ""


def _what(request: PeopleRequest) -> str:
    """The person who is given or offered, else the role that is asked for."""
    held = request.booking.person if request.booking else None
    return str(held or request.role)


def _who_answers(request: PeopleRequest, now: datetime) -> set[int]:
    """Who answers for the resources of the project; else the resource managers; else all who may.

    Nobody is told of a client that they do not see.
    """
    duty = Responsibility.objects.filter(project=request.project_id, duty=Duty.RESOURCES)
    named = list(User.objects.filter(pk__in=duty.values("user_id"), is_active=True))
    managers = list(User.objects.filter(role_id=RESOURCE_MANAGER, is_active=True))
    for users in (named, managers, list(User.objects.filter(is_active=True))):
        found = {user.pk for user in users if _may_answer(user, request, now)}
        if found:
            return found
    return set()


def _may_answer(user: User, request: PeopleRequest, now: datetime) -> bool:
    area, level = APPROVE_PLANS.area, int(APPROVE_PLANS.level)
    return user.role.levels.get(area, 0) >= level and actor_of(user, now=now).sees(
        request.client_id
    )
