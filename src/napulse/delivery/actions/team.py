"""The charter and who has read it, the members, and who answers for what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import fresh
from napulse.delivery.models import (
    Charter,
    CharterReading,
    Duty,
    Project,
    ProjectMember,
    Responsibility,
)
from napulse.delivery.permissions import EDIT_PROJECTS, VIEW_PROJECTS
from napulse.engines.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class CharterData:
    product: str
    goals: str
    acceptance: str


@action(EDIT_PROJECTS)
def write_charter(actor: Actor, project: Project, *, data: CharterData, version: int) -> Charter:
    """Write or change the charter; another text is another edition, to be read anew.

    `version` is that of the charter the writer saw, 0 where there was none.
    """
    project = fresh(project)
    found = Charter.objects.select_for_update().filter(project=project).first()
    charter = found or Charter(project=project, client_id=project.client_id)
    if charter.version != version:
        raise Refused("row.changed", name=project.name)
    told = CharterData(charter.product, charter.goals, charter.acceptance)
    if told == data:
        return charter
    with change(actor, charter, "charter.changed" if found else "charter.written"):
        charter.product, charter.goals, charter.acceptance = (
            data.product,
            data.goals,
            data.acceptance,
        )
        charter.edition += 1 if found else 0
        charter.save()
    return charter


@action(VIEW_PROJECTS)
def read_charter(actor: Actor, charter: Charter, *, edition: int, now: datetime) -> CharterReading:
    """The actor has read this edition; an older one than the present is not enough."""
    charter = fresh(charter)
    if charter.edition != edition:
        raise Refused("charter.newer", edition=charter.edition)
    known: CharterReading | None = charter.readings.filter(
        user_id=actor.own_id, edition=edition
    ).first()
    if known:
        return known
    with change(actor, charter, "charter.read", note={"edition": edition}):
        return CharterReading.objects.create(
            charter=charter, user_id=actor.own_id, edition=edition, at=now
        )


@action(EDIT_PROJECTS)
def add_member(actor: Actor, project: Project, *, user: User) -> ProjectMember:
    project = fresh(project)
    known: ProjectMember | None = project.members.filter(user=user).first()
    if known:
        raise Refused("member.is_there", name=user.name)
    with change(actor, project, "project.member_added", note={"member": user.name}):
        return ProjectMember.objects.create(project=project, user=user)


@action(EDIT_PROJECTS)
def remove_member(actor: Actor, project: Project, *, user: User) -> None:
    """Take somebody out of the members; whoever holds a duty stays in the team by it."""
    project = fresh(project)
    with change(actor, project, "project.member_removed", note={"member": user.name}):
        project.members.filter(user=user).delete()


@action(EDIT_PROJECTS)
def assign_duties(actor: Actor, project: Project, *, holders: Mapping[str, User | None]) -> None:
    """Say who answers for what; a duty without a holder is a hole that the pages show."""
    project = fresh(project)
    known = {row.duty: row for row in project.responsibilities.select_related("user")}
    changed = {
        duty: [known[duty].user.name if duty in known else None, user.name if user else None]
        for duty, user in holders.items()
        if (known[duty].user_id if duty in known else None) != (user.pk if user else None)
    }
    if not changed:
        return
    with change(actor, project, "project.duties_assigned", note=dict(changed)):
        for duty in changed:
            project.responsibilities.filter(duty=Duty(duty)).delete()
            if user := holders[duty]:
                Responsibility.objects.create(project=project, duty=Duty(duty), user=user)
