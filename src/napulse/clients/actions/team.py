"""Writes of the team that serves a client, and of the client's brands."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.actions.locking import dependents, fresh, require_scope, require_version, write
from napulse.clients.models import Brand, Client, TeamMember, TeamRole
from napulse.clients.permissions import EDIT_CLIENTS
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a client's team: role and dates, the last day included."""

    role: str = TeamRole.MEMBER
    from_on: date | None = None
    to_on: date | None = None


@action(EDIT_CLIENTS)
def add_team_member(
    actor: Actor, client: Client, *, user: User, place: Place | None = None
) -> TeamMember:
    """Let a colleague serve the client, and see it."""
    place = place or Place()
    _require_order(place)
    fresh(client)
    if not user.is_active:
        raise Refused("team.person_gone", name=user.name)
    if TeamMember.objects.filter(client=client, user=user, deleted_at=None, to_on=None).exists():
        raise Refused("team.already_serves", name=user.name)
    member = TeamMember(
        client=client, user=user, role=place.role, from_on=place.from_on, to_on=place.to_on
    )
    with change(actor, member, "team.joined"):
        member.save()
    return member


@action(EDIT_CLIENTS)
def edit_team_member(
    actor: Actor, member: TeamMember, *, place: Place, version: int | None
) -> TeamMember:
    _require_order(place)
    row = fresh(member)
    require_version(row, version, asdict(place))
    if place.to_on is None and _serves_elsewhere(row):
        raise Refused("team.already_serves", name=row.user.name)
    with change(actor, row, "team.changed"):
        write(row, {"role": place.role, "from_on": place.from_on, "to_on": place.to_on})
    return row


@action(EDIT_CLIENTS)
def remove_team_member(actor: Actor, member: TeamMember, *, now: datetime) -> TeamMember:
    """Take a colleague off the team; the row is kept, so that it can be undone."""
    row = fresh(member)
    with change(actor, row, "team.removed"):
        write(row, {"deleted_at": now})
    return row


@action(EDIT_CLIENTS)
def restore_team_member(actor: Actor, member: TeamMember) -> TeamMember:
    row = fresh(member, deleted=True)
    if row.to_on is None and _serves_elsewhere(row):
        raise Refused("team.already_serves", name=row.user.name)
    with change(actor, row, "team.restored"):
        write(row, {"deleted_at": None})
    return row


@action(EDIT_CLIENTS)
def set_lead(actor: Actor, clients: Sequence[Client], *, lead: User) -> list[Client]:
    """Make one person answer for these clients; whoever did before stays and manages."""
    require_scope(actor, clients)
    if not lead.is_active:
        raise Refused("team.person_gone", name=lead.name)
    return [client for client in clients if _hand_over(actor, fresh(client), lead)]


@action(EDIT_CLIENTS)
def put_team_back(
    actor: Actor, clients: Sequence[Client], *, roles: Mapping[int, str], now: datetime
) -> None:
    """Undo of `set_lead`: who led leads again, and the other goes or gets the former role.

    Whatever else was done to the teams since stays.
    """
    require_scope(actor, clients)
    living = TeamMember.objects.select_for_update().filter(
        client__in=clients, deleted_at=None, to_on=None
    )
    for member in living:
        before = roles.get(member.pk)
        if before == member.role or TeamRole.LEAD not in (before, member.role):
            continue
        if before is None:
            with change(actor, member, "team.removed"):
                write(member, {"deleted_at": now})
        else:
            _set_role(actor, member, before)


def _hand_over(actor: Actor, client: Client, lead: User) -> bool:
    living = TeamMember.objects.select_for_update().filter(
        client=client, deleted_at=None, to_on=None
    )
    members = list(living)
    already = {m.user_id for m in members if m.role == TeamRole.LEAD}
    if already == {lead.pk}:
        return False
    for member in members:
        if member.role == TeamRole.LEAD and member.user_id != lead.pk:
            _set_role(actor, member, TeamRole.MANAGER)
    mine = next((m for m in members if m.user_id == lead.pk), None)
    if mine is None:
        mine = TeamMember(client=client, user=lead, role=TeamRole.LEAD)
        with change(actor, mine, "team.joined"):
            mine.save()
    elif mine.role != TeamRole.LEAD:
        _set_role(actor, mine, TeamRole.LEAD)
    return True


def _set_role(actor: Actor, member: TeamMember, role: str) -> None:
    with change(actor, member, "team.changed"):
        write(member, {"role": role})


def _require_order(place: Place) -> None:
    if place.role not in TeamRole.values:
        raise Refused("team.no_such_role", role=place.role)
    if place.from_on and place.to_on and place.to_on < place.from_on:
        raise Refused("team.ends_before_start")


def _serves_elsewhere(row: TeamMember) -> bool:
    others = TeamMember.objects.filter(
        client_id=row.client_id, user_id=row.user_id, deleted_at=None, to_on=None
    )
    return others.exclude(pk=row.pk).exists()


@action(EDIT_CLIENTS)
def add_brand(actor: Actor, client: Client, *, name: str) -> Brand:
    fresh(client)
    _require_free_brand(client.pk, name)
    brand = Brand(client=client, name=name.strip())
    with change(actor, brand, "brand.added"):
        brand.save()
    return brand


@action(EDIT_CLIENTS)
def rename_brand(actor: Actor, brand: Brand, *, name: str) -> Brand:
    row = fresh(brand)
    _require_free_brand(row.client_id, name, besides=row.pk)
    with change(actor, row, "brand.changed"):
        write(row, {"name": name.strip()})
    return row


@action(EDIT_CLIENTS)
def delete_brand(actor: Actor, brand: Brand, *, now: datetime) -> Brand:
    row = fresh(brand)
    if leaning := dependents(row, parts=set()):
        raise Refused("brand.has_dependents", dependents=leaning)
    with change(actor, row, "brand.deleted"):
        write(row, {"deleted_at": now})
    return row


@action(EDIT_CLIENTS)
def restore_brand(actor: Actor, brand: Brand) -> Brand:
    row = fresh(brand, deleted=True)
    _require_free_brand(row.client_id, row.name)
    with change(actor, row, "brand.restored"):
        write(row, {"deleted_at": None})
    return row


def _require_free_brand(client_id: int, name: str, *, besides: int | None = None) -> None:
    if not name.strip():
        raise Refused("brand.no_name")
    others = Brand.objects.filter(client_id=client_id, deleted_at=None).exclude(pk=besides or 0)
    if fold(name) in {fold(other) for other in others.values_list("name", flat=True)}:
        raise Refused("brand.name_taken", name=name.strip())
