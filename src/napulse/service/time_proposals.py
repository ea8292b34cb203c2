"""Contacts with clients, proposed as time to those who held or attended them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q

from napulse.access.actor import Actor
from napulse.access.queries import agency
from napulse.service.models import (
    Attendee,
    Interaction,
    InteractionKind,
    InteractionProject,
    InteractionState,
)
from napulse.service.queries.interactions import interactions
from napulse.timesheets.proposals import Proposal

SPOKEN = (InteractionKind.MEETING, InteractionKind.CALL, InteractionKind.VIDEO)


def time_proposals(actor: Actor, *, first: date, last: date, now: datetime) -> list[Proposal]:
    """Meetings and calls that are over, of days between these, both included."""
    zone = ZoneInfo(agency().zone)
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    attends = Attendee.objects.filter(interaction=OuterRef("pk"), user_id=actor.own_id)
    rows = interactions(actor).filter(
        Q(owner_id=actor.own_id) | Exists(attends),
        kind__in=SPOKEN,
        starts_at__gte=start,
        starts_at__lt=end,
        ends_at__lte=now,
    )
    found = rows.exclude(state=InteractionState.CANCELLED).select_related("client")
    touches = InteractionProject.objects.select_related("project")
    return [_proposal(row, zone) for row in found.prefetch_related(Prefetch("touches", touches))]


def _proposal(row: Interaction, zone: ZoneInfo) -> Proposal:
    """On the project, when the contact touched one alone; else on the client."""
    projects = [touch.project for touch in row.touches.all() if touch.project.deleted_at is None]
    project = projects[0] if len(projects) == 1 else None
    return Proposal(
        key=f"meeting:{row.pk}",
        on=row.starts_at.astimezone(zone).date(),
        minutes=int((row.ends_at - row.starts_at).total_seconds()) // 60,
        client_id=row.client_id,
        project_id=project.pk if project else None,
        note=row.subject,
        client_name=row.client.name,
        project_name=project.name if project else "",
        url=row.get_absolute_url(),
    )
