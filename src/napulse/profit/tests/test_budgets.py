"""How a budget stands, with answers worked out by hand."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Missing
from napulse.profit.queries.budgets import budget_of, budgeted, budgets
from napulse.profit.tests.telling import (
    a_bought_line,
    a_plan,
    a_seat,
    a_task,
    a_work_line,
    bought,
    invoiced,
    on_line,
    somebody,
    worked,
)
from napulse.testing import TODAY, a_client, a_project, a_user, acting, all_seeing
from napulse.testing_money import a_price, a_role, a_standard, a_time_entry, an_estimate, an_expense

pytestmark = pytest.mark.django_db


def the_project() -> Project:
    return a_project(a_client(), "Ребрендинг")


def test_a_budget_by_pace_and_purchases_adds_up_to_the_kopeck() -> None:
    project = the_project()
    work, things = a_work_line(project), a_bought_line(project)
    worked(work, 360)
    bought(things, 500_000)
    invoiced(work, 1_000_000)
    an_expense(somebody(), project, line=things, state="ordered", net_minor=200_000)

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    # 6 of 10 h where 8 were planned: 3/4 of the pace, so the last 8,000 will be 6,000
    own = next(line.figures for line in told.lines if line.pk == work.pk)
    assert (own.used, own.rest, own.forecast, own.invoiced) == (
        2_400_000,
        600_000,
        3_000_000,
        10**6,
    )
    assert (own.minutes, own.rest_minutes) == (360, 90)
    # things are sold 15 % dearer: 5,000 bought is 5,750 used, 2,000 ordered is 2,300
    other = next(line.figures for line in told.lines if line.pk == things.pk)
    assert (other.used, other.committed, other.rest) == (575_000, 230_000, 345_000)
    assert (told.total.planned, told.total.forecast) == (5_150_000, 4_150_000)
    assert told.total.left == 1_945_000
    assert told.ends_on is None
    # income 41,500 less 11,250 of people: 9,000 spent and 2,250 to come
    assert told.total.margin_bp == 7289
    assert told.total.planned_margin_bp == 6386
    assert told.elapsed_bp == 8000


def test_money_that_goes_too_fast_ends_before_the_work_does() -> None:
    project = the_project()
    worked(a_work_line(project), 570)

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    # 38,000 where 32,000 were planned: 9,500 more, and 2,000 are left; 2,375 go a day
    assert told.total.forecast == 4_750_000
    assert told.ends_on == date(2026, 11, 24)
    assert (told.work_used, told.work_planned) == (3_800_000, 3_200_000)


def test_with_a_plan_the_rest_is_its_hours_at_the_price_of_their_line() -> None:
    project, role = the_project(), a_role()
    a_standard(role)
    task = a_task(project)
    line = on_line(a_work_line(project), task)
    worked(line, 360)
    # 8 h from Tuesday to Friday
    a_seat(a_plan(), task, role, 480, (date(2026, 11, 24), date(2026, 11, 27)))

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert told.by_plan
    assert told.total.forecast == 2_400_000 + 3_200_000
    assert told.total.rest_labour == 1_200_000
    assert told.ends_on == date(2026, 11, 26)  # 8,000 a day, 16,000 left
    assert told.roles[role.pk].forecast_minutes == 840


def test_what_was_entered_on_a_task_is_no_longer_to_come() -> None:
    project, role = the_project(), a_role()
    task = a_task(project)
    line = on_line(a_work_line(project), task)
    a_time_entry(somebody(), project, task=task, line=line, minutes=180)
    worked(line, 180)
    a_seat(a_plan(), task, role, 480, (date(2026, 11, 16), date(2026, 11, 20)))

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert (told.total.rest_minutes, told.total.rest) == (300, 2_000_000)


def test_planned_work_of_no_line_is_priced_by_the_rate_card() -> None:
    project, role = the_project(), a_role("Копирайтер")
    a_price(role, 300_000)
    a_work_line(project)
    a_seat(a_plan(), a_task(project), role, 120, (date(2026, 11, 24), date(2026, 11, 25)))

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    outside = next(line for line in told.lines if not line.pk)
    assert outside.figures.rest == 600_000


def test_the_curve_holds_before_the_plan_what_the_plan_holds_no_more() -> None:
    project, role = the_project(), a_role()
    task = a_task(project)
    on_line(a_work_line(project), task)
    # the plan of the 23rd still holds 5 of the 10 hours, from the 24th to the 27th
    a_seat(a_plan(), task, role, 300, (date(2026, 11, 24), date(2026, 11, 27)))

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert (told.work_planned, told.planned_now) == (2_000_000, 2_000_000)


def test_change_orders_stand_apart_and_work_without_a_line_is_told() -> None:
    project = the_project()
    line = a_work_line(project)
    order = an_estimate(
        project.client,
        kind="change",
        project=project,
        state="accepted",
        content={},
        content_hash="0",
    )
    a_work_line(project, estimate=order, net_minor=1_000_000, minutes=150)
    worked(line, 60, line_id=0)

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert (told.base.planned, told.changes.planned) == (4_000_000, 1_000_000)
    assert [figures.used for figures in (told.base, told.changes)] == [400_000, 0]
    assert told.total.used == 400_000


def test_sums_by_phase_and_by_role_are_the_sum_of_all() -> None:
    project = the_project()
    first, second = a_work_line(project), a_work_line(project, phase="Продакшн")
    worked(first, 100)
    worked(second, 55)
    worked(second, 7, line_id=0)

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert sum(f.used for _name, f in told.by_phase()) == told.total.used
    assert sum(f.used for f in told.roles.values()) == told.total.used
    assert sum(f.minutes for f in told.roles.values()) == told.total.minutes == 162


def test_a_line_that_is_closed_or_has_no_dates_expects_nothing_more() -> None:
    project = the_project()
    a_work_line(project, closed_at="2026-11-20T00:00Z")
    a_work_line(project, from_on=None, to_on=None)

    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert told.total.rest == 0


def test_a_line_that_the_newest_version_has_no_more_is_no_budget() -> None:
    """Of 80,000 agreed the client took half back: what was worked on it is over, not within."""
    project = the_project()
    a_work_line(project)
    gone = a_work_line(project, closed_at="2026-11-20T00:00Z")
    a_work_line(project, closed_at="2026-11-20T00:00Z")

    bare = budget_of(all_seeing(), project.pk, today=TODAY)
    worked(gone, 60)
    told = budget_of(all_seeing(), project.pk, today=TODAY)

    assert (bare.total.planned, bare.work, len(bare.lines)) == (4_000_000, 4_000_000, 1)
    assert (told.total.planned, told.total.used, len(told.lines)) == (4_000_000, 400_000, 2)
    assert told.total.planned_minutes == 600


def test_budgets_are_of_the_reader_s_clients_alone() -> None:
    mine = a_user("manager")
    project = a_project(a_client(team=(mine,)))
    a_work_line(project)
    other = the_project()
    a_work_line(other)

    assert list(budgeted(acting(mine))) == [project]
    assert list(budgeted(acting(a_user("creative")))) == []
    with pytest.raises(Missing):
        budget_of(acting(mine), other.pk, today=TODAY)


def test_many_budgets_take_no_more_queries_than_one() -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            budgets(budgeted(all_seeing()), today=TODAY)
        return len(caught)

    plan, role = a_plan(), a_role()

    def another() -> None:
        project = the_project()
        line, things, task = a_work_line(project), a_bought_line(project), a_task(project)
        worked(line, 60)
        an_expense(somebody(), project, line=things, state="ordered", net_minor=200_000)
        a_seat(plan, task, role, 120, (date(2026, 11, 24), date(2026, 11, 25)))

    another()
    one = asked()
    for _ in range(5):
        another()

    assert asked() == one
