"""Time that the accepted plan gave to a person on days that have come."""

from datetime import date, datetime

from napulse.access.actor import Actor
from napulse.delivery.models import PlannedPerson, PlanState
from napulse.engines.kernel.money import round_half_up
from napulse.people.models import Person
from napulse.people.queries import agency_today
from napulse.timesheets.models import EntryOrigin
from napulse.timesheets.proposals import Proposal
from napulse.timesheets.queries.norms import NormDay, norm_of


def time_proposals(actor: Actor, *, first: date, last: date, now: datetime) -> list[Proposal]:
    """The person's minutes in each planned task, spread over the working days it takes."""
    last = min(last, agency_today(now))
    person = Person.objects.filter(user_id=actor.own_id).first()
    if person is None or last < first:
        return []
    rows = PlannedPerson.objects.filter(
        person=person,
        planned__plan__state=PlanState.ACCEPTED,
        planned__dropped=False,
        planned__task__deleted_at=None,
        planned__project__deleted_at=None,
        planned__starts_on__lte=last,
        ends_on__gte=first,
    ).select_related("planned__task", "planned__project__client")
    found = list(rows)
    if not found:
        return []
    begins = min(first, *(one.planned.starts_on for one in found))
    ends = max(last, *(one.ends_on for one in found))
    days = norm_of(person, begins, ends)
    return [p for one in found for p in _of_task(one, days, first, last)]


def _of_task(
    one: PlannedPerson, days: dict[date, NormDay], first: date, last: date
) -> list[Proposal]:
    planned = one.planned
    span = [d for d in days.values() if planned.starts_on <= d.on <= one.ends_on and d.minutes]
    whole = sum(day.minutes for day in span)
    return [
        Proposal(
            key=f"plan:{planned.task_id}:{one.need_id}:{day.on.isoformat()}",
            on=day.on,
            minutes=min(day.minutes, round_half_up(one.minutes * day.minutes, whole)),
            client_id=planned.project.client_id,
            project_id=planned.project_id,
            task_id=planned.task_id,
            note=planned.task.name,
            origin=EntryOrigin.PLAN,
            client_name=planned.project.client.name,
            project_name=planned.project.name,
            url=planned.project.get_absolute_url(),
        )
        for day in span
        if first <= day.on <= last
    ]
