"""What clients tells search, palette and pulse."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.clients.facts import ClientReason, Found
from napulse.clients.models import Client, ClientState, Contact
from napulse.clients.queries.clients import clients
from napulse.clients.queries.contacts import KEY_INFLUENCE, contacts
from napulse.engines.attention import Reason
from napulse.engines.kernel.text import fold

R = TypeVar("R", Client, Contact)

WORD_STARTS = (" ", "«", '"', "(", "-", "„", "“")


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Clients and contacts whose name has every word; whole names that start so come first."""
    words = fold(text).split()
    if not words:
        return []
    seen: QuerySet[Client] = Client.objects.seen_by(actor)
    persons = contacts(actor).filter(erased_at=None)
    by_email = Q(email__contains=words[0])
    ranked = [
        (rank, 0, row.folded, _found_client(row)) for rank, row in _ranked(seen, words, limit)
    ]
    ranked += [
        (rank, 1, row.folded, _found_contact(row))
        for rank, row in _ranked(persons, words, limit, by_email)
    ]
    ranked.sort(key=lambda row: row[:3])
    return [row[3] for row in ranked[:limit]]


def _ranked(
    rows: "QuerySet[R]", words: list[str], limit: int, also: Q | None = None
) -> "list[tuple[int, R]]":
    every, starts_word = Q(), Q()
    for word in words:
        every &= Q(folded__contains=word)
    for mark in WORD_STARTS:
        starts_word |= Q(folded__contains=f"{mark}{words[0]}")
    rank = Case(
        When(folded__startswith=" ".join(words), then=Value(0)),
        When(starts_word, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found: Any = rows.filter(every | also if also else every).annotate(rank=rank)
    return [(row.rank, row) for row in found.order_by("rank", "folded", "pk")[:limit]]


def _found_client(row: Client) -> Found:
    note = " · ".join(part for part in (row.line, row.city) if part)
    return Found("client", row.name, note, row.get_absolute_url(), row.pk)


def _found_contact(row: Contact) -> Found:
    note = " · ".join(part for part in (row.title, row.client.name) if part)
    return Found("contact", row.name, note, row.get_absolute_url(), row.client_id)


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Important people whom nobody of us keeps, and active clients that nobody serves."""
    return [*_without_keeper(actor, client_ids), *_without_lead(actor, client_ids)]


def _without_keeper(actor: Actor, client_ids: Collection[int] | None) -> list[ClientReason]:
    rows = contacts(actor, with_left=False).filter(
        Q(keeper=None) | Q(keeper__is_active=False),
        influence__gte=KEY_INFLUENCE,
        client__state=ClientState.ACTIVE,
    )
    if client_ids is not None:
        rows = rows.filter(client_id__in=client_ids)
    by_client: dict[int, list[Contact]] = defaultdict(list)
    for row in rows:
        by_client[row.client_id].append(row)
    return [_keeper_reason(client_id, people) for client_id, people in sorted(by_client.items())]


def _keeper_reason(client_id: int, people: list[Contact]) -> ClientReason:
    values: dict[str, str | int] = {"who": people[0].name}
    reason = Reason(
        code="contact_without_keeper",
        weight_key="single_contact_owner",
        source="clients.Contact",
        source_id=people[0].pk,
        count=len(people),
        values=values,
    )
    url = people[0].get_absolute_url()
    if len(people) > 1:
        url = reverse("clients:client_detail", args=[client_id]) + "?tab=contacts"
    return ClientReason(client_id, reason, url, values)


def _without_lead(actor: Actor, client_ids: Collection[int] | None) -> list[ClientReason]:
    rows = clients(actor, state=ClientState.ACTIVE, led=False)
    if client_ids is not None:
        rows = rows.filter(pk__in=client_ids)
    return [
        ClientReason(
            row.pk,
            Reason(
                code="client_without_lead",
                weight_key="single_contact_owner",
                source="clients.Client",
                source_id=row.pk,
            ),
            row.get_absolute_url() + "?tab=team",
        )
        for row in rows
    ]
