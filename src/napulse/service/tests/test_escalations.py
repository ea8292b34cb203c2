"""Escalations: raised by hand and by rule, climbing past the absent, closed in words alone."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from napulse.access.actions import sync_roles
from napulse.audit.models import Entry
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import Letter
from napulse.service.actions import escalations as escalating
from napulse.service.actions.escalations import (
    HandRaised,
    Trouble,
    climb_escalation,
    raise_escalation,
    reopen_escalation,
    resolve_escalation,
)
from napulse.service.forms.escalations import EscalationForm
from napulse.service.jobs.escalations import clock_breached, escalation_letter, run_rules
from napulse.service.models import Dispute, Escalation, Notice
from napulse.service.queries.escalations import attention, escalations, steps, tabs
from napulse.service.tests.making import an_issued
from napulse.service.tests.promising import Line, away, promised
from napulse.service.tests.test_reports_laws import in_threads
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_clock,
    a_user,
    acting,
    all_seeing,
    an_escalation,
    an_interaction,
)

pytestmark = pytest.mark.django_db


def raised(line: Line, **more: object) -> Escalation:
    data = HandRaised("Клиент недоволен сроками", **more)  # type: ignore[arg-type]
    return raise_escalation(line.actor, line.client, data=data, now=NOW)


def test_raised_by_hand_goes_to_the_next_up_the_line_who_is_told() -> None:
    line = Line()

    made = raised(line)

    assert (made.owner, made.line) == (line.boss, [line.user.pk, line.boss.pk, line.top.pk])
    assert made.due_at == NOW + timedelta(hours=24)
    assert [(n.code, n.user) for n in Notice.objects.all()] == [("escalation_yours", line.boss)]


def test_the_same_form_sent_twice_raises_once_and_needs_a_title() -> None:
    line = Line()

    assert raised(line, submit_key="k") == raised(line, submit_key="k")
    with pytest.raises(Refused, match=r"escalation\.title_missing"):
        raise_escalation(line.actor, line.client, data=HandRaised(" "), now=NOW)

    assert Escalation.objects.count() == 1


def test_a_form_cannot_take_anothers_key_nor_that_of_a_rule() -> None:
    line, neighbour = Line(), Line()
    raised(line, submit_key="k")
    typed = {"title": "Срыв", "owner": line.boss.pk, "submit_key": "clock:7"}

    with pytest.raises(Refused, match=r"escalation\.submit_key_taken"):
        raised(neighbour, submit_key="k")

    assert list(EscalationForm(typed, people=[(line.boss.pk, "")]).errors) == ["submit_key"]
    assert Escalation.objects.count() == 1


def test_what_one_row_cannot_do_keeps_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Line()
    first, second = (
        a_clock(an_interaction(line.client, line.user), breached_at=NOW) for _ in range(2)
    )
    place = escalating._place

    def spoilt(made: Escalation, *args: Any) -> None:
        if made.clock == first:
            raise ZeroDivisionError
        place(made, *args)

    monkeypatch.setattr(escalating, "_place", spoilt)
    with pytest.raises(ExceptionGroup) as told:
        run_rules(NOW)

    assert [type(one) for one in told.value.exceptions] == [ZeroDivisionError]
    assert [made.clock for made in Escalation.objects.all()] == [second]


def test_it_climbs_in_working_hours_step_by_step_up_to_the_client_service_director() -> None:
    line = Line()
    made = raised(line)
    seen: list[Any] = []

    for hours in range(0, 48, 2):
        run_rules(NOW + timedelta(hours=hours))
        made.refresh_from_db()
        if not seen or seen[-1][1] != made.owner:
            seen.append((NOW + timedelta(hours=hours), made.owner))

    # NOW is Monday 12:00 in Moscow; eight working hours later it is Tuesday 11:00.
    assert seen == [(NOW, line.boss), (datetime(2026, 11, 24, 9, tzinfo=UTC), line.top)]
    assert made.climbs_at is None
    assert [entry.event for entry in steps(made)] == ["escalation.raised", "escalation.climbed"]


def test_it_climbs_past_an_absent_person_to_the_deputy_or_further_up() -> None:
    with_deputy, without = Line(), Line()
    deputy = a_user("director", name="Заместитель")
    away(with_deputy.boss, TODAY, TODAY, deputy)
    away(without.boss, TODAY, TODAY)

    assert raised(with_deputy).owner == deputy
    assert raised(without).owner == without.top


def test_at_the_top_it_rests_and_says_so_when_climbed_by_hand() -> None:
    line = Line()
    made = raised(line)

    climb_escalation(line.actor, made, now=NOW, by_hand=True)
    with pytest.raises(Refused, match=r"escalation\.at_the_top"):
        climb_escalation(line.actor, made, now=NOW, by_hand=True)

    made.refresh_from_db()
    assert (made.owner, made.climbs_at) == (line.top, None)


def test_it_is_closed_by_a_resolution_alone_and_can_be_opened_again() -> None:
    line = Line()
    made = raised(line)

    with pytest.raises(Refused, match=r"escalation\.resolution_missing"):
        resolve_escalation(acting(line.boss), made, resolution=" ", now=NOW)
    resolve_escalation(acting(line.boss), made, resolution="Договорились о новом сроке", now=NOW)
    with pytest.raises(Refused, match=r"escalation\.already_resolved"):
        resolve_escalation(acting(line.boss), made, resolution="Ещё раз", now=NOW)

    made.refresh_from_db()
    assert (made.state, made.resolved_by, made.climbs_at) == ("resolved", line.boss, None)
    made = reopen_escalation(acting(line.boss), made, now=NOW)
    assert (made.state, made.resolution, made.climbs_at is None) == ("open", "", False)


def test_a_resolved_one_climbs_no_more() -> None:
    line = Line()
    made = resolve_escalation(line.actor, raised(line), resolution="Решено", now=NOW)

    run_rules(NOW + timedelta(days=3))

    made.refresh_from_db()
    assert made.owner == line.boss


def test_a_broken_clock_is_raised_once_by_its_job_and_by_the_sweep() -> None:
    line = Line()
    meeting = an_interaction(line.client, line.user, "Показ идей")
    clock = a_clock(meeting, due_at=NOW, warn_at=NOW, breached_at=NOW)

    clock_breached(clock_id=clock.pk)
    run_rules(NOW)

    made = Escalation.objects.get()
    assert (made.rule, made.clock, made.owner) == ("clock", clock, line.boss)
    assert "Показ идей" in made.title
    assert [(n.code, n.user) for n in Notice.objects.order_by("pk")] == [
        ("escalation_yours", line.boss),
        ("escalation_raised", line.user),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_job_and_the_sweep_that_run_at_once_raise_a_clock_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync_roles(ROLES)
    line = Line()
    clock = a_clock(an_interaction(line.client, line.user), due_at=NOW, breached_at=NOW)
    both_looked, looked = threading.Barrier(2), escalating._raised_before

    def slowly(trouble: Trouble) -> bool:
        found = looked(trouble)
        with suppress(threading.BrokenBarrierError):
            both_looked.wait(timeout=1)
        return found

    monkeypatch.setattr(escalating, "_raised_before", slowly)
    failures = in_threads([lambda: clock_breached(clock_id=clock.pk), lambda: run_rules(NOW)])

    assert failures == []
    assert [each.clock for each in Escalation.objects.all()] == [clock]


def test_the_sweep_finds_a_broken_clock_whose_job_was_lost_but_no_met_or_waived_one() -> None:
    line = Line()
    clocks = [
        a_clock(an_interaction(line.client, line.user), due_at=NOW, breached_at=NOW, **more)
        for more in ({}, {"met_at": NOW}, {"waived_at": NOW, "waived_reason": "Не нужен"})
    ]

    run_rules(NOW)

    assert [each.clock for each in Escalation.objects.all()] == clocks[:1]


def test_an_action_three_working_days_late_is_raised_once_until_it_is_moved_and_late_again() -> (
    None
):
    line = Line()
    friday = TODAY - timedelta(days=3)
    item = promised(line, "Смета", due_on=friday)

    raised_after = []
    for days in range(6):
        run_rules(NOW + timedelta(days=days))
        raised_after.append(Escalation.objects.count())

    assert raised_after == [0, 0, 1, 1, 1, 1]
    made = Escalation.objects.get()
    assert (made.rule, made.action) == ("action", item)
    resolve_escalation(line.actor, made, resolution="Решено", now=NOW + timedelta(days=6))
    run_rules(NOW + timedelta(days=6))
    assert Escalation.objects.count() == 1


def test_a_dispute_and_two_tense_contacts_in_a_row_are_raised_once_each() -> None:
    line = Line()
    version = an_issued(line)
    recipient = version.recipients.get()
    from napulse.audit.recording import recording

    with recording(Dispute):
        for key in ("d1", "a1"):
            Dispute.objects.create(
                client=line.client,
                recipient=recipient,
                version_of=version,
                line_key=key,
                line_text="Строка",
                comment="Не так",
                created_at=NOW,
            )
    for days, mood in ((9, "good"), (6, "tense"), (4, ""), (2, "tense")):
        ends = NOW - timedelta(days=days)
        an_interaction(line.client, line.user, mood=mood, starts_at=ends, ends_at=ends)

    run_rules(NOW)
    run_rules(NOW + timedelta(hours=1))

    assert sorted(Escalation.objects.values_list("rule", flat=True)) == ["dispute", "unhappy"]


def test_one_calm_contact_between_two_tense_ones_raises_nothing() -> None:
    line = Line()
    for days, mood in ((6, "tense"), (4, "calm"), (2, "tense")):
        ends = NOW - timedelta(days=days)
        an_interaction(line.client, line.user, mood=mood, starts_at=ends, ends_at=ends)

    run_rules(NOW)

    assert Escalation.objects.count() == 0


def test_the_letter_to_the_one_reached_is_written_once() -> None:
    line = Line()
    made = raised(line)

    for _ in range(2):
        escalation_letter(escalation_id=made.pk, version=made.version, user_id=line.boss.pk)

    letter = Letter.objects.get()
    assert (letter.recipient, made.title in letter.subject) == (line.boss.email, True)


def test_attention_shows_each_clients_open_escalations_to_the_whole_line_only() -> None:
    line, neighbour = Line(), Line()
    first, second = raised(line), raised(line)
    raised(neighbour)
    resolve_escalation(line.actor, second, resolution="Решено", now=NOW)

    for user in (line.user, line.boss):
        told = attention(acting(user), client_ids=None, now=NOW)
        assert [(t.client_id, t.reason.code, t.reason.source_id) for t in told] == [
            (line.client.pk, "escalation_open", first.pk)
        ]


def test_lists_hold_the_open_mine_and_resolved_and_never_a_neighbours() -> None:
    line = Line()
    own, theirs = raised(line), an_escalation(line.client, line.user)
    an_escalation(a_client(), a_user())
    done = resolve_escalation(line.actor, raised(line), resolution="Решено", now=NOW)
    seen = escalations(line.actor).order_by("pk")

    found = {key: list(seen.filter(where)) for key, where in tabs(line.actor).items()}

    assert found == {"open": [own, theirs], "mine": [theirs], "resolved": [done]}


def test_history_names_the_acts() -> None:
    line = Line()
    made = raised(line)
    climb_escalation(line.actor, made, now=NOW, by_hand=True)
    resolve_escalation(all_seeing(), made, resolution="Решено", now=NOW)

    events = list(Entry.objects.order_by("number").values_list("event", flat=True))
    assert events == ["escalation.raised", "escalation.climbed", "escalation.resolved"]
