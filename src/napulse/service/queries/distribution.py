"""To whom a client's reports go: the standing list, and the addressees of one draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.models import Contact, TeamMember
from napulse.engines.kernel.errors import Missing
from napulse.service.models import DistributionEntry, RecipientRole, StatusReport
from napulse.service.queries.status import content_of

ORDER = {RecipientRole.TO: 0, RecipientRole.COPY: 1, RecipientRole.INTERNAL: 2}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who gets the report. `entry_id` leads to the standing list, `extra` to this draft's
    own additions; `left_out` stands on the list but does not get this one."""

    name: str
    email: str
    role: str
    contact_id: int | None = None
    user_id: int | None = None
    entry_id: int | None = None
    extra: int | None = None
    left_out: bool = False

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()

    @property
    def role_label(self) -> str:
        return str(RecipientRole(self.role).label)


def distribution(actor: Actor, client_id: int) -> list[DistributionEntry]:
    """The standing list: to, copy, internal."""
    rows = (
        DistributionEntry.objects.seen_by(actor)
        .filter(client_id=client_id)
        .select_related("contact", "user")
    )
    return sorted(rows, key=lambda row: (ORDER[RecipientRole(row.role)], row.pk))


def distribution_entry(
    actor: Actor, entry_id: int, *, with_deleted: bool = False
) -> DistributionEntry:
    rows = DistributionEntry.objects
    seen = rows.with_deleted(actor) if with_deleted else rows.seen_by(actor)
    found: DistributionEntry | None = (
        seen.filter(pk=entry_id, client__deleted_at=None)
        .select_related("client", "contact", "user")
        .first()
    )
    if found is None:
        raise Missing("distribution entry")
    return found


def addressees(report: StatusReport) -> list[Addressee]:
    """Everybody that a draft would go to, and those left out of it."""
    content = content_of(report)
    left_out = set(content.without)
    found = [
        _standing(row, left_out=row.pk in left_out)
        for row in standing_list(report.client_id)
        if _is_here(row)
    ]
    found += [_extra(at, raw) for at, raw in enumerate(content.extras)]
    return sorted(found, key=lambda each: (ORDER[RecipientRole(each.role)], each.name))


def standing_list(client_id: int) -> list[DistributionEntry]:
    """The client's list as it is, for a draft the actor has been let to."""
    return list(
        DistributionEntry.objects.filter(client_id=client_id, deleted_at=None).select_related(
            "contact", "user"
        )
    )


def _is_here(row: DistributionEntry) -> bool:
    if row.contact is not None:
        return row.contact.deleted_at is None and row.contact.erased_at is None
    return row.user is not None and row.user.is_active


def _standing(row: DistributionEntry, *, left_out: bool) -> Addressee:
    who: Any = row.contact or row.user
    return Addressee(
        name=who.name,
        email=who.email,
        role=row.role,
        contact_id=row.contact_id,
        user_id=row.user_id,
        entry_id=row.pk,
        left_out=left_out,
    )


def _extra(at: int, raw: Mapping[str, Any]) -> Addressee:
    return Addressee(
        name=raw["name"],
        email=raw["email"],
        role=raw["role"],
        contact_id=raw.get("contact_id"),
        user_id=raw.get("user_id"),
        extra=at,
    )


def contacts_to_add(client_id: int) -> "QuerySet[Contact]":
    """Contacts of the client who may be written to and are not on the standing list."""
    listed = DistributionEntry.objects.filter(client_id=client_id, deleted_at=None)
    found: QuerySet[Contact] = Contact.objects.filter(
        client_id=client_id, deleted_at=None, left_on=None, erased_at=None
    ).exclude(pk__in=listed.exclude(contact=None).values("contact_id"))
    return found.order_by("folded")


def colleagues_to_add(client_id: int) -> "QuerySet[User]":
    """Colleagues who are not on the standing list."""
    listed = DistributionEntry.objects.filter(client_id=client_id, deleted_at=None)
    return (
        User.objects.filter(is_active=True)
        .exclude(pk__in=listed.exclude(user=None).values("user_id"))
        .order_by("folded")
    )


def team_to_add(client_id: int) -> list[int]:
    """User ids of the client's team of today that are not on the list yet."""
    team = TeamMember.objects.filter(client_id=client_id, to_on=None, deleted_at=None)
    found = colleagues_to_add(client_id).filter(pk__in=team.values("user_id"))
    return list(found.values_list("pk", flat=True))
