"""What stands in a person's own calendar from the accepted plan."""

from datetime import datetime, timedelta

from django.conf import settings

from napulse.access.actor import Actor
from napulse.delivery.models import PlannedPerson, PlanState, Project, TaskState
from napulse.delivery.planning.ground import WORKED_ON
from napulse.engines.exchange import FeedEvent
from napulse.people.queries import agency_today

BACK, AHEAD, MOST = timedelta(days=60), timedelta(days=400), 1000


def feed_events(actor: Actor, *, now: datetime) -> list[FeedEvent]:
    """The person's part in each task of the accepted plan, whole days.

    Only of projects that the person sees: a calendar says no more than the pages do.
    """
    today = agency_today(now)
    rows = PlannedPerson.objects.filter(
        person__user_id=actor.own_id,
        planned__plan__state=PlanState.ACCEPTED,
        planned__dropped=False,
        planned__task__deleted_at=None,
        planned__project__state__in=WORKED_ON,
        planned__project__in=Project.objects.seen_by(actor).values("pk"),
        planned__starts_on__lte=today + AHEAD,
        ends_on__gte=today - BACK,
    ).exclude(planned__task__state=TaskState.DONE)
    found = rows.select_related("planned__task", "planned__project__client", "planned__plan")
    return [_event(one, now) for one in found.order_by("planned__starts_on", "pk")[:MOST]]


def _event(one: PlannedPerson, now: datetime) -> FeedEvent:
    """The same task keeps its identity from plan to plan; each acceptance counts as a change."""
    planned = one.planned
    return FeedEvent(
        uid=f"task-{planned.task_id}-{one.need_id}@napulse",
        sequence=planned.plan_id,
        changed_at=now,
        summary=f"{planned.project.client.name}: {planned.task.name}",
        starts=planned.starts_on,
        ends=max(planned.starts_on, one.ends_on) + timedelta(days=1),
        description=planned.project.name,
        url=settings.BASE_URL + planned.project.get_absolute_url(),
    )
