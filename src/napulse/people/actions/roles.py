"""Work roles of the agency: named, ordered, put away; never deleted, for plans lean on them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold
from napulse.people.models import WorkRole
from napulse.people.permissions import EDIT_PEOPLE


@action(EDIT_PEOPLE)
def add_work_role(actor: Actor, *, name: str) -> WorkRole:
    refuse_taken_name(name)
    role = WorkRole(name=name, position=_next_position())
    with change(actor, role, "work_role.added"):
        role.save()
    return role


@action(EDIT_PEOPLE)
def add_usual_roles(actor: Actor, *, names: Sequence[str]) -> int:
    """The roles that most agencies have, those that are not there yet; says how many came."""
    known = set(WorkRole.objects.values_list("folded", flat=True))
    wanted = [name for name in names if fold(name) not in known]
    for name in wanted:
        add_work_role(actor, name=name)
    return len(wanted)


def _next_position() -> int:
    last = WorkRole.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def refuse_taken_name(name: str, *, but: int = 0) -> None:
    if WorkRole.objects.filter(folded=fold(name)).exclude(pk=but).exists():
        raise Refused("work_role.name_taken", name=name)


@action(EDIT_PEOPLE)
def rename_work_role(actor: Actor, role: WorkRole, *, name: str, version: int) -> WorkRole:
    refuse_taken_name(name, but=role.pk)
    role = WorkRole.objects.select_for_update().get(pk=role.pk)
    if role.version != version:
        raise Refused("row.changed", name=role.name)
    with change(actor, role, "work_role.renamed"):
        role.name = name
        role.save()
    return role


@action(EDIT_PEOPLE)
def archive_work_role(actor: Actor, role: WorkRole, *, now: datetime) -> WorkRole:
    """Out of the forms; people and plans that have it keep it."""
    role = WorkRole.objects.select_for_update().get(pk=role.pk)
    if role.archived_at:
        return role
    with change(actor, role, "work_role.archived"):
        role.archived_at = now
        role.save()
    return role


@action(EDIT_PEOPLE)
def restore_work_role(actor: Actor, role: WorkRole) -> WorkRole:
    role = WorkRole.objects.select_for_update().get(pk=role.pk)
    if role.archived_at is None:
        return role
    with change(actor, role, "work_role.restored"):
        role.archived_at = None
        role.save()
    return role


@action(EDIT_PEOPLE)
def move_work_role(actor: Actor, role: WorkRole, *, up: bool) -> WorkRole:
    """One place up or down among the roles in use; at the edge it stays."""
    rows = list(WorkRole.objects.select_for_update().filter(archived_at=None))
    place = next((n for n, row in enumerate(rows) if row.pk == role.pk), None)
    if place is None:
        raise Refused("work_role.archived", name=role.name)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return role
    rows[place], rows[other] = rows[other], rows[place]
    with change(actor, role, "work_role.moved"):
        for position, row in enumerate(rows):
            if row.position != position:
                row.position = position
                row.save()
    return rows[other]
