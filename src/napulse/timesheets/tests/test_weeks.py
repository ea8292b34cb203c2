"""Weeks: submitted, approved, returned; who answers for whom; reminders; the timer; proposals."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.access.actor import system_actor
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.jobs.models import Letter
from napulse.people.models import Absence
from napulse.service.models import Notice
from napulse.testing import (
    NOW,
    TODAY,
    a_calendar,
    a_client,
    a_project,
    a_user,
    acting,
    an_interaction,
    the_agency,
)
from napulse.testing_money import a_price, a_role, a_standard, made
from napulse.timesheets.actions import weeks as actions
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.declining import decline_proposals, propose_again
from napulse.timesheets.actions.locks import lock_entries
from napulse.timesheets.actions.reminding import remind_of_week
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.actions.timer import TimerData, discard_timer, start_timer, stop_timer
from napulse.timesheets.models import EntryState, SheetState, TimeEntry, Timer, WeekSheet
from napulse.timesheets.proposals import proposals
from napulse.timesheets.queries import weeks as queries
from napulse.timesheets.queries.attention import attention

pytestmark = pytest.mark.django_db
LAST_WEEK = TODAY - timedelta(days=7)


@pytest.fixture(autouse=True)
def ground():
    the_agency()
    a_calendar()
    a_standard(a_role())
    a_price(a_role())


def a_team():
    """A manager, and an executive below; the client is the executive's alone."""
    head = a_user("manager")
    below = a_user("executive", manager=head)
    project = a_project(a_client(team=(below,)))
    return head, below, project


def worked(user, project, *, day=TODAY, minutes=60):
    data = EntryData(user.person, day, minutes, project=project)
    return save_entry(acting(user), data=data, now=NOW)


def test_a_submitted_week_is_approved_by_the_line_and_its_time_with_it():
    head, below, project = a_team()
    entry = worked(below, project)

    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)
    submitted = TimeEntry.objects.get(pk=entry.pk).state
    [week] = queries.waiting(acting(head), now=NOW)
    actions.approve_weeks(acting(head), sheet_ids=[sheet.pk], now=NOW)

    assert (submitted, week.minutes, week.norm) == (EntryState.SUBMITTED, 60, 2400)
    assert TimeEntry.objects.get(pk=entry.pk).state == EntryState.APPROVED
    assert queries.waiting(acting(head), now=NOW) == []


def test_a_returned_week_is_open_again_with_words():
    head, below, project = a_team()
    entry = worked(below, project)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)

    with pytest.raises(Refused, match=r"week\.says_why"):
        actions.return_week(acting(head), sheet, words=" ", now=NOW)
    actions.return_week(acting(head), sheet, words="Разнесите по задачам", now=NOW)

    sheet = WeekSheet.objects.get(pk=sheet.pk)
    assert (sheet.state, sheet.words) == (SheetState.RETURNED, "Разнесите по задачам")
    assert TimeEntry.objects.get(pk=entry.pk).state == EntryState.DRAFT


def test_reopening_an_approved_week_leaves_what_an_invoice_took():
    head, below, project = a_team()
    free, held = worked(below, project), worked(below, project)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)
    actions.approve_weeks(acting(head), sheet_ids=[sheet.pk], now=NOW)
    lock_entries(system_actor(), ids=[held.pk], invoice_line=1, now=NOW)

    actions.return_week(acting(head), sheet, words="Не туда", now=NOW)

    states = dict(TimeEntry.objects.values_list("pk", "state"))
    assert states == {free.pk: EntryState.DRAFT, held.pk: EntryState.LOCKED}


def test_an_approval_given_in_error_is_taken_back():
    head, below, project = a_team()
    entry = worked(below, project)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)
    actions.approve_weeks(acting(head), sheet_ids=[sheet.pk], now=NOW)

    actions.take_back_approval(acting(head), sheet_ids=[sheet.pk], now=NOW)

    assert WeekSheet.objects.get(pk=sheet.pk).state == SheetState.SUBMITTED
    assert TimeEntry.objects.get(pk=entry.pk).state == EntryState.SUBMITTED


def test_a_week_is_approved_by_whoever_answers_for_all_its_clients_and_by_nobody_else():
    _head, below, project = a_team()
    worked(below, project)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)
    stranger = a_user("manager")
    of_client = a_user("manager")
    with_client = a_client(team=(of_client,))
    made_member(project.client, of_client)

    assert queries.waiting(acting(stranger), now=NOW) == []
    assert [w.week_on for w in queries.waiting(acting(of_client), now=NOW)] == [TODAY]
    assert with_client.pk != project.client_id
    with pytest.raises(NotAllowed):
        actions.approve_weeks(acting(stranger), sheet_ids=[sheet.pk], now=NOW)
    with pytest.raises(Missing):
        queries.sheet_week(acting(stranger), sheet.pk, now=NOW)


def made_member(client, user):
    from napulse.clients.models import TeamMember, TeamRole

    made(TeamMember(client=client, user=user, role=TeamRole.MEMBER))


def test_nobody_approves_an_own_week():
    finance = a_user("finance")
    project = a_project(a_client())
    worked(finance, project)

    sheet = actions.submit_week(acting(finance), week_on=TODAY, now=NOW)

    with pytest.raises(NotAllowed):
        actions.approve_weeks(acting(finance), sheet_ids=[sheet.pk], now=NOW)


def test_an_empty_week_and_a_week_to_come_are_not_submitted():
    _head, below, _project = a_team()

    with pytest.raises(Refused, match=r"week\.empty"):
        actions.submit_week(acting(below), week_on=TODAY, now=NOW)
    with pytest.raises(Refused, match=r"week\.not_yet"):
        actions.submit_week(acting(below), week_on=TODAY + timedelta(days=7), now=NOW)


def test_the_norm_knows_absences_part_time_and_business_trips():
    _head, below, _project = a_team()
    person = below.person
    person.share = 50
    made(person)
    days = {"from_on": TODAY, "to_on": TODAY + timedelta(days=1)}
    made(Absence(person=person, kind="leave", **days))
    later = {"from_on": TODAY + timedelta(days=2), "to_on": TODAY + timedelta(days=2)}
    made(Absence(person=person, kind="trip", **later))

    assert queries.week_of(person, TODAY).norm == 3 * 240


def test_a_short_week_is_reminded_of_once_by_letter_and_inbox_and_a_full_one_is_not():
    _head, below, project = a_team()
    full = a_user("executive")
    made_member(project.client, full)
    for day in range(5):
        worked(full, project, day=LAST_WEEK + timedelta(days=day), minutes=480)
    worked(below, project, day=LAST_WEEK, minutes=480)

    told = queries.to_remind(now=NOW)
    [week] = [week for week in told if week.person.user_id == below.pk]
    first = remind_of_week(system_actor(), week=week, now=NOW)
    second = remind_of_week(system_actor(), week=week, now=NOW)

    assert full.pk not in {one.person.user_id for one in told}
    assert (first, second, week.short) == (True, False, 1920)
    assert Letter.objects.filter(recipient=below.email).count() == 1


def test_somebody_away_today_is_reminded_on_the_first_day_back():
    _head, below, _project = a_team()
    made(Absence(person=below.person, kind="leave", from_on=TODAY, to_on=TODAY))

    def reminded(now):
        return below.pk in {one.person.user_id for one in queries.to_remind(now=now)}

    assert (reminded(NOW), reminded(NOW + timedelta(days=1))) == (False, True)


def test_weeks_are_read_in_the_same_number_of_queries_for_two_and_for_ten():
    head = a_user("manager")
    project = a_project(a_client(team=(head,)))

    def counted(people):
        for _n in range(people):
            below = a_user("executive", manager=head)
            made_member(project.client, below)
            worked(below, project)
            actions.submit_week(acting(below), week_on=TODAY, now=NOW)
        actor = acting(head)
        with CaptureQueriesContext(connection) as seen:
            found = queries.waiting(actor, now=NOW)
        return len(seen), len(found)

    (few, two), (many, ten) = counted(2), counted(8)

    assert (two, ten, few) == (2, 10, many)


def test_the_pulse_hears_of_weeks_that_nobody_approved_for_two_days():
    _head, below, project = a_team()
    worked(below, project, day=LAST_WEEK)
    actions.submit_week(acting(below), week_on=LAST_WEEK, now=NOW)

    early = attention(system_actor(), client_ids=None, now=NOW)
    [late] = attention(system_actor(), client_ids=None, now=NOW + timedelta(days=2))

    assert early == []
    assert (late.client_id, late.reason.code) == (project.client_id, "weeks_waiting")


def test_a_stopped_timer_is_an_entry_in_steps_and_the_same_work_grows():
    _head, below, project = a_team()
    actor = acting(below)
    data = TimerData(project=project, note="Бриф")

    start_timer(actor, data=data, now=NOW)
    first = stop_timer(actor, now=NOW + timedelta(minutes=50))
    start_timer(actor, data=data, now=NOW + timedelta(hours=1))
    second = stop_timer(actor, now=NOW + timedelta(minutes=69))

    assert (first.minutes, second.pk, second.minutes) == (45, first.pk, 60)
    assert not Timer.objects.exists()


def test_the_timer_goes_on_with_an_entry_as_it_was_corrected():
    """Whoever says that it was other work, done in another role, is not overruled by the timer."""
    _head, below, project = a_team()
    actor, role = acting(below), a_role("Копирайтер")
    data = TimerData(project=project, note="Бриф")
    start_timer(actor, data=data, now=NOW)
    first = stop_timer(actor, now=NOW + timedelta(minutes=30))
    corrected = EntryData(below.person, first.on, 30, project=project, note="Бриф", role=role)
    save_entry(actor, data=replace(corrected, grade=4), entry=first, now=NOW)

    start_timer(actor, data=data, now=NOW + timedelta(hours=1))
    second = stop_timer(actor, now=NOW + timedelta(minutes=90))

    assert (second.pk, second.minutes, second.role, second.grade) == (first.pk, 60, role, 4)


def test_the_timer_of_a_row_that_is_not_billed_enters_time_that_is_not_billed():
    _head, below, project = a_team()
    actor = acting(below)
    start_timer(actor, data=TimerData(project=project), now=NOW)
    sold = stop_timer(actor, now=NOW + timedelta(minutes=30))
    start_timer(actor, data=TimerData(project=project, billable=False), now=NOW)
    free = stop_timer(actor, now=NOW + timedelta(minutes=30))

    assert (sold.billable, free.billable) == (True, False)


def test_starting_another_enters_what_ran_before():
    _head, below, project = a_team()
    actor = acting(below)
    start_timer(actor, data=TimerData(project=project), now=NOW)

    start_timer(actor, data=TimerData(), now=NOW + timedelta(minutes=30))

    assert [e.minutes for e in TimeEntry.objects.all()] == [30]
    assert Timer.objects.get().project is None


def test_a_forgotten_timer_asks_how_long_it_took():
    _head, below, project = a_team()
    actor = acting(below)
    start_timer(actor, data=TimerData(project=project), now=NOW - timedelta(hours=13))

    with pytest.raises(Refused, match=r"timer\.forgotten"):
        stop_timer(actor, now=NOW)
    entry = stop_timer(actor, now=NOW, minutes=90)

    assert entry.minutes == 90


def test_a_timer_of_less_than_a_minute_or_let_go_is_nothing():
    _head, below, project = a_team()
    actor = acting(below)
    start_timer(actor, data=TimerData(project=project), now=NOW)
    stopped = stop_timer(actor, now=NOW + timedelta(seconds=40))
    start_timer(actor, data=TimerData(project=project), now=NOW)
    discard_timer(actor)

    assert stopped is None
    assert not TimeEntry.objects.exists()
    assert not Timer.objects.exists()


def test_what_was_not_worked_is_put_aside_and_can_be_proposed_again():
    _head, below, project = a_team()
    actor = acting(below)
    an_interaction(project.client, below, "Созвон по брифу")
    [one] = proposals(actor, first=TODAY, last=TODAY, now=NOW)

    for _press in range(2):
        decline_proposals(actor, told=[one], now=NOW)
    aside = proposals(actor, first=TODAY, last=TODAY, now=NOW)
    n = propose_again(actor, first=TODAY, last=TODAY)

    assert (aside, n) == ([], 1)
    assert proposals(actor, first=TODAY, last=TODAY, now=NOW) == [one]


def test_a_meeting_is_proposed_to_its_owner_until_it_is_entered():
    _head, below, project = a_team()
    other = a_user("executive")
    an_interaction(project.client, below, "Созвон по брифу")
    an_interaction(a_client(team=(other,)), other, "Чужая встреча")
    actor = acting(below)

    [found] = proposals(actor, first=TODAY, last=TODAY, now=NOW)
    data = EntryData(
        below.person, TODAY, found.minutes, client=project.client, origin_key=found.key
    )
    save_entry(actor, data=data, now=NOW)

    assert (found.note, found.minutes, found.client_id) == (
        "Созвон по брифу",
        60,
        project.client_id,
    )
    assert proposals(actor, first=TODAY, last=TODAY, now=NOW) == []


def test_the_manager_hears_of_a_submitted_week():
    from napulse.service.actions.week_notices import tell_of_week

    head, below, project = a_team()
    worked(below, project)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)

    tell_of_week(
        system_actor(), sheet_id=sheet.pk, code="week_submitted", teller_id=below.pk, now=NOW
    )

    [notice] = Notice.objects.all()
    assert (notice.user_id, notice.code) == (head.pk, "week_submitted")
