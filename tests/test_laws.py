"""Laws across apps: whatever order the loop is lived in, its promises hold and history is whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from napulse.audit.chain import breaks
from napulse.audit.models import ChainHead, Entry
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import Topic
from napulse.service.actions.clocks import mark_breached, waive_clock
from napulse.service.actions.interactions import cancel_interaction
from napulse.service.actions.promises import (
    cancel_action,
    complete_action,
    move_action,
    reopen_action,
)
from napulse.service.actions.reports import start_report
from napulse.service.actions.status import discard_status_draft, draft_status_report
from napulse.service.models import (
    ActionItem,
    ActionState,
    Clock,
    ContactReport,
    Interaction,
    ReportVersion,
    StatusReport,
    StatusState,
)
from napulse.service.tests.making import Stage, a_meeting, correct, issue, ours, said, theirs
from napulse.service.tests.reporting import listed, send, work_in_hand
from napulse.testing import NOW, a_calendar

pytestmark = pytest.mark.django_db


@dataclass
class Life:
    """One client's loop, moving on by half a day with each step."""

    stage: Stage
    now: datetime = NOW
    done: list[str] = field(default_factory=list)

    def live(self, step: str, pick: int) -> None:
        """A refusal is an answer; everything else that is raised is a fault."""
        self.now += timedelta(hours=12)
        try:
            STEPS[step](self, pick)
        except Refused:
            return
        self.done.append(step)

    def one(self, rows: Any, pick: int) -> Any:
        found = list(rows.filter(client=self.stage.client).order_by("pk"))
        if not found:
            raise Refused("life.nothing")
        return found[pick % len(found)]

    def record(self, pick: int) -> None:
        times = {"starts_at": self.now - timedelta(hours=2), "ends_at": self.now}
        a_meeting(self.stage, now=self.now, subject=f"Встреча {pick}", **times)

    def draft(self, pick: int) -> None:
        start_report(self.stage.actor, self.one(Interaction.objects, pick), now=self.now)

    def issue(self, pick: int) -> None:
        report = self.one(ContactReport.objects.filter(issued_version=0), pick)
        issue(self.stage, report, self._content(pick), now=self.now)

    def correct(self, pick: int) -> None:
        report = self.one(ContactReport.objects.filter(issued_version__gt=0), pick)
        newest = report.versions.order_by("-number")[0]
        correct(self.stage, newest, self._content(pick + len(self.done)), now=self.now)

    def _content(self, pick: int) -> Any:
        due = self.now.date() + timedelta(days=2 + pick)
        lines = (ours(self.stage, due_on=due), theirs(self.stage, due_on=due))
        kept = lines if pick % 3 == 0 else lines[pick % 2 : pick % 2 + 1]
        return said(self.stage, topics=(Topic("t1", f"Тема {self.now}"),), actions=kept)

    def complete(self, pick: int) -> None:
        complete_action(self.stage.actor, self.one(ActionItem.objects, pick), now=self.now)

    def move(self, pick: int) -> None:
        item, later = self.one(ActionItem.objects, pick), self.now.date() + timedelta(days=pick + 9)
        move_action(self.stage.actor, item, to_on=later, reason="Попросили", now=self.now)

    def cancel(self, pick: int) -> None:
        item = self.one(ActionItem.objects, pick)
        cancel_action(self.stage.actor, item, reason="Больше не нужно", now=self.now)

    def reopen(self, pick: int) -> None:
        reopen_action(self.stage.actor, self.one(ActionItem.objects, pick), now=self.now)

    def call_off(self, pick: int) -> None:
        meeting = self.one(Interaction.objects, pick)
        cancel_interaction(self.stage.actor, meeting, now=self.now)

    def status(self, pick: int) -> None:
        draft_status_report(self.stage.actor, self.stage.client, now=self.now)

    def discard(self, pick: int) -> None:
        draft = self.one(StatusReport.objects.filter(state="draft", deleted_at=None), pick)
        discard_status_draft(self.stage.actor, draft, now=self.now)

    def send(self, pick: int) -> None:
        draft = self.one(StatusReport.objects.filter(state="draft", deleted_at=None), pick)
        send(self.stage, draft, now=self.now)

    def breach(self, pick: int) -> None:
        mark_breached(self.stage.actor, self.one(Clock.objects, pick), now=self.now)

    def waive(self, pick: int) -> None:
        clock = self.one(Clock.objects, pick)
        waive_clock(self.stage.actor, clock, reason="Ответили письмом", now=self.now)


STEPS: dict[str, Callable[[Life, int], None]] = {
    "record": Life.record,
    "draft": Life.draft,
    "issue": Life.issue,
    "correct": Life.correct,
    "complete": Life.complete,
    "move": Life.move,
    "cancel": Life.cancel,
    "reopen": Life.reopen,
    "call_off": Life.call_off,
    "status": Life.status,
    "discard": Life.discard,
    "send": Life.send,
    "breach": Life.breach,
    "waive": Life.waive,
}
LOOP = ["record", "draft", "issue", "move", "status", "send", "correct", "complete", "cancel"]


def begun() -> Life:
    a_calendar()
    stage = Stage()
    work_in_hand(stage)
    listed(stage)
    return Life(stage)


def frozen() -> dict[tuple[str, int], tuple[object, str]]:
    """Everything issued or sent so far, by what it says and its seal."""
    sent = StatusReport.objects.filter(state=StatusState.SENT)
    rows: list[Any] = [*ReportVersion.objects.all(), *sent]
    return {(row._meta.label, row.pk): (row.content, row.content_hash) for row in rows}


def require_promises() -> None:
    for item in ActionItem.objects.prefetch_related("moves"):
        moves = list(item.moves.order_by("pk"))
        assert (item.owner_user_id is None) != (item.owner_contact_id is None)
        assert item.due_on == (moves[-1].to_on if moves else item.first_due_on)
        assert all(move.reason for move in moves)
        assert (item.state == ActionState.OPEN) == (item.ended_at is None)
        assert item.reason or item.state != ActionState.CANCELLED


def require_clocks() -> None:
    for clock in Clock.objects.select_related("met_by"):
        assert (clock.met_at is None) == (clock.met_by is None)
        assert clock.met_at is None or clock.waived_at is None
        if clock.met_by is not None and clock.met_at is not None:
            assert clock.met_by.state == StatusState.SENT
            assert (clock.met_by.client_id, clock.met_by.sent_at) == (clock.client_id, clock.met_at)
            assert clock.met_at >= clock.ended_at


def require_whole_history() -> None:
    head = ChainHead.objects.get()
    entries = Entry.objects.order_by("number").iterator()
    assert list(breaks(entries, head=(head.number, head.hash))) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 5)), max_size=14))
@example([(step, 0) for step in LOOP])
@example([("record", 0), ("draft", 0), ("issue", 0), ("cancel", 0), ("correct", 0), ("reopen", 0)])
@example([("record", 0), ("waive", 0), ("status", 0), ("send", 0), ("breach", 0)])
def test_no_order_of_the_loop_breaks_a_promise_a_clock_or_history(
    steps: list[tuple[str, int]],
) -> None:
    life = begun()
    for step, pick in steps:
        before = frozen()
        life.live(step, pick)
        assert before.items() <= frozen().items()
        require_promises()
        require_clocks()
    require_whole_history()


def test_the_whole_loop_can_be_lived() -> None:
    life = begun()
    for step in LOOP:
        life.live(step, 0)

    assert life.done == [step for step in LOOP if step != "cancel"]
    clock = Clock.objects.get(interaction__client=life.stage.client)
    report = StatusReport.objects.get(client=life.stage.client, state=StatusState.SENT)
    assert (clock.met_by, clock.met_at) == (report, report.sent_at)
