"""Alerts of budgets: told once, answered, closed when it is back, climbing when nobody can."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from napulse.access.actor import system_actor
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.engines.pricing.pace import Limits
from napulse.estimates.models import BudgetAlert, BudgetLine
from napulse.ledger.models import PostingKind, Source
from napulse.ledger.posting import Fact, repost
from napulse.people.queries import agency_today
from napulse.profit.actions.budgets import (
    Watch,
    answer_alert,
    close_alerts,
    settle_alerts,
    take_answer_back,
)
from napulse.profit.jobs_budgets import watch
from napulse.profit.queries.alerts import attention
from napulse.profit.queries.budget_facts import house_calendar
from napulse.profit.queries.budgets import budgets, open_budgets
from napulse.profit.queries.watching import touched_since
from napulse.profit.tests.telling import a_work_line, do_jobs, worked
from napulse.service.models import Escalation, Notice
from napulse.testing import NOW, a_client, a_project, a_user, acting, all_seeing, the_agency
from napulse.testing_money import an_expense
from napulse.timesheets.actions.expenses import submit_expense

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def story(**more: Any) -> tuple[Project, BudgetLine]:
    """A project with one line of 40,000; the lead of the client leads it."""
    the_agency()
    lead = a_user("manager", manager=a_user("service"))
    client = a_client(team=(lead,))
    project = a_project(client, "Ребрендинг", lead=lead)
    return project, a_work_line(project, **more)


def settle(project: Project, now: Any = NOW) -> list[str]:
    """What is newly raised."""
    rows = Project.objects.filter(pk=project.pk)
    [budget] = budgets(rows, today=agency_today(now)).values()
    rules = Watch(Limits(), house_calendar(), now)
    raised = settle_alerts(system_actor(), project, budget=budget, watch=rules)
    return [row.kind for row in raised]


def test_a_crossing_is_raised_once_and_written_up_while_it_stands() -> None:
    project, line = story()
    worked(line, 480)  # 32,000 of 40,000, as planned

    assert settle(project) == ["threshold"]
    worked(line, 3)
    assert settle(project) == []
    row = BudgetAlert.objects.get()
    assert (row.used_bp, row.over_minor) == (8050, 25_000)


def test_undoing_the_cause_closes_the_alert_and_the_next_time_is_told_again() -> None:
    project, line = story()
    worked(line, 300)
    assert settle(project) == []
    entry = Fact(
        PostingKind.TIME,
        on=NOW.date(),
        client_id=line.client_id,
        project_id=project.pk,
        line_id=line.pk,
        minutes=360,
        amount_minor=2_400_000,
    )
    repost(Source.ENTRY, 1, [entry], now=NOW)
    assert settle(project) == ["pace", "threshold", "forecast", "over"]

    repost(Source.ENTRY, 1, [], now=NOW)

    assert settle(project) == []
    assert set(BudgetAlert.objects.values_list("closed_at", flat=True)) == {NOW}
    repost(Source.ENTRY, 1, [entry], now=NOW)
    assert settle(project) == ["pace", "threshold", "forecast", "over"]


def test_of_several_crossings_the_gravest_is_told_to_both_leads() -> None:
    project, line = story()
    worked(line, 660)

    settle(project)
    do_jobs()

    told = list(Notice.objects.filter(code__startswith="budget_").values_list("code", "user_id"))
    assert told == [("budget_over", project.lead_id)]


def test_what_is_over_goes_to_the_client_service_director_at_once() -> None:
    project, line = story()
    worked(line, 660)

    settle(project)
    settle(project, NOW + DAY)
    do_jobs()

    raised = Escalation.objects.get()
    assert raised.owner.role_id == "service"
    assert raised.rule == "budget"
    assert raised.client_id == project.client_id


def test_a_forecast_over_the_budget_climbs_after_two_working_days_without_an_answer() -> None:
    project, line = story()
    worked(line, 510)  # 34,000 where 32,000 were planned: 42,500 in the end
    assert "forecast" in settle(project)

    worked(line, 90, on=(NOW + DAY).date())
    settle(project, NOW + DAY)
    row = BudgetAlert.objects.get(kind="forecast")
    assert row.escalated_at is None
    settle(project, NOW + 2 * DAY)

    row.refresh_from_db()
    assert row.escalated_at == NOW + 2 * DAY


def test_an_answered_forecast_stays_with_those_who_answered() -> None:
    project, line = story()
    worked(line, 510)
    settle(project)
    row = BudgetAlert.objects.get(kind="forecast")
    answer_alert(acting(project.lead), row, words="Пишем допсмету", submit_key="k", now=NOW)
    worked(line, 30)

    settle(project, NOW + 3 * DAY)

    row.refresh_from_db()
    assert row.escalated_at is None


def test_an_answer_is_given_once_and_taken_back_by_its_author() -> None:
    project, line = story()
    worked(line, 510)
    settle(project)
    row = BudgetAlert.objects.get(kind="forecast")
    actor = acting(project.lead)

    first = answer_alert(actor, row, words=" Пишем допсмету ", submit_key="k", now=NOW)
    again = answer_alert(actor, row, words="Пишем допсмету", submit_key="k", now=NOW)

    assert (first.pk, first.words) == (again.pk, "Пишем допсмету")
    take_answer_back(actor, row)
    assert not row.answers.exists()
    with pytest.raises(Refused, match="no_answer"):
        take_answer_back(actor, row)


def test_an_answer_needs_words_an_open_alert_and_the_right() -> None:
    project, line = story()
    worked(line, 510)
    settle(project)
    row = BudgetAlert.objects.get(kind="forecast")

    with pytest.raises(Refused, match="words_missing"):
        answer_alert(acting(project.lead), row, words=" ", submit_key=None, now=NOW)
    with pytest.raises(NotAllowed):
        answer_alert(acting(a_user("creative")), row, words="…", submit_key=None, now=NOW)
    with pytest.raises(NotAllowed):
        answer_alert(acting(a_user("manager")), row, words="…", submit_key=None, now=NOW)
    close_alerts(system_actor(), project, now=NOW)
    with pytest.raises(Refused, match=r"alert\.closed"):
        answer_alert(acting(project.lead), row, words="…", submit_key=None, now=NOW)


def test_the_sweep_looks_at_what_was_touched() -> None:
    project, line = story()
    other, _line = story()
    worked(line, 660)

    found = touched_since(open_budgets(system_actor()), NOW - DAY)
    watch(found, NOW)

    assert list(found) == [project]
    assert set(BudgetAlert.objects.values_list("project_id", flat=True)) == {project.pk}
    assert other.pk != project.pk


def test_an_order_over_the_budget_is_told_without_waiting_for_the_night() -> None:
    project, _line = story()
    own = {"kind": "supplier", "state": "draft", "net_minor": 9_000_000}
    order = an_expense(a_user("finance").person, project, **own)

    with time_machine.travel(NOW, tick=False):
        submit_expense(all_seeing(), order)
        do_jobs()

    assert set(BudgetAlert.objects.values_list("kind", flat=True)) == {"forecast"}


def test_the_pulse_hears_of_the_gravest_alert_of_its_team_s_clients() -> None:
    project, line = story()
    worked(line, 660)
    settle(project)

    [reason] = attention(acting(project.lead), client_ids=None, now=NOW)

    assert (reason.reason.code, reason.client_id) == ("budget_over", project.client_id)
    assert reason.values["percent"] == 110
    assert attention(acting(a_user("manager")), client_ids=None, now=NOW) == []
    assert attention(acting(a_user("creative")), client_ids=None, now=NOW) == []
