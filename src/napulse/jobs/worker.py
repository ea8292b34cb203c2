"""The worker: tasks, schedules and letters side by side, and what dead workers left behind."""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from napulse.jobs.gateways import SmtpDoor
from napulse.jobs.models import Schedule, WorkerBeat
from napulse.jobs.outbox import send_due
from napulse.jobs.queue import JOBS, SCHEDULE, job

log = logging.getLogger(__name__)

BEAT_S = 10.0
STOP_S = 10.0
DEAD_AFTER = timedelta(seconds=60)
IDLE_S = 0.5
TROUBLE_S = 5.0
NO_SERVER_S = 30.0
KEEP_RESULTS = timedelta(days=14)

Lane = Callable[[], float]
"""One round of work; returns how many seconds to rest before the next."""


def new_ident() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


def work(stop: Event, *, once: bool = False, ident: str = "") -> None:
    """Work until told to stop; with `once`, do all that is due now and return."""
    me = Worker(ident or new_ident(), stop)
    if once:
        me.round()
        return
    heart = Event()
    beating = _start(me, me.beat, heart)
    lanes = [_start(me, lane, stop) for lane in (me.tasks, me.schedules, me.letters)]
    stop.wait()
    for lane in lanes:
        lane.join(timeout=STOP_S)
    heart.set()
    beating.join(timeout=STOP_S)


def _start(me: "Worker", lane: Lane, stop: Event) -> Thread:
    thread = Thread(target=me.keep, args=(lane, stop), daemon=True)
    thread.start()
    return thread


class Worker:
    """One living worker: its name, its lanes, its connection to the mail server."""

    def __init__(self, ident: str, stop: Event) -> None:
        self.ident = ident
        self.stop = stop
        self.door = SmtpDoor(settings.ENV.mail)
        self.runner = TaskWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=ident,
            excluded_queue_names=[],
        )
        self.known = Event()  # nothing is claimed before the first beat is stored

    def keep(self, lane: Lane, stop: Event) -> None:
        """Run a lane until the stop; whatever it raises is logged and tried again."""
        while not stop.is_set():
            rest = TROUBLE_S
            try:
                close_old_connections()
                rest = lane() if self.known.is_set() or lane == self.beat else IDLE_S
            except Exception:
                log.exception("the worker's %s failed", lane.__name__)
                connection.close()
            stop.wait(rest)
        self.leave(lane)

    def leave(self, lane: Lane) -> None:
        if lane == self.letters:
            self.door.close()
        if lane == self.beat:
            WorkerBeat.objects.filter(ident=self.ident).delete()
        connection.close()

    def round(self) -> None:
        """Everything that is due at this moment, in this thread."""
        self.beat()
        self.schedules()
        self.tasks()
        self.letters()
        self.tasks()
        self.door.close()
        WorkerBeat.objects.filter(ident=self.ident).delete()

    def beat(self) -> float:
        """Say that we live, and take back what silent workers held."""
        now = timezone.now()
        WorkerBeat.objects.update_or_create(ident=self.ident, defaults={"beat_at": now})
        self.known.set()
        take_back(now)
        return BEAT_S

    def tasks(self) -> float:
        while not self.stop.is_set() and (task := take_task(self.ident)):
            self.runner.run_task(task)
        return IDLE_S

    def schedules(self) -> float:
        now = timezone.now()
        keep_schedules(now)
        for name in Schedule.objects.filter(next_at__lte=now).values_list("name", flat=True):
            if not self.stop.is_set():
                run_schedule(name, self.ident, now)
        return IDLE_S

    def letters(self) -> float:
        if not settings.ENV.mail.is_set:
            return NO_SERVER_S
        return IDLE_S if send_due(self.door, stopping=self.stop.is_set) else NO_SERVER_S


def take_task(ident: str) -> "DBTaskResult[Any, Any] | None":
    """Claim the next task that is ready; two workers never take the same."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task is not None:
            task.claim(ident)
    return task


def keep_schedules(now: datetime) -> None:
    """One row for each job that runs by itself; rows of jobs that are gone go too."""
    known = set(Schedule.objects.values_list("name", flat=True))
    if known == SCHEDULE.keys():
        return
    missing = [Schedule(name=name, next_at=now) for name in SCHEDULE.keys() - known]
    Schedule.objects.bulk_create(missing, ignore_conflicts=True)
    Schedule.objects.exclude(name__in=SCHEDULE).delete()


def run_schedule(name: str, ident: str, now: datetime) -> None:
    """Run a scheduled job, unless another worker took it; write down how it went."""
    free = Schedule.objects.filter(name=name, next_at__lte=now, claimed_by="")
    if not free.update(claimed_by=ident):
        return
    began, error = time.monotonic(), ""
    try:
        JOBS[name]()
    except Exception as failed:
        log.exception("scheduled job %s failed", name)
        error = f"{type(failed).__name__}: {failed}"[:2000]
    ended = timezone.now()
    Schedule.objects.filter(name=name, claimed_by=ident).update(
        claimed_by="",
        ran_at=ended,
        next_at=ended + timedelta(seconds=SCHEDULE[name]),
        took_ms=round((time.monotonic() - began) * 1000),
        failures=F("failures") + 1 if error else 0,
        last_error=error,
    )


def take_back(now: datetime) -> None:
    """Tasks and schedules of workers that fell silent are free again; their jobs are idempotent."""
    with transaction.atomic():
        WorkerBeat.objects.filter(beat_at__lt=now - DEAD_AFTER).delete()
        living = set(WorkerBeat.objects.values_list("ident", flat=True))
        Schedule.objects.exclude(claimed_by__in={"", *living}).update(claimed_by="")
        for task in DBTaskResult.objects.running().only("id", "worker_ids"):
            if not set(task.worker_ids[-1:]) & living:
                DBTaskResult.objects.filter(
                    pk=task.pk, status="RUNNING", worker_ids=task.worker_ids
                ).update(status="READY", started_at=None)


@job("jobs.prune", every_s=24 * 3600, label=_("Clearing away old background tasks"))
def prune() -> None:
    """Forget results of tasks that ended two weeks ago, and sessions that are over."""
    SessionStore.clear_expired()
    old = timezone.now() - KEEP_RESULTS
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
