"""Every way letters are read: what the actor may see, and what waits to be judged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.clients.facts import ClientReason, Found
from napulse.db.among import Among
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.text import fold
from napulse.mail.models import Letter, Upload
from napulse.mail.models.letters import LetterQuerySet

FRAUD_DAYS = 14
HEAVY = ("report", "details")


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What the list is narrowed to; empty shows all."""

    client_id: int | None = None
    brand: str = ""
    mailbox_id: int | None = None
    upload_id: int | None = None


def letters(actor: Actor, wanted: LetterFilter | None = None) -> LetterQuerySet:
    """Letters for a list, the deleted ones too."""
    wanted = wanted or LetterFilter()
    found: LetterQuerySet = Letter.objects.with_deleted(actor)
    found = found.select_related("client", "names_client").defer(*HEAVY)
    if wanted.client_id:
        found = found.filter(Q(client_id=wanted.client_id) | Q(names_client_id=wanted.client_id))
    if wanted.brand:
        found = found.filter(brand=wanted.brand)
    if wanted.mailbox_id:
        found = found.filter(mailbox_id=wanted.mailbox_id)
    if wanted.upload_id:
        found = found.filter(upload_id=wanted.upload_id)
    return found


def letter(actor: Actor, letter_id: int, *, deleted: bool = False) -> Letter:
    rows = Letter.objects.with_deleted(actor) if deleted else Letter.objects.seen_by(actor)
    related = (
        "blob",
        "client",
        "contact",
        "mailbox__owner",
        "uploaded_by",
        "interaction",
    )
    found: Letter | None = rows.select_related(*related).filter(pk=letter_id).first()
    if found is None:
        raise Missing("letter")
    return found


def chosen_letters(actor: Actor, ids: Collection[int], *, deleted: bool = False) -> list[Letter]:
    rows = Letter.objects.with_deleted(actor) if deleted else Letter.objects.seen_by(actor)
    return list(rows.select_related("client", "mailbox__owner").filter(pk__in=ids))


def of_upload(actor: Actor, upload: Upload) -> list[Letter]:
    """The letters that an upload brought."""
    return list(Letter.objects.seen_by(actor).filter(upload=upload).defer(*HEAVY).order_by("pk"))


def of_client(actor: Actor, client_id: int, *, limit: int) -> list[Letter]:
    """The newest letters filed under a client, and the frauds that speak of it."""
    found = letters(actor, LetterFilter(client_id=client_id)).filter(deleted_at=None)
    return list(found.filter(Q(client_id=client_id) | Q(is_apart=True))[:limit])


def of_interaction(actor: Actor, interaction_id: int) -> Letter | None:
    """The letter that an interaction was made of."""
    rows = Letter.objects.seen_by(actor).filter(interaction_id=interaction_id)
    found: Letter | None = rows.defer(*HEAVY).order_by("pk").first()
    return found


def count_of_client(actor: Actor, client_id: int) -> int:
    found = Letter.objects.seen_by(actor).filter(
        Q(client_id=client_id) | Q(names_client_id=client_id, is_apart=True)
    )
    return int(found.count())


def brands_seen(actor: Actor) -> list[str]:
    """The brands of the actor's letters, for the filter of the list."""
    rows = Letter.objects.seen_by(actor).exclude(brand="").order_by("brand")
    return list(rows.values_list("brand", flat=True).distinct())


def to_judge(letter_ids: Collection[int] | None = None, *, limit: int = 200) -> list[Letter]:
    """Letters without a verdict, the oldest first; for the job that judges them."""
    rows = Letter.objects.filter(judged_at=None).select_related("blob", "mailbox")
    if letter_ids is not None:
        rows = rows.filter(pk__in=letter_ids)
    return list(rows.order_by("pk")[:limit])


def colleagues(actor: Actor) -> list[User]:
    """Whom one may tell of a letter: everybody who works here but oneself."""
    rows = User.objects.filter(is_active=True).exclude(pk=actor.own_id)
    return list(rows.order_by("folded"))


def search(actor: Actor, text: str, *, limit: int) -> list[Found]:
    """Letters for the palette: by subject, sender or client."""
    rows = Letter.objects.seen_by(actor).select_related("client").defer(*HEAVY)
    for word in fold(text).split():
        rows = rows.filter(Q(folded__contains=word) | Q(client__folded__contains=word))
    return [
        Found("mail", str(row), row.sender, row.get_absolute_url(), row.client_id)
        for row in rows.order_by("-received_at", "-pk")[:limit]
    ]


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """Fraudulent letters of the last days that speak of a client."""
    rows = Letter.objects.filter(
        is_apart=True,
        deleted_at=None,
        names_client__deleted_at=None,
        arrived_at__gte=now - timedelta(days=FRAUD_DAYS),
    )
    ids = actor.client_ids if client_ids is None else frozenset(client_ids)
    rows = rows.filter(names_client__isnull=False)
    if ids is not None:
        rows = rows.filter(Among("names_client_id", frozenset(ids)))
    counted = dict(rows.order_by().values_list("names_client_id").annotate(n=Count("pk")))
    newest = {row.names_client_id: row for row in rows.defer(*HEAVY).order_by("received_at", "pk")}
    return [_reason(row, counted[client_id]) for client_id, row in newest.items() if client_id]


def _reason(row: Letter, count: int) -> ClientReason:
    values: dict[str, str | int] = {"what": str(row)[:120], "who": row.sender[:120]}
    reason = Reason(
        code="letter_fraud",
        source="mail.Letter",
        source_id=row.pk,
        count=count,
        due_at=row.arrived_at,
        values=values,
    )
    url = f"{reverse('mail:letter_list')}?view=apart&client={row.names_client_id}"
    return ClientReason(row.names_client_id or 0, reason, url, values)
