"""Letters that somebody brings as files: a few at once, or a whole box in the background."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import record
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.jobs.work import start_work
from napulse.mail.actions.storing import Arrived, Place, Stored, store_letters
from napulse.mail.intake import letters_of
from napulse.mail.models import Letter, Upload, UploadState
from napulse.mail.permissions import EDIT_LETTERS

MOST_FILES = 50
MOST_BYTES = 60_000_000
AT_ONCE_BYTES = 4_000_000
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    name: str
    raw: bytes


@action(EDIT_LETTERS)
def upload_letters(actor: Actor, *, files: Sequence[File], now: datetime) -> Upload:
    """Take all letters of all files, or refuse them all with the name of the file that is wrong.

    What is large is only looked at here, and taken apart by a job with progress.
    """
    if actor.user_id is None:
        raise Refused("upload.nobody")
    _refuse_amount(files)
    name = files[0].name if len(files) == 1 else f"{files[0].name} + {len(files) - 1}"
    upload = Upload(user_id=actor.user_id, filename=name[:200], packed=b"", created_at=now)
    if sum(len(each.raw) for each in files) <= AT_ONCE_BYTES:
        raws = _raws(files)
        if len(raws) <= AT_ONCE:
            return _taken(actor, upload, raws, now)
    _raws(files, most=1)
    upload.packed = zlib.compress(_joined(files))
    upload.work = start_work(actor, "mail.upload", upload.filename)
    upload.save()
    record(actor, upload, "letters.uploaded")
    after_commit("mail.take_upload", upload_id=upload.pk)
    return upload


def _refuse_amount(files: Sequence[File]) -> None:
    if not files:
        raise Refused("upload.nothing")
    if len(files) > MOST_FILES:
        raise Refused("upload.too_many", most=MOST_FILES)
    if sum(len(each.raw) for each in files) > MOST_BYTES:
        raise Refused("upload.too_large", most=MOST_BYTES // 1_000_000)


def _raws(files: Sequence[File], most: int = AT_ONCE + 1) -> list[bytes]:
    """The letters of every file, at least one of each; refused with the file's name."""
    found: list[bytes] = []
    for file in files:
        try:
            letters = [raw for raw, _n in zip(letters_of(file.raw), range(most), strict=False)]
        except Refused as refusal:
            raise Refused(refusal.code, **refusal.values, name=file.name) from refusal
        if not letters:
            raise Refused("upload.empty", name=file.name)
        found += letters
    return found


def _joined(files: Sequence[File]) -> bytes:
    """Files with their lengths before them, so that one column holds them all."""
    return b"".join(len(each.raw).to_bytes(8, "big") + each.raw for each in files)


def files_of(upload: Upload) -> Iterator[bytes]:
    """The files as they were uploaded."""
    packed = zlib.decompress(upload.packed) if upload.packed else b""
    place = 0
    while place < len(packed):
        length = int.from_bytes(packed[place : place + 8], "big")
        yield packed[place + 8 : place + 8 + length]
        place += 8 + length


def _taken(actor: Actor, upload: Upload, raws: Sequence[bytes], now: datetime) -> Upload:
    upload.state = UploadState.DONE
    upload.save()
    stored = take_letters(actor, upload, raws=raws, now=now)
    record(actor, upload, "letters.uploaded", letters=upload.count)
    judge(stored)
    return upload


@action(EDIT_LETTERS)
def take_letters(
    actor: Actor, upload: Upload, *, raws: Sequence[bytes], now: datetime
) -> list[Stored]:
    """Store some letters of an upload; those that are here already are counted, not doubled."""
    place = Place(user=User.objects.get(pk=upload.user_id), upload=upload)
    stored = store_letters(place, [Arrived(raw) for raw in raws], now=now)
    new = sum(each.is_new for each in stored)
    upload.count += new
    upload.known += len(stored) - new
    upload.save(update_fields=["count", "known"])
    return stored


@action(EDIT_LETTERS)
def end_upload(actor: Actor, upload: Upload) -> None:
    """All of it is here: forget the file, have the letters judged."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    upload.state, upload.packed = UploadState.DONE, b""
    upload.save()


@action(EDIT_LETTERS)
def drop_upload(actor: Actor, upload: Upload) -> None:
    """It was stopped or did not succeed: nothing of it stays."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    Letter.objects.filter(upload=upload).delete()
    upload.state, upload.packed, upload.count, upload.known = UploadState.FAILED, b"", 0, 0
    upload.save()


def judge(stored: Sequence[Stored]) -> None:
    """Queue the judgement of letters that wait for it."""
    ids = [each.letter.pk for each in stored if each.letter.is_waiting]
    if ids:
        after_commit("mail.judge", letter_ids=ids)
