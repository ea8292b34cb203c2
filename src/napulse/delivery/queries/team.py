"""The charter, the members with what they have read, and who answers for what."""

from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.delivery.models import Charter, Duty, PlannedPerson, PlanState, Project
from napulse.engines.kernel.errors import Missing


@dataclass(frozen=True, slots=True)
class Holder:
    """A duty and who holds it; somebody who has left holds nothing."""

    duty: Duty
    user: User | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, why, and when the present charter was read."""

    user: User
    duties: tuple[str, ...]
    planned: bool
    named: bool
    read_at: datetime | None
    read_before: bool


def charter_of(project: Project) -> Charter | None:
    found: Charter | None = Charter.objects.filter(project=project, deleted_at=None).first()
    return found


def charter(actor: Actor, charter_id: int) -> Charter:
    found: Charter | None = (
        Charter.objects.seen_by(actor).select_related("project").filter(pk=charter_id).first()
    )
    if found is None or not Project.objects.seen_by(actor).filter(pk=found.project_id).exists():
        raise Missing("charter")
    return found


def duties_of(project: Project) -> list[Holder]:
    held = {
        row.duty: row.user
        for row in project.responsibilities.select_related("user")
        if row.user.is_active
    }
    return [Holder(duty, held.get(duty)) for duty in Duty]


def holes(project: Project) -> list[Duty]:
    """The duties that nobody answers for."""
    return [one.duty for one in duties_of(project) if one.user is None]


def members(project: Project) -> list[Member]:
    """Who leads, is named, answers for a duty, or works by the accepted plan."""
    named = set(project.members.values_list("user_id", flat=True))
    planned = planned_users(project)
    duties: dict[int, list[str]] = {}
    for holder in duties_of(project):
        if holder.user:
            duties.setdefault(holder.user.pk, []).append(str(holder.duty.label))
    now_read, ever_read = _readings(charter_of(project))
    everybody = named | planned | set(duties)
    if project.lead_id:
        everybody.add(project.lead_id)
    return [
        Member(
            user=user,
            duties=tuple(duties.get(user.pk, ())),
            planned=user.pk in planned,
            named=user.pk in named,
            read_at=now_read.get(user.pk),
            read_before=user.pk in ever_read,
        )
        for user in User.objects.filter(pk__in=everybody, is_active=True).order_by("folded")
    ]


def planned_users(project: Project) -> set[int]:
    """Accounts of the people who work on the project by the accepted plan."""
    rows = PlannedPerson.objects.filter(
        planned__plan__state=PlanState.ACCEPTED,
        planned__project=project,
        planned__dropped=False,
        person__isnull=False,
    )
    return set(rows.values_list("person__user_id", flat=True).distinct())


def _readings(charter: Charter | None) -> tuple[dict[int, datetime], set[int]]:
    if charter is None:
        return {}, set()
    rows = list(charter.readings.all())
    now = {row.user_id: row.at for row in rows if row.edition == charter.edition}
    return now, {row.user_id for row in rows}
