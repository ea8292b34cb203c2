"""The demo builds on an empty database: alive, whole, and the same for the same seed."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import Agency, User
from napulse.access.queries import DEMO_PASSWORD, actor_of
from napulse.audit.models import Entry
from napulse.audit.queries import first_break
from napulse.clients.models import Client, Contact
from napulse.config.menu import MENU
from napulse.delivery.models import Deliverable, DeliverableState
from napulse.demo.building import Plan, build_demo
from napulse.engines.clocks import State, state
from napulse.engines.reports import from_json
from napulse.jobs.models import Letter, LetterState
from napulse.mail.models import Brand
from napulse.service.actions.freezing import _stored
from napulse.service.models import (
    ActionItem,
    ActionState,
    ChaseLetter,
    Clock,
    ContactReport,
    Dispute,
    Escalation,
    Interaction,
    Notice,
    Recipient,
    RecipientState,
    ReportVersion,
    StatusReport,
)
from napulse.service.queries.clocks import events_of
from napulse.service.queries.status import is_untouched
from napulse.timesheets.models import TimeEntry, WeekSheet

MOMENT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LAST_WEEK = date(2026, 11, 16)
FIVE = ("vorontsova", "fedorova", "sokolova", "rudakov", "yudin")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The whole agency, built once for this file; taken away at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(MOMENT):
        yield build_demo(Plan(now=MOMENT))
        transaction.set_rollback(True)


def signed_in(key: str) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.get(email=f"{key}@sfera.example"))
    return browser


def test_the_agency_is_a_demo_whose_people_sign_in_with_the_printed_password() -> None:
    assert Agency.objects.get().is_demo
    assert User.objects.count() == 36
    assert all(user.check_password(DEMO_PASSWORD) for user in User.objects.all()[:1])
    assert len({user.password for user in User.objects.all()}) == 1


def test_the_chain_of_history_is_whole_and_goes_forward_in_time() -> None:
    assert first_break() is None
    moments = list(
        Entry.objects.exclude(event="calendar.seeded")
        .order_by("number")
        .values_list("at", flat=True)
    )
    assert moments == sorted(moments)
    assert moments[-1] <= MOMENT


def test_every_state_of_a_clock_is_there() -> None:
    found = Counter(state(events_of(clock), MOMENT) for clock in Clock.objects.all())
    assert set(found) == set(State)
    assert found[State.MET_IN_TIME] > 20 * found[State.MET_LATE]


def test_clocks_are_alive_right_after_the_start() -> None:
    left = sorted(
        (clock.due_at - MOMENT) / timedelta(hours=1)
        for clock in Clock.objects.filter(met_at=None, waived_at=None)
    )
    assert -27 < left[0] < -25
    assert -4 < left[1] < -3
    assert 1 < left[2] < 2.5
    assert sum(4 < hours < 20.5 for hours in left) >= 2


def test_every_client_has_people_a_team_and_a_list() -> None:
    for client in Client.objects.all():
        assert Contact.objects.filter(client=client).count() >= 2
        assert client.pk in set(Recipient.objects.values_list("client_id", flat=True))


def test_the_loop_is_seen_in_all_its_states() -> None:
    assert set(Deliverable.objects.values_list("state", flat=True)) >= {
        DeliverableState.PLANNED,
        DeliverableState.WORK,
        DeliverableState.REVIEW,
        DeliverableState.DONE,
    }
    assert set(ActionItem.objects.values_list("state", flat=True)) == set(ActionState)
    assert set(Interaction.objects.values_list("state", flat=True)) == {"held", "planned"}
    assert set(Recipient.objects.values_list("state", flat=True)) >= {
        RecipientState.SENT,
        RecipientState.REFUSED,
        RecipientState.BOUNCED,
    }
    assert set(ChaseLetter.objects.values_list("state", flat=True)) == {"proposed", "sent"}
    assert set(Escalation.objects.values_list("state", flat=True)) == {"open", "resolved"}
    assert Escalation.objects.filter(state="open").values("step").distinct().count() >= 2
    assert Dispute.objects.filter(resolved_at=None).count() == 1
    assert Dispute.objects.exclude(resolved_at=None).count() >= 3
    assert ContactReport.objects.filter(issued_version=0).count() == 1
    assert StatusReport.objects.filter(state="draft").count() == 1
    assert Notice.objects.filter(user__email="vorontsova@sfera.example").exists()


def test_no_letter_of_the_past_waits_to_be_sent_and_no_job_either() -> None:
    assert not Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.SENDING]).exists()
    assert Recipient.objects.filter(letter=None, state=RecipientState.QUEUED).count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_tasks_database_dbtaskresult")
        assert cursor.fetchone() == (0,)


def test_what_was_sent_is_frozen_as_the_product_freezes_it() -> None:
    assert all(is_untouched(row) for row in StatusReport.objects.filter(state="sent")[::40])
    for version in ReportVersion.objects.select_related("report")[::60]:
        assert version.content == _stored(version.report, from_json(version.content))


def test_nothing_of_the_past_lies_ahead() -> None:
    held = Interaction.objects.filter(state="held")
    assert not held.filter(ends_at__gt=MOMENT).exists()
    assert not StatusReport.objects.filter(sent_at__gt=MOMENT).exists()
    assert not ReportVersion.objects.filter(issued_at__gt=MOMENT).exists()
    assert not ActionItem.objects.filter(ended_at__gt=MOMENT).exists()
    assert not Recipient.objects.filter(seen_at__gt=MOMENT).exists()


def test_a_deputy_of_somebody_away_acts_on_her_behalf() -> None:
    away = User.objects.get(email="orlova@sfera.example")
    assert Entry.objects.filter(behalf_of=away).exists()
    deputy = actor_of(User.objects.get(email="tikhonov@sfera.example"), now=MOMENT)
    assert away.pk in deputy.deputising.values()


def weeks(state: str) -> Any:
    return WeekSheet.objects.filter(state=state)


def test_weeks_wait_for_their_leads_and_some_came_back_with_words() -> None:
    waiting = set(weeks("submitted").values_list("person__manager__user__email", flat=True))
    late = weeks("submitted").filter(week_on__lt=LAST_WEEK)
    returned = weeks("returned").exclude(words="").filter(week_on=LAST_WEEK)
    told = Notice.objects.filter(code__in=["week_submitted", "week_returned"])

    assert {one.split("@")[0] for one in waiting} == {"vorontsova", "volkova", "nikitina"}
    assert (late.count(), returned.count()) == (1, 3)
    assert told.count() == weeks("submitted").count() + weeks("returned").count()


def test_approved_weeks_were_answered_after_they_were_sent_by_somebody_else() -> None:
    found = list(weeks("approved").select_related("person"))

    assert len(found) > 20
    assert all(one.week_on + timedelta(days=3) < one.submitted_at.date() for one in found)
    assert all(one.submitted_at < one.answered_at <= MOMENT for one in found)
    assert all(one.answered_by_id != one.person.user_id for one in found)


def test_time_of_a_week_is_in_the_state_of_the_week() -> None:
    states = {"submitted": "submitted", "approved": "approved", "returned": "draft"}
    for one in WeekSheet.objects.all():
        days = (one.week_on, one.week_on + timedelta(days=6))
        rows = TimeEntry.objects.filter(person=one.person, on__range=days)
        assert set(rows.values_list("state", flat=True)) == {states[one.state]}
    now = TimeEntry.objects.filter(on__gt=LAST_WEEK + timedelta(days=6))
    assert set(now.values_list("state", flat=True)) == {"draft"}


def test_the_lead_finds_weeks_to_approve() -> None:
    page = signed_in("volkova").get("/time/approval/", follow=True).content.decode()

    assert page.count('name="sheet"') == 3


@pytest.mark.parametrize("key", FIVE)
def test_every_page_of_the_menu_answers(key: str) -> None:
    browser = signed_in(key)
    actor = actor_of(User.objects.get(email=f"{key}@sfera.example"), now=MOMENT)
    entries = [entry for _title, group in MENU for entry in group if actor.can(entry.need)]
    assert entries
    for entry in entries:
        answer = browser.get(reverse(entry.url_name), follow=True)
        assert (entry.url_name, answer.status_code) == (entry.url_name, 200)
        assert answer.context["user"].email == f"{key}@sfera.example"


def test_the_director_meets_no_empty_page() -> None:
    browser = signed_in("vorontsova")
    actor = actor_of(User.objects.get(email="vorontsova@sfera.example"), now=MOMENT)
    entries = [entry for _title, group in MENU for entry in group if actor.can(entry.need)]
    empty = [
        entry.url_name
        for entry in entries
        if entry.url_name != "clients:import_list"
        and 'class="empty' in browser.get(reverse(entry.url_name), follow=True).content.decode()
    ]
    assert empty == []


def test_a_brand_of_a_client_has_a_policy_in_force_and_an_open_public_page() -> None:
    brand = Brand.objects.get()
    page = Browser().get(f"/is-it-us/{brand.public_slug}/", headers={"accept-language": "ru"})

    assert (brand.client.name, brand.live, brand.is_published) == ("Гранитный берег", 1, True)
    assert "Не торопит с задатком" in page.content.decode()
