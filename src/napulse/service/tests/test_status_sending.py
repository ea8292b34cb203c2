"""A status report is frozen when sent, goes to everybody listed, and closes what it covers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.access.levels import Level
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.delivery.models import Deliverable
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.service.actions.clocks import waive_clock
from napulse.service.actions.distribution import add_recipient, add_to_distribution, drop_recipient
from napulse.service.actions.status import draft_status_report
from napulse.service.actions.status_sending import send_status_report
from napulse.service.models import (
    Clock,
    DistributionEntry,
    FrozenRowChanged,
    Interaction,
    Recipient,
    RecipientRole,
    StatusReport,
)
from napulse.service.queries.status import content_of, covered_clocks, hash_of, is_untouched
from napulse.service.tests.making import Stage, a_meeting, an_issued
from napulse.service.tests.reporting import (
    a_status_draft,
    add_own_line,
    change_draft,
    line_named,
    lines_of,
    send,
)
from napulse.testing import NOW, a_client, a_clock, a_contact, an_interaction

pytestmark = pytest.mark.django_db


def refusal_of(stage: Stage, report: StatusReport, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        send(stage, report, **more)
    report.refresh_from_db()
    assert (report.state, Recipient.objects.filter(status_report=report).count()) == ("draft", 0)
    return refusal.value.code


def test_sending_freezes_the_report_and_addresses_it() -> None:
    stage = Stage()
    report = a_status_draft(stage)

    sent = send(stage, report).report

    assert (sent.state, sent.sent_at, sent.sent_by) == ("sent", NOW, stage.user)
    assert sent.content_hash == hash_of(sent, sent.content)
    recipient = Recipient.objects.get(status_report=sent)
    assert (recipient.contact, recipient.role, recipient.state) == (stage.contact, "to", "queued")


def test_sending_twice_sends_once() -> None:
    stage = Stage()
    a_meeting(stage)
    report = a_status_draft(stage)

    first, second = send(stage, report), send(stage, report, now=NOW + timedelta(hours=1))

    assert [clock.pk for clock in first.closed] == [clock.pk for clock in second.closed]
    assert Recipient.objects.filter(status_report=report).count() == 1
    assert Entry.objects.filter(event="status.sent").count() == 1
    assert second.report.sent_at == NOW


def test_a_sent_report_never_changes_whatever_happens_to_its_sources() -> None:
    stage = Stage()
    report = send(stage, a_status_draft(stage)).report
    before = StatusReport.objects.filter(pk=report.pk).values("content", "content_hash").get()
    with recording(Deliverable):
        Deliverable.objects.update(name="Другое", state="cancelled")

    report.refresh_from_db()
    report.content = {"lines": []}
    with recording(StatusReport), pytest.raises(FrozenRowChanged):
        report.save()

    after = StatusReport.objects.filter(pk=report.pk).values("content", "content_hash").get()
    assert after == before
    assert is_untouched(StatusReport.objects.get(pk=report.pk))


def test_a_sent_report_takes_no_more_edits() -> None:
    stage = Stage()
    report = send(stage, a_status_draft(stage)).report

    with pytest.raises(Refused, match="already_sent"):
        change_draft(stage, report, {"subject": "Другая тема"})


def test_hidden_lines_do_not_leave_even_in_the_frozen_content() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    risk = line_named(report, "Подрядчик")
    change_draft(stage, report, {f"show:{risk.key}": "hidden"})

    sent = send(stage, report).report

    assert "Подрядчик" not in str(sent.content)
    assert "Макеты" in str(sent.content)


def test_sending_closes_exactly_the_clocks_of_contacts_that_are_over() -> None:
    stage = Stage()
    over = a_meeting(stage)
    waived = a_meeting(stage, subject="Не нужен")
    waive_clock(stage.actor, Clock.objects.get(interaction=waived), reason="Кратко", now=NOW)
    ahead = an_interaction(
        stage.client, stage.user, starts_at=NOW, ends_at=NOW + timedelta(minutes=30)
    )
    later = a_clock(ahead)
    foreign = a_clock(an_interaction(a_client("Чужой"), stage.user))
    report = a_status_draft(stage)
    promised = covered_clocks(report, now=NOW)

    sent = send(stage, report)

    assert list(sent.closed) == promised
    mine = Clock.objects.get(interaction=over)
    assert list(sent.closed) == [mine]
    assert (mine.met_at, mine.met_by, mine.breached_at) == (NOW, report, None)
    for other in (later, foreign, Clock.objects.get(interaction=waived)):
        other.refresh_from_db()
        assert other.met_at is None


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from([-1800, -1441, -1440, -60, 0, 1, 60]),
            st.booleans(),
            st.sampled_from(["open", "met", "waived"]),
        ),
        max_size=6,
    )
)
def test_whatever_the_clocks_sending_closes_the_open_ones_that_ended(
    contacts: list[tuple[int, bool, str]],
) -> None:
    stage = Stage()
    report = a_status_draft(stage)
    expected = set()
    for minutes, ours, state in contacts:
        client = stage.client if ours else a_client()
        ends = NOW + timedelta(minutes=minutes)
        contact = an_interaction(
            client, stage.user, starts_at=ends - timedelta(hours=1), ends_at=ends
        )
        ways: dict[str, dict[str, Any]] = {
            "open": {},
            "met": {"met_at": ends},
            "waived": {"waived_at": ends, "waived_reason": "x"},
        }
        closed = ways[state]
        clock = a_clock(contact, **closed)
        if ours and minutes <= 0 and state == "open":
            expected.add(clock.pk)
    promised = {clock.pk for clock in covered_clocks(report, now=NOW)}

    sent = send(stage, report)

    assert {clock.pk for clock in sent.closed} == promised == expected
    for clock in Clock.objects.filter(pk__in=expected):
        assert (clock.breached_at is None) == (clock.due_at >= NOW)
    with recording(Clock, Interaction):
        Clock.objects.all().delete()


def test_a_late_report_closes_the_clock_as_broken() -> None:
    stage = Stage()
    a_meeting(stage)
    report = a_status_draft(stage)

    late = NOW + timedelta(hours=30)
    sent = send(stage, report, now=late)

    assert [(clock.met_at, clock.breached_at) for clock in sent.closed] == [
        (late, sent.closed[0].due_at)
    ]


def test_a_stale_draft_is_refused_until_it_is_refreshed() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    with recording(Deliverable):
        row = Deliverable.objects.get(name="Макеты вывесок")
        row.percent = 95
        row.save()

    assert refusal_of(stage, report) == "status.stale"


def test_a_draft_that_lacks_a_new_action_is_refused() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    an_issued(stage)

    assert refusal_of(stage, report) == "status.stale"


def test_nothing_is_sent_without_somebody_to_read_it() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    entry = DistributionEntry.objects.get(client=stage.client)
    drop_recipient(stage.actor, report, entry_id=entry.pk)
    add_to_distribution(stage.actor, stage.client, user_id=stage.user.pk, role="internal")

    assert refusal_of(stage, report) == "status.no_recipient"


def test_an_address_that_is_missing_is_told_by_name() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    silent = a_contact(stage.client, "Без Почты", email="")
    add_to_distribution(stage.actor, stage.client, contact_id=silent.pk, role="copy")

    with pytest.raises(Refused) as refusal:
        send(stage, report)

    assert refusal.value.values == {"names": "Без Почты"}


def test_a_report_of_internal_lines_alone_is_empty_for_the_client() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    everything = {f"show:{line.key}": "internal" for line in lines_of(report).values()}
    change_draft(stage, report, everything)

    assert refusal_of(stage, report) == "status.empty"


def test_a_report_without_a_subject_is_refused() -> None:
    stage = Stage()
    report = change_draft(stage, a_status_draft(stage), {"subject": "  "})

    assert refusal_of(stage, report) == "status.no_subject"


def test_a_draft_changed_after_the_preview_is_refused() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    seen = report.version
    add_own_line(stage, report, "Дописано после просмотра")

    with pytest.raises(Refused, match="changed"):
        send_status_report(stage.actor, report, version=seen, now=NOW)


def test_who_may_only_edit_does_not_send() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    levels = {**stage.actor.levels, "service.status": Level.EDIT}
    editor = replace(stage.actor, levels=levels)
    report.refresh_from_db()

    with pytest.raises(NotAllowed):
        send_status_report(editor, report, version=report.version, now=NOW)


def test_one_address_gets_one_letter_and_a_guest_of_one_report_stays_off_the_list() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    add_recipient(stage.actor, report, who=("Пётр Гость", "petr@guest.example"), role="copy")
    with pytest.raises(Refused, match="recipient_known"):
        add_recipient(stage.actor, report, who=("Он же", "PETR@guest.example"), role="copy")

    sent = send(stage, report).report

    rows = Recipient.objects.filter(status_report=sent).values_list("email", "role")
    assert set(rows) == {(stage.contact.email, "to"), ("petr@guest.example", "copy")}
    following = draft_status_report(stage.actor, stage.client, now=NOW)
    assert content_of(following).extras == ()


def test_nobody_outside_is_made_a_colleague() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    internal = RecipientRole.INTERNAL

    with pytest.raises(Refused, match="client_is_not_internal"):
        add_to_distribution(stage.actor, stage.client, contact_id=stage.contact.pk, role=internal)
    with pytest.raises(Refused, match="client_is_not_internal"):
        add_recipient(stage.actor, report, who=("Гость", "guest@x.example"), role=internal)
