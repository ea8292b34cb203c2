"""Schedules run once each, and what a silent worker held is done by another."""

from datetime import timedelta
from threading import Event

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from napulse.jobs import queue, worker
from napulse.jobs.models import Schedule, WorkerBeat
from napulse.jobs.worker import DEAD_AFTER, Worker, run_schedule, take_back, take_task
from napulse.testing import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    jobs = {"x.tick": lambda: heard.append("tick"), "x.do": lambda: heard.append("do")}
    monkeypatch.setattr(queue, "JOBS", jobs)
    monkeypatch.setattr(worker, "JOBS", jobs)
    monkeypatch.setattr(worker, "SCHEDULE", {"x.tick": 60})
    return heard


def test_sessions_that_are_over_are_cleared_away() -> None:
    for key, days in (("over", -1), ("living", 1)):
        until = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=until)

    worker.prune()

    assert [row.session_key for row in Session.objects.all()] == ["living"]


def test_a_schedule_that_another_worker_runs_is_left_alone(ran: list[str]) -> None:
    Schedule.objects.create(name="x.tick", next_at=NOW, claimed_by="other")

    run_schedule("x.tick", "me", NOW)

    assert ran == []
    assert Schedule.objects.get().claimed_by == "other"


def test_a_schedule_runs_when_due_and_says_when_next(ran: list[str]) -> None:
    me = Worker("me", Event())

    me.round()
    me.round()

    row = Schedule.objects.get()
    assert ran == ["tick"]
    assert row.ran_at is not None
    assert (row.claimed_by, row.failures) == ("", 0)
    assert row.next_at - row.ran_at == timedelta(seconds=60)


def test_tasks_and_schedules_of_a_silent_worker_are_taken_back(ran: list[str]) -> None:
    now = timezone.now()
    WorkerBeat.objects.create(ident="dead", beat_at=now - DEAD_AFTER - timedelta(seconds=1))
    WorkerBeat.objects.create(ident="alive", beat_at=now)
    queue.after_commit("x.do")
    queue.after_commit("x.do")
    lost, running = take_task("dead"), take_task("alive")
    assert lost
    assert running
    Schedule.objects.create(name="x.tick", next_at=now, claimed_by="dead")

    take_back(now)

    states = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert states == {lost.pk: "READY", running.pk: "RUNNING"}
    assert Schedule.objects.get().claimed_by == ""
    Worker("me", Event()).tasks()
    assert ran == ["do"]
