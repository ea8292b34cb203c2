"""What letters ask about clients: whose address it is, whose details, who serves them."""

from collections.abc import Collection

from napulse.clients.models import Client, Contact, LegalEntity, TeamMember
from napulse.mail.details import Known


def contacts_named(address: str) -> list[Contact]:
    """The living contact persons with this address; one person may stand with several clients."""
    if not address:
        return []
    found = Contact.objects.filter(
        email=address.lower(), deleted_at=None, erased_at=None, client__deleted_at=None
    )
    return list(found.select_related("client").order_by("pk")[:10])


def entities_of(client: Client) -> list[Known]:
    """The stored bank details of a client's legal entities."""
    rows = LegalEntity.objects.filter(client=client, deleted_at=None).order_by("pk")
    return [Known(row.name, row.inn, row.bik, row.account) for row in rows]


def entity_owner(inns: Collection[str]) -> Client | None:
    """The client one of whose legal entities bears one of these INN."""
    rows = LegalEntity.objects.filter(
        inn__in=inns, deleted_at=None, client__deleted_at=None
    ).select_related("client")
    found = {row.client_id: row.client for row in rows.order_by("pk")[:10]}
    return next(iter(found.values())) if len(found) == 1 else None


def team_ids(client: Client) -> list[int]:
    """Users who serve the client now."""
    rows = TeamMember.objects.filter(
        client=client, deleted_at=None, to_on=None, user__is_active=True
    )
    return list(rows.order_by("pk").values_list("user_id", flat=True))
