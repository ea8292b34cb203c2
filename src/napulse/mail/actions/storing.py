"""How letters come in: their bytes once, a row for each place they came to, never twice."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from napulse.access.models import User
from napulse.mail.glance import glance
from napulse.mail.models import Letter, LetterBlob, Mailbox, MailFolder, Source, Upload


@dataclass(frozen=True, slots=True)
class Place:
    """Where letters came to: a folder of a mailbox, or somebody's upload."""

    mailbox: Mailbox | None = None
    folder: MailFolder | None = None
    user: User | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A raw letter and, where the mailbox knows, when it was received."""

    raw: bytes
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A letter's row; `is_new` tells whether it was made now."""

    letter: Letter
    is_new: bool


def keep_blob(raw: bytes) -> LetterBlob:
    """The bytes, stored once however often they come."""
    blob, _made = LetterBlob.objects.get_or_create(
        digest=hashlib.sha256(raw).hexdigest(),
        defaults={"packed": zlib.compress(raw), "size": len(raw)},
    )
    return blob


def store_letters(place: Place, arrived: Iterable[Arrived], *, now: datetime) -> list[Stored]:
    """Rows for these letters; call inside an action."""
    return [_store(place, one, now) for one in arrived]


def _store(place: Place, one: Arrived, now: datetime) -> Stored:
    seen = glance(one.raw)
    letter, is_new = Letter.objects.get_or_create(
        mailbox=place.mailbox,
        uploaded_by=place.user,
        blob=keep_blob(one.raw),
        defaults={
            "folder": place.folder,
            "upload": place.upload,
            "source": Source.MAILBOX if place.mailbox else Source.UPLOAD,
            "message_id": seen.message_id,
            "shown_name": seen.shown_name,
            "address": seen.address,
            "subject": seen.subject,
            "received_at": min(one.received_at or seen.dated_at or now, now),
            "arrived_at": now,
        },
    )
    if letter.deleted_at is not None and place.user:
        letter.deleted_at = None  # whoever brings it again wants to see it
        letter.save(update_fields=["deleted_at"])
    return Stored(letter, is_new)
