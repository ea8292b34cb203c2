"""Takes large uploads apart, with progress that somebody waits for; all of it or nothing."""

from collections.abc import Iterator
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.queries import actor_of
from napulse.jobs.queue import job
from napulse.jobs.work import Cancelled, Progress, working
from napulse.mail.actions.storing import Stored
from napulse.mail.actions.uploads import (
    drop_upload,
    end_upload,
    files_of,
    judge,
    take_letters,
)
from napulse.mail.intake import letters_of
from napulse.mail.models import Upload, UploadState

BATCH = 25
JUDGED_AT_ONCE = 100


@job("mail.take_upload", label=_("Taking uploaded letters apart"))
def take_upload(upload_id: int) -> None:
    """Store every letter of the files. Stopped or broken, nothing of them stays.

    A worker that dies in the middle is no harm: whoever takes the job up starts over, and letters
    that are here already are known.
    """
    upload = Upload.objects.select_related("user__role", "work").get(pk=upload_id)
    if upload.state != UploadState.RUNNING or upload.work_id is None:
        return
    actor = actor_of(upload.user, now=timezone.now())
    try:
        with working(upload.work_id) as progress:
            stored = _take(upload, progress)
            end_upload(actor, upload)
            judge_in_parts(stored)
            return
    except Cancelled:
        drop_upload(actor, upload)
    except Exception:
        drop_upload(actor, upload)
        raise


def _take(upload: Upload, progress: Progress) -> list[Stored]:
    actor = actor_of(upload.user, now=timezone.now())
    files = list(files_of(upload))
    total, done = sum(len(each) for each in files), 0
    progress.tell(0, total // 1000)
    upload.count = upload.known = 0
    stored: list[Stored] = []
    for file in files:
        letters = letters_of(file)
        while batch := list(islice(letters, BATCH)):
            stored += take_letters(actor, upload, raws=batch, now=timezone.now())
            done += sum(len(each) for each in batch)
            progress.tell(min(done, total) // 1000)
    progress.result = {"letters": upload.count, "known": upload.known}
    return stored


def judge_in_parts(stored: list[Stored]) -> None:
    """Judgement comes in parts, so that first verdicts are there before the last letter."""
    for part in _parts(stored):
        judge(part)


def _parts(stored: list[Stored]) -> Iterator[list[Stored]]:
    rest = iter(stored)
    while part := list(islice(rest, JUDGED_AT_ONCE)):
        yield part
