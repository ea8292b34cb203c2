"""Who gets a client's reports: the standing list, and the changes to it for one draft."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.models import Client, Contact
from napulse.engines.kernel.errors import Refused
from napulse.service.actions.status import locked_draft
from napulse.service.models import DistributionEntry, RecipientRole, StatusReport
from napulse.service.permissions import EDIT_STATUS
from napulse.service.queries.distribution import addressees, team_to_add
from napulse.service.queries.status import content_of


@action(EDIT_STATUS)
def add_to_distribution(
    actor: Actor,
    client: Client,
    *,
    contact_id: int | None = None,
    user_id: int | None = None,
    role: str,
) -> DistributionEntry:
    """Put a contact or a colleague on the client's list; twice is once, in the newer role."""
    _refuse_outsider(client, contact_id, user_id, role)
    who = {"contact_id": contact_id} if contact_id is not None else {"user_id": user_id or 0}
    listed = DistributionEntry.objects.select_for_update().filter(client=client, deleted_at=None)
    entry: DistributionEntry = listed.filter(**who).first() or DistributionEntry(
        client=client, **who
    )
    with change(actor, entry, "distribution.added"):
        entry.role = role
        entry.save()
    return entry


def _refuse_outsider(
    client: Client, contact_id: int | None, user_id: int | None, role: str
) -> None:
    if contact_id is not None:
        if role == RecipientRole.INTERNAL:
            raise Refused("distribution.client_is_not_internal")
        if not Contact.objects.filter(pk=contact_id, client=client, deleted_at=None).exists():
            raise Refused("distribution.unknown")
    elif not User.objects.filter(pk=user_id or 0, is_active=True).exists():
        raise Refused("distribution.unknown")


@action(EDIT_STATUS)
def add_team_to_distribution(actor: Actor, client: Client) -> list[DistributionEntry]:
    """Everybody on the team, as colleagues; those who are listed already stay as they are."""
    return [
        add_to_distribution(actor, client, user_id=user_id, role=RecipientRole.INTERNAL)
        for user_id in team_to_add(client.pk)
    ]


@action(EDIT_STATUS)
def change_distribution_role(
    actor: Actor, entry: DistributionEntry, *, role: str
) -> DistributionEntry:
    entry = DistributionEntry.objects.select_for_update().get(pk=entry.pk)
    _refuse_outsider(entry.client, entry.contact_id, entry.user_id, role)
    with change(actor, entry, "distribution.changed"):
        entry.role = role
        entry.save()
    return entry


@action(EDIT_STATUS)
def drop_from_distribution(
    actor: Actor, client: Client, *, entry_ids: Collection[int], now: datetime
) -> list[DistributionEntry]:
    """Take entries off the list; undone by `restore_distribution`."""
    found = DistributionEntry.objects.select_for_update().filter(
        client=client, pk__in=entry_ids, deleted_at=None
    )
    dropped = list(found)
    for entry in dropped:
        with change(actor, entry, "distribution.dropped"):
            entry.deleted_at = now
            entry.save()
    return dropped


@action(EDIT_STATUS)
def restore_distribution(actor: Actor, client: Client, *, entry_ids: Collection[int]) -> int:
    """Put dropped entries back; somebody who was added again meanwhile stays once."""
    living = DistributionEntry.objects.filter(client=client, deleted_at=None)
    here = set(living.values_list("contact_id", "user_id"))
    gone = DistributionEntry.objects.select_for_update().filter(
        client=client, pk__in=entry_ids, deleted_at__isnull=False
    )
    back = [entry for entry in gone if (entry.contact_id, entry.user_id) not in here]
    for entry in back:
        with change(actor, entry, "distribution.restored"):
            entry.deleted_at = None
            entry.save()
    return len(back)


@action(EDIT_STATUS)
def add_recipient(
    actor: Actor,
    report: StatusReport,
    *,
    who: Contact | User | tuple[str, str],
    role: str,
) -> StatusReport:
    """Add somebody to this report alone: a contact, a colleague, or a name and an address."""
    report = locked_draft(report)
    extra = _extra(report, who, role)
    known = {each.email.lower(): each for each in addressees(report)}
    found = known.get(extra["email"].lower())
    if found is not None and not found.left_out:
        raise Refused("status.recipient_known", name=found.name)
    content = content_of(report)
    return _keep(report, replace(content, extras=(*content.extras, extra)))


def _extra(
    report: StatusReport, who: Contact | User | tuple[str, str], role: str
) -> dict[str, Any]:
    outside = not isinstance(who, User)
    if outside and role == RecipientRole.INTERNAL:
        raise Refused("distribution.client_is_not_internal")
    if isinstance(who, tuple):
        return {"name": who[0][:120] or who[1], "email": who[1].lower(), "role": role}
    if isinstance(who, Contact) and who.client_id != report.client_id:
        raise Refused("distribution.unknown")
    if not who.email:
        raise Refused("status.recipient_without_email", names=who.name)
    link = "contact_id" if isinstance(who, Contact) else "user_id"
    return {"name": who.name, "email": who.email, "role": role, link: who.pk}


@action(EDIT_STATUS)
def drop_recipient(
    actor: Actor, report: StatusReport, *, entry_id: int | None = None, extra: int | None = None
) -> StatusReport:
    """Leave somebody of the standing list out of this report, or take back an addition."""
    report = locked_draft(report)
    content = content_of(report)
    if entry_id is not None:
        return _keep(report, replace(content, without=(*content.without, entry_id)))
    kept = tuple(each for at, each in enumerate(content.extras) if at != extra)
    return _keep(report, replace(content, extras=kept))


@action(EDIT_STATUS)
def readmit_recipient(actor: Actor, report: StatusReport, *, entry_id: int) -> StatusReport:
    """Somebody of the standing list gets this report after all."""
    report = locked_draft(report)
    content = content_of(report)
    kept = tuple(each for each in content.without if each != entry_id)
    return _keep(report, replace(content, without=kept))


def _keep(report: StatusReport, content: Any) -> StatusReport:
    with recording(StatusReport):  # as with typing: history tells who got it when it is sent
        report.content = content.stored()
        report.save()
    return report
