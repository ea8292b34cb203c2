"""Reads history: whole, by client or by object, never more than the reader may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from napulse.access.actor import Actor
from napulse.access.permissions import VIEW_USERS
from napulse.audit.chain import breaks
from napulse.audit.erasure import ERASED
from napulse.audit.models import ChainHead, Entry
from napulse.audit.permissions import VIEW_HISTORY
from napulse.db.among import Among
from napulse.engines.kernel.text import fold

CHUNK = 1000
PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of history asks for; nothing asked is everything."""

    client_id: int | None = None
    user_id: int | None = None
    event: str = ""
    model: str = ""
    object_id: int | None = None
    before: int | None = None


def entries_seen(actor: Actor) -> "QuerySet[Entry]":
    """Entries of the reader's clients and areas; those of no client only for who sees accounts."""
    if not actor.can(VIEW_HISTORY):
        return Entry.objects.none()
    mine = Q(client_id__isnull=False)
    if actor.client_ids is not None:
        mine = Q(Among("client_id", actor.client_ids))
    whose = mine | Q(client_id=None) if actor.can(VIEW_USERS) else mine
    return Entry.objects.filter(whose).exclude(model__in=closed_models(actor))


def closed_models(actor: Actor) -> list[str]:
    """Kinds of row that this actor may not read, so neither their history."""
    return [
        model._meta.label_lower
        for model in apps.get_models()
        if (need := getattr(model, "reading", None)) and not actor.can(need)
    ]


def entries(actor: Actor, wanted: Wanted, *, limit: int = PAGE) -> list[Entry]:
    """The newest entries that match; one more than the limit tells that there are older ones."""
    return list(
        _matching(entries_seen(actor), wanted)
        .select_related("user", "behalf_of")
        .order_by("-number")[: limit + 1]
    )


def _matching(found: "QuerySet[Entry]", wanted: Wanted) -> "QuerySet[Entry]":
    asked = {
        "client_id": wanted.client_id,
        "user_id": wanted.user_id,
        "event": wanted.event or None,
        "model": wanted.model or None,
        "object_id": wanted.object_id,
        "number__lt": wanted.before,
    }
    return found.filter(**{name: value for name, value in asked.items() if value is not None})


def entries_for(actor: Actor, obj: models.Model, *, limit: int = 20) -> list[Entry]:
    """The newest history of one object, as the partial `audit/_entries.html` shows it."""
    wanted = Wanted(model=obj._meta.label_lower, object_id=obj.pk)
    return entries(actor, wanted, limit=limit)[:limit]


def people_in_history(actor: Actor) -> list[tuple[int, str]]:
    """Who did something that this reader may see: (user id, name)."""
    found = entries_seen(actor).filter(user__isnull=False).order_by()
    people = found.values_list("user_id", "user__name").distinct()
    return sorted(people, key=lambda pair: fold(str(pair[1])))


def objects_named(actor: Actor, model: str = "clients.client") -> list[tuple[int, str]]:
    """Clients that history tells of, called as they are called now: (id, name)."""
    ids = entries_seen(actor).filter(model=model).order_by().values("object_id").distinct()
    rows: Any = apps.get_model(model)._default_manager.filter(pk__in=ids)
    return sorted(((row.pk, str(row)) for row in rows), key=lambda pair: fold(pair[1]))


def events_in_history(actor: Actor) -> list[str]:
    return list(entries_seen(actor).order_by("event").values_list("event", flat=True).distinct())


def first_break() -> tuple[int, str] | None:
    """The first place where history was rewritten, walking it in bounded memory."""
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    chain = Entry.objects.order_by("number").iterator(chunk_size=CHUNK)
    return next(breaks(chain, head=(head.number, head.hash), erasures=dict(_erasures())), None)


def _erasures() -> Iterator[tuple[int, datetime]]:
    for witness in Entry.objects.filter(event=ERASED).order_by("number").iterator():
        said = witness.changes
        if isinstance(said, dict) and isinstance(said.get("erased_at"), str):
            at = datetime.fromisoformat(said["erased_at"])
            yield from ((number, at) for number in said.get("numbers", []))
