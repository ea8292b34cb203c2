"""Long work that somebody waits for: started, moved on, cancelled, finished."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.utils import timezone

from napulse.access.actor import Actor
from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import LongWork, WorkState

STEP_S = 0.5
OPEN = (WorkState.WAITING, WorkState.RUNNING)


class Cancelled(Exception):
    """The person who waits does not want it any more."""


def start_work(actor: Actor, kind: str, title: str, total: int = 0) -> LongWork:
    """A row that the page can show at once; queue the job with its id after it."""
    if actor.user_id is None:
        raise Refused("work.nobody_waits")
    return LongWork.objects.create(
        kind=kind, title=title[:200], user_id=actor.user_id, total=total, created_at=timezone.now()
    )


class Progress:
    """Tells the page how far the work is, at most twice a second, and hears the wish to cancel."""

    def __init__(self, work: LongWork) -> None:
        self.work = work
        self.result: dict[str, Any] = {}
        self._told_at = 0.0

    def advance(self, steps: int = 1) -> None:
        self.tell(self.work.done + steps)

    def tell(self, done: int, total: int | None = None) -> None:
        """Say how much is done; raises Cancelled when nobody wants the rest."""
        self.work.done = done
        self.work.total = self.work.total if total is None else total
        if time.monotonic() - self._told_at >= STEP_S:
            self._told_at = time.monotonic()
            self._store()

    def _store(self) -> None:
        mine = LongWork.objects.filter(pk=self.work.pk)
        mine.update(done=self.work.done, total=self.work.total)
        if mine.filter(wish_to_cancel=True).exists():
            raise Cancelled


@contextmanager
def working(work_id: int) -> Iterator[Progress]:
    """Run long work inside: how it ended is stored. Not in a transaction, or nobody sees progress.

    Work that ended already is not begun again: a repeated job raises Cancelled at once.
    """
    progress = _begin(work_id)
    try:
        yield progress
    except Cancelled:
        _end(progress, WorkState.CANCELLED)
    except Exception as error:
        progress.result["error"] = f"{type(error).__name__}: {error}"[:500]
        _end(progress, WorkState.FAILED)
        raise
    else:
        progress.work.done = max(progress.work.done, progress.work.total)
        _end(progress, WorkState.DONE)


def run_work(work_id: int, steps: Callable[[Progress], None]) -> None:
    """What a job calls: do the steps; a wish to cancel is a good end."""
    with suppress(Cancelled), working(work_id) as progress:
        steps(progress)


def _begin(work_id: int) -> Progress:
    wanted = LongWork.objects.filter(pk=work_id, state__in=OPEN)
    wanted.filter(wish_to_cancel=True).update(state=WorkState.CANCELLED, finished_at=timezone.now())
    if not wanted.update(state=WorkState.RUNNING):
        raise Cancelled
    return Progress(LongWork.objects.get(pk=work_id))


def _end(progress: Progress, state: WorkState) -> None:
    LongWork.objects.filter(pk=progress.work.pk).update(
        state=state,
        done=progress.work.done,
        total=progress.work.total,
        result=progress.result,
        finished_at=timezone.now(),
    )
