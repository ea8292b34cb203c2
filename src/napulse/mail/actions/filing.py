"""Filing letters under clients and back, telling colleagues of them, deleting and restoring."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime

from napulse.access.actor import Actor, action, system_actor
from napulse.access.models import User
from napulse.audit.history import record
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.queue import after_commit
from napulse.mail.models import Judged, Letter, LetterTold
from napulse.mail.permissions import EDIT_LETTERS
from napulse.mail.queries.clients import contacts_named
from napulse.service.actions.letters import LetterData, record_letter, take_letter_back
from napulse.service.actions.notices import Note, notify


@action(EDIT_LETTERS)
def file_letter(
    actor: Actor, letter: Letter, client: Client, *, excerpt: str = "", now: datetime
) -> Letter:
    """Put the letter on the client's page. A fraud, or what is not judged yet, is refused."""
    letter = locked(actor, letter)
    if letter.is_waiting:
        raise Refused("letter.waiting")
    if letter.verdict == Judged.FRAUDULENT:
        raise Refused("letter.fraudulent")
    if letter.verdict == Judged.UNUSABLE:
        raise Refused("letter.unusable")
    if letter.client_id == client.pk:
        return letter
    if letter.client_id:
        unfile_row(letter, now=now)
    file_row(actor, letter, client, excerpt=excerpt, now=now)
    return letter


def file_row(actor: Actor, letter: Letter, client: Client, *, excerpt: str, now: datetime) -> None:
    """Make the letter an interaction of the client; call inside an action, on a locked row."""
    contact = next((c for c in contacts_named(letter.address) if c.client_id == client.pk), None)
    owner = letter.holder
    data = LetterData(
        ident=letter.message_id or letter.blob_id,
        subject=str(letter),
        received_at=letter.received_at,
        owner_id=actor.user_id or (owner.pk if owner else 0),
        contact=contact,
        sender_name=letter.shown_name or letter.address or "?",
        sender_email=letter.address,
        notes=excerpt,
    )
    letter.interaction = record_letter(actor, client, data=data, now=now)
    letter.client, letter.contact, letter.names_client = client, contact, client
    letter.save()
    record(actor, letter, "letter.filed")


@action(EDIT_LETTERS)
def unfile_letter(actor: Actor, letter: Letter, *, now: datetime) -> Letter:
    """Take the letter from the client, and its interaction, unless there is a report on that."""
    letter = locked(actor, letter)
    if letter.client_id is None:
        return letter
    if letter.interaction is not None:
        take_letter_back(actor, letter.interaction, now=now)
    record(actor, letter, "letter.unfiled")
    letter.client = None
    letter.save()
    return letter


def unfile_row(letter: Letter, *, now: datetime) -> None:
    """The same by the product itself; an interaction that was reported on stays."""
    if letter.interaction is not None:
        with suppress(Refused):
            take_letter_back(system_actor(), letter.interaction, now=now)
    letter.client = None
    letter.save()


@action(EDIT_LETTERS)
def tell_colleagues(
    actor: Actor, letter: Letter, *, user_ids: Collection[int], note: str = "", now: datetime
) -> list[int]:
    """Let these colleagues read the letter, in their inbox and by mail; says who is new to it."""
    letter = locked(actor, letter)
    known = set(User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", flat=True))
    known.discard(actor.own_id)
    if not known:
        raise Refused("letter.nobody_told")
    told = tell_row(letter, sorted(known), by=actor.user_id, note=note, now=now)
    notify(told, _told_of(actor, letter), now=now)
    for user_id in told:
        after_commit("mail.tell", letter_id=letter.pk, user_id=user_id)
    record(actor, letter, "letter.told", to=", ".join(_names(told)))
    return told


def tell_row(
    letter: Letter, user_ids: Iterable[int], *, by: int | None, note: str = "", now: datetime
) -> list[int]:
    """Rows for those who were not told yet; returns them."""
    before = set(letter.told.values_list("user_id", flat=True))
    new = [user_id for user_id in dict.fromkeys(user_ids) if user_id not in before]
    LetterTold.objects.bulk_create(
        [
            LetterTold(letter=letter, user_id=user_id, by_id=by, note=note[:500], at=now)
            for user_id in new
        ],
        ignore_conflicts=True,
    )
    return new


def _told_of(actor: Actor, letter: Letter) -> Note:
    values: dict[str, str | int] = {"who": actor.name, "what": str(letter)[:120]}
    return Note("letter_told", f"letter_told:{letter.pk}", letter.get_absolute_url(), None, values)


def _names(user_ids: Collection[int]) -> list[str]:
    return list(
        User.objects.filter(pk__in=user_ids).order_by("folded").values_list("name", flat=True)
    )


@action(EDIT_LETTERS)
def delete_letter(actor: Actor, letter: Letter, *, now: datetime) -> Letter:
    """Out of sight, for 30 days it can come back. What is filed is first taken from the client."""
    letter = locked(actor, letter)
    _refuse_foreign(actor, letter)
    if letter.client_id is not None:
        raise Refused("letter.is_filed")
    record(actor, letter, "letter.deleted")
    letter.deleted_at = now
    letter.save(update_fields=["deleted_at"])
    return letter


@action(EDIT_LETTERS)
def restore_letter(actor: Actor, letter: Letter) -> Letter:
    letter = locked(actor, letter, deleted=True)
    _refuse_foreign(actor, letter)
    record(actor, letter, "letter.restored")
    letter.deleted_at = None
    letter.save(update_fields=["deleted_at"])
    return letter


def _refuse_foreign(actor: Actor, letter: Letter) -> None:
    """Whoever was only told of a letter does not delete it for everybody."""
    if letter.holder is None or letter.holder.pk != actor.user_id:
        raise Refused("letter.not_yours")


def locked(actor: Actor, letter: Letter, *, deleted: bool = False) -> Letter:
    """The row as stored now, locked; Missing when the actor may not read it."""
    found: Letter | None = (
        Letter.objects.with_deleted(actor)
        .select_for_update(of=("self",))
        .filter(pk=letter.pk, deleted_at__isnull=not deleted)
        .first()
    )
    if found is None:
        raise Missing("letter")
    return found
