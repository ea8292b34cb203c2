"""What the accepted plan has to say in a client's status report: when projects will be ready, and
when the client's reviews begin."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.delivery.models import (
    PlanForecast,
    PlannedTask,
    PlanState,
    Project,
    TaskKind,
    TaskState,
)
from napulse.delivery.permissions import VIEW_PLANS
from napulse.delivery.planning.ground import WORKED_ON
from napulse.delivery.queries import WON
from napulse.engines.reports import LineTone, Section, StatusLine, fingerprint
from napulse.people.queries import agency_today
from napulse.ui.formats import written_day

AHEAD = timedelta(days=14)


def status_lines(
    actor: Actor, *, client_id: int, since: datetime, now: datetime
) -> list[StatusLine]:
    """Only what was accepted, of projects that are won and worked on, is told to a client."""
    if not actor.can(VIEW_PLANS):
        return []
    today = agency_today(now)
    projects = Project.objects.seen_by(actor).filter(
        client_id=client_id, state__in=WORKED_ON, probability=WON
    )
    forecasts = PlanForecast.objects.filter(
        plan__state=PlanState.ACCEPTED, project__in=projects.values("pk")
    ).defer("curve")
    lines = [_ends(one) for one in forecasts.select_related("project").order_by("project__folded")]
    reviews = PlannedTask.objects.filter(
        plan__state=PlanState.ACCEPTED,
        project__in=projects.values("pk"),
        task__kind=TaskKind.REVIEW,
        task__deleted_at=None,
        dropped=False,
        starts_on__range=(today, today + AHEAD),
    ).exclude(task__state=TaskState.DONE)
    rows = reviews.select_related("task", "project").order_by("starts_on", "pk")
    return [*lines, *(_review(one) for one in rows)]


def _ends(one: PlanForecast) -> StatusLine:
    told = {"ends_on": one.ends_on, "p80_on": one.p80_on, "name": one.project.name}
    return StatusLine(
        key=f"plan:{one.project_id}",
        section=Section.DEADLINES,
        text=_ends_text(one),
        source="delivery.Project",
        source_id=one.project_id,
        fingerprint=fingerprint(told),
        project_id=one.project_id,
        tone=_tone(one.ends_on, one.p80_on, one.project.due_on),
    )


def _ends_text(one: PlanForecast) -> str:
    values = {"name": one.project.name, "day": written_day(one.ends_on)}
    if one.p80_on is None or one.p80_on <= one.ends_on:
        return _("%(name)s: ready on %(day)s by the plan") % values
    safe = {**values, "safe": written_day(one.p80_on)}
    return _("%(name)s: ready on %(day)s by the plan, by %(safe)s with four chances of five") % safe


def _tone(ends_on: date, p80_on: date | None, due_on: date | None) -> LineTone:
    if due_on is None:
        return LineTone.PLAIN
    if ends_on > due_on:
        return LineTone.RISK
    return LineTone.WARN if p80_on and p80_on > due_on else LineTone.OK


def _review(one: PlannedTask) -> StatusLine:
    values = {
        "what": one.task.name,
        "project": one.project.name,
        "from": written_day(one.starts_on),
        "to": written_day(one.ends_on),
    }
    return StatusLine(
        key=f"review:{one.task_id}",
        section=Section.DEADLINES,
        text=_("%(project)s, your review: %(what)s, from %(from)s to %(to)s") % values,
        source="delivery.Task",
        source_id=one.task_id,
        fingerprint=fingerprint({"name": one.task.name, **values}),
        project_id=one.project_id,
        tone=LineTone.PLAIN,
    )
