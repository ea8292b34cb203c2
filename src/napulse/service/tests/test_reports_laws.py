"""Laws of contact reports: what is issued never changes, no order of events breaks the states."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.access.actions import sync_roles
from napulse.audit.chain import breaks
from napulse.audit.models import ChainHead, Entry
from napulse.audit.recording import recording
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import AckState, Topic
from napulse.service.actions.acknowledgement import (
    confirm_report,
    deem_accepted,
    dispute_report,
    reopen_dispute,
    resolve_dispute,
    see_report,
)
from napulse.service.actions.reports import start_correction, start_report
from napulse.service.models import (
    ActionItem,
    ActionState,
    ContactReport,
    Dispute,
    Interaction,
    Recipient,
    ReportVersion,
)
from napulse.service.queries.reports import ack_state, is_untouched
from napulse.service.tests.making import Stage, a_meeting, an_issued, issue, ours, said, theirs
from napulse.testing import NOW, a_calendar, all_seeing


@pytest.fixture
def shipped_roles(transactional_db: None) -> None:
    """A test of threads starts from a flushed database."""
    sync_roles(ROLES)


STEPS = (
    "correct",
    "send",
    "see",
    "confirm",
    "dispute",
    "resolve",
    "reopen",
    "silence",
    "old_confirm",
)


def act(step: str, stage: Stage, report: ContactReport, turn: int) -> None:
    """One event of the life of a report; a refusal is an answer."""
    now, actor = NOW + timedelta(days=turn), all_seeing()
    newest = report.versions.order_by("-number")[0]
    oldest = report.versions.order_by("number")[0]
    recipient = newest.recipients.get()
    steps: dict[str, Any] = {
        "correct": lambda: _correct(stage, report, turn, now),
        "send": lambda: _send(newest, now),
        "see": lambda: see_report(actor, recipient, now=now),
        "confirm": lambda: confirm_report(actor, recipient, now=now),
        "dispute": lambda: dispute_report(
            actor, recipient, comments={"subject": f"Не так {turn}"}, now=now
        ),
        "resolve": lambda: [
            resolve_dispute(actor, each, resolution="Решили", now=now)
            for each in Dispute.objects.filter(resolved_at=None)
        ],
        "reopen": lambda: [reopen_dispute(actor, each) for each in Dispute.objects.all()],
        "silence": lambda: deem_accepted(actor, newest, now=now),
        "old_confirm": lambda: confirm_report(actor, oldest.recipients.get(), now=now),
    }
    try:
        steps[step]()
    except Refused:
        return


def _correct(stage: Stage, report: ContactReport, turn: int, now: Any) -> None:
    start_correction(stage.actor, report, now=now)
    lines = (ours(stage),) if turn % 2 else (ours(stage), theirs(stage))
    content = said(stage, topics=(Topic("t1", f"Тема {turn}"),), actions=lines)
    issue(stage, report, content, reason=f"Правка {turn}", now=now)


def _send(version: ReportVersion, now: Any) -> None:
    with recording(Recipient):
        Recipient.objects.filter(version_of=version, sent_at=None).update(sent_at=now)


def frozen_rows() -> list[tuple[Any, ...]]:
    rows = ReportVersion.objects.order_by("pk")
    return list(rows.values_list("pk", "number", "content", "content_hash", "issued_at", "reason"))


def check(report: ContactReport) -> None:
    versions = list(report.versions.order_by("number"))
    assert [each.number for each in versions] == list(range(1, report.issued_version + 1))
    assert all(is_untouched(each) for each in versions)
    for version in versions:
        for recipient in version.recipients.all():
            state = ack_state(recipient, version)
            assert not (recipient.confirmed_at and recipient.disputed_at)
            assert (state is AckState.DISPUTED) == bool(recipient.disputes.exists())
    older = Dispute.objects.exclude(version_of=versions[-1])
    assert not older.filter(resolved_at=None).exists()
    for item in ActionItem.objects.all():
        assert item.state == ActionState.OPEN or item.ended_at
        assert item.state != ActionState.CANCELLED or item.reason


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=9))
def test_no_order_of_correction_sending_and_answers_breaks_the_states(steps: list[str]) -> None:
    with transaction.atomic():
        a_calendar("RU")
        stage = Stage(silence_clause="п. 4.2", silence_hours=8)
        report = an_issued(stage).report
        for turn, step in enumerate(steps, 1):
            before = frozen_rows()
            act(step, stage, report, turn)
            report.refresh_from_db()
            assert frozen_rows()[: len(before)] == before
            check(report)
        head = ChainHead.objects.get()
        entries = Entry.objects.order_by("number")
        assert list(breaks(iter(entries), head=(head.number, head.hash))) == []
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_reports_started_at_once_are_numbered_without_gaps_or_doubles(shipped_roles: None) -> None:
    stage = Stage()
    meetings = [a_meeting(stage) for _ in range(6)]
    failures = in_threads(
        [lambda row=row: start_report(stage.actor, row, now=NOW) for row in meetings]
    )

    assert failures == []
    numbers = ContactReport.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_from_many_threads_is_one_record(shipped_roles: None) -> None:
    stage = Stage()

    failures = in_threads([lambda: a_meeting(stage, submit_key="once")] * 5)

    assert failures == []
    assert Interaction.objects.count() == 1


def in_threads(acts: list[Any]) -> list[BaseException]:
    """Run everything at once, each on its own connection; what went wrong comes back."""
    failures: list[BaseException] = []

    def run(one: Any) -> None:
        try:
            one()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
