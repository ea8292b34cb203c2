"""What a plan does to fee and margin, and what a status report says of budgets."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone, translation

from napulse.clients.models import TeamMember
from napulse.delivery.models import Plan, Project
from napulse.delivery.queries.consequences import consequences
from napulse.profit.queries.promised import Hours, priced
from napulse.profit.status import status_lines
from napulse.profit.tests.telling import a_plan, a_seat, a_task, a_work_line, on_line, worked
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, all_seeing, the_agency
from napulse.testing_money import a_price, a_role, a_standard, made

pytestmark = pytest.mark.django_db
DAYS = (date(2026, 11, 24), date(2026, 11, 27))


def planned(minutes: int, proposed: int) -> tuple[Project, Plan]:
    """A project planned with some minutes, and a proposal with others."""
    the_agency()
    role = a_role()
    a_standard(role)
    project = a_project(a_client(), "Ребрендинг")
    task = a_task(project)
    on_line(a_work_line(project), task)
    a_seat(a_plan(), task, role, minutes, DAYS)
    plan = a_plan("proposal")
    a_seat(plan, task, role, proposed, DAYS)
    return project, plan


def test_a_plan_with_more_hours_shows_what_they_do_to_fee_and_margin() -> None:
    _project, plan = planned(480, 720)

    [row] = consequences(all_seeing(), plan, today=TODAY)

    assert (row.fee.minor, row.was.minor, row.comes_to.minor) == (  # type: ignore[union-attr] # known
        4_000_000,
        3_200_000,
        4_800_000,
    )
    assert row.over is not None
    assert row.over.minor == 800_000
    # 40,000 of fee less 12,000 of cost, then less 18,000
    assert (row.was_margin_bp, row.margin_bp) == (7000, 5500)


def test_margins_of_a_plan_are_for_those_who_may_see_them() -> None:
    project, plan = planned(480, 720)
    executive = a_user("executive")
    made(TeamMember(client=project.client, user=executive))

    [row] = consequences(acting(executive), plan, today=TODAY)
    assert (row.was_margin_bp, row.margin_bp) == (None, None)
    assert consequences(acting(a_user("executive")), plan, today=TODAY) == []


def test_a_plan_that_changes_no_money_has_no_consequence() -> None:
    _project, plan = planned(480, 480)

    assert consequences(all_seeing(), plan, today=TODAY) == []


def test_the_acceptance_of_a_plan_shows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    _project, plan = planned(480, 720)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    browser = Browser()
    browser.force_login(a_user("service", language="en"))

    text = browser.get(reverse("delivery:plan_accept", args=[plan.pk])).content.decode()

    assert "48,000" in text
    assert "55.0%" in text


def test_a_status_report_says_what_is_used_and_keeps_the_forecast_among_colleagues() -> None:
    the_agency()
    project = a_project(a_client(), "Ребрендинг")
    worked(a_work_line(project), 570)

    with translation.override("en"):
        lines = status_lines(
            all_seeing(), client_id=project.client_id, since=NOW - timedelta(days=7), now=NOW
        )

    used, ahead = lines
    assert used.text == "Ребрендинг: 95% of the budget is used, ₽38,000 of ₽40,000"
    assert used.for_client
    assert ahead.internal
    assert "₽47,500" in ahead.text


def test_the_answer_to_what_if_is_priced_by_the_rate_card() -> None:
    role = a_role()
    a_price(role, 400_000)
    a_standard(role)

    told = priced([Hours(role.pk, 2, 600), Hours(0, 1, 60)], client_id=None, today=TODAY)

    assert (told.worth, told.cost, told.minutes) == (4_000_000, None, 660)
    assert priced([Hours(role.pk, 2, 600)], client_id=None, today=TODAY).cost == 1_500_000
