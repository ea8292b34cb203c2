"""The clock of a meeting: when it starts, runs out, is waived, and what the pulse hears of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.access.actor import system_actor
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.engines.clocks import State
from napulse.jobs.queue import JOBS
from napulse.service.actions.clocks import close_clocks, mark_breached, unwaive_clock, waive_clock
from napulse.service.actions.interactions import hold_interaction
from napulse.service.models import Clock, StatusReport
from napulse.service.queries import reports
from napulse.service.queries.clocks import (
    attention,
    clock_of_client,
    clock_view,
    clocks_of_clients,
    clocks_to_break,
)
from napulse.service.queries.interactions import planned_and_over
from napulse.service.tests.making import Stage, a_meeting, refused
from napulse.testing import NOW, a_calendar, all_seeing

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


def a_sent_status(stage: Stage) -> StatusReport:
    with recording(StatusReport):
        return StatusReport.objects.create(
            client=stage.client,
            number=1,
            language="ru",
            subject="Статус",
            author=stage.user,
            drafted_at=NOW,
            state="sent",
            sent_at=NOW,
            content_hash="0" * 64,
        )


def test_the_clients_own_standard_in_working_hours_overrides_the_agencys() -> None:
    a_calendar("RU")
    stage = Stage(clock_kind="working", clock_minutes=8 * 60)

    made = a_meeting(stage)

    assert made.clock.standard == "working:480"
    assert made.clock.due_at.isoformat() == "2026-11-24T07:00:00+00:00"
    assert clock_view(made.clock, NOW).state is State.RUNNING


def test_a_planned_meeting_starts_its_clock_when_its_end_has_passed_and_only_once() -> None:
    stage = Stage()
    made = a_meeting(stage, ends_at=NOW + timedelta(hours=1))
    after = NOW + timedelta(hours=2)

    early = planned_and_over(NOW)
    due = planned_and_over(after)
    first = hold_interaction(system_actor(), made, now=after)
    second = hold_interaction(system_actor(), made, now=after)

    assert (early, due, first, second) == ([], [made.pk], True, False)
    assert Clock.objects.get().due_at == NOW + timedelta(hours=25)


def test_a_breach_is_recorded_once_and_for_good() -> None:
    stage = Stage()
    clock = a_meeting(stage).clock
    late = clock.due_at + timedelta(minutes=1)

    assert clocks_to_break(clock.due_at - timedelta(seconds=1)) == []
    assert clocks_to_break(late) == [clock.pk]
    assert mark_breached(system_actor(), clock, now=late)
    assert not mark_breached(system_actor(), clock, now=late + DAY)
    assert clocks_to_break(late) == []

    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at
    breaches = Entry.objects.filter(event="clock.breached")
    assert [entry.actor_name for entry in breaches] == ["Napulse"]


def test_a_waived_clock_is_closed_with_its_reason_and_can_run_again() -> None:
    stage = Stage()
    clock = a_meeting(stage, kind="missed").clock

    waive_clock(stage.actor, clock, reason="Не дозвонились", now=NOW)
    clock.refresh_from_db()
    waived = clock_view(clock, NOW)
    unwaive_clock(stage.actor, clock, now=NOW)
    clock.refresh_from_db()

    assert (waived.state, waived.waived_reason) == (State.WAIVED, "Не дозвонились")
    assert clock_view(clock, NOW).state is State.RUNNING


def test_a_waiver_after_the_breach_leaves_the_breach_in_the_figures() -> None:
    stage = Stage()
    clock = a_meeting(stage).clock
    late = clock.due_at + timedelta(hours=1)

    waive_clock(stage.actor, clock, reason="Отчёт не нужен", now=late)

    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at
    assert clock_view(clock, late).state is State.BREACHED
    assert clock_of_client(stage.actor, stage.client.pk, now=late) is None


def test_waiving_needs_a_reason_and_an_open_clock() -> None:
    stage = Stage()
    clock = a_meeting(stage).clock

    with refused("clock.reason_missing"):
        waive_clock(stage.actor, clock, reason="  ", now=NOW)
    with refused("clock.not_waived"):
        unwaive_clock(stage.actor, clock, now=NOW)
    waive_clock(stage.actor, clock, reason="Звонок сорвался", now=NOW)
    with refused("clock.already_waived"):
        waive_clock(stage.actor, clock, reason="Ещё раз", now=NOW)


def test_close_clocks_closes_the_clients_own_open_clocks_and_marks_late_ones() -> None:
    stage, other = Stage(), Stage()
    clock, theirs = a_meeting(stage).clock, a_meeting(other).clock
    report, at = a_sent_status(stage), clock.due_at + timedelta(hours=1)

    closed = close_clocks(report, clock_ids=[clock.pk, theirs.pk], at=at)

    assert closed == [clock]
    clock.refresh_from_db()
    assert (clock.met_at, clock.met_by, clock.breached_at) == (at, report, clock.due_at)
    assert clock_view(clock, at).state is State.MET_LATE


def test_the_most_urgent_open_clock_stands_for_the_client() -> None:
    stage = Stage()
    a_meeting(stage)
    earlier = a_meeting(stage, starts_at=NOW - timedelta(hours=5), ends_at=NOW - timedelta(hours=4))

    view = clock_of_client(stage.actor, stage.client.pk, now=NOW)

    assert view is not None
    assert view.clock_id == earlier.clock.pk
    assert view.left == timedelta(hours=20)


def test_the_clocks_of_many_clients_are_one_query() -> None:
    stages = [Stage() for _ in range(3)]
    for stage in stages:
        a_meeting(stage)

    with CaptureQueriesContext(connection) as asked:
        found = clocks_of_clients(all_seeing(), None, now=NOW)

    assert (len(found), len(asked)) == (3, 1)


@pytest.mark.parametrize(
    ("hours", "code"), [(0, "clock_running"), (20, "clock_warning"), (24, "clock_breached")]
)
def test_the_pulse_hears_of_open_clocks_of_the_actors_clients_alone(hours: int, code: str) -> None:
    stage, other = Stage(), Stage()
    made = a_meeting(stage)
    a_meeting(other)

    found = attention(stage.actor, client_ids=None, now=NOW + timedelta(hours=hours))

    assert [(each.client_id, each.reason.code) for each in found] == [(stage.client.pk, code)]
    assert found[0].url == f"/interactions/{made.pk}/"


def test_the_reasons_of_many_clients_take_as_many_questions_as_those_of_one() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            for told in (attention, reports.attention):
                told(all_seeing(), client_ids=None, now=NOW)
        return len(queries)

    a_meeting(Stage(), mood="tense")
    few = asked()
    for _ in range(4):
        a_meeting(Stage(), mood="tense")

    assert asked() == few


def test_the_jobs_are_registered_and_do_nothing_on_an_empty_base() -> None:
    for name in ("service.start_clocks", "service.mark_breaches", "service.deem_accepted"):
        JOBS[name]()
