"""A plan of the agency: computed by the real engine, kept, accepted, taken back."""

from datetime import date, timedelta

import pytest
import time_machine

from napulse.access.actor import Actor
from napulse.audit.recording import recording
from napulse.delivery.actions.plans import accept_plan
from napulse.delivery.models import Plan, PlanState, PlanStatus, Project, TaskLink
from napulse.delivery.tests.planning_world import (
    a_booking,
    a_role,
    a_task,
    a_worker,
    an_agency,
    away,
    computed,
    doers,
    fix,
    span,
    work,
)
from napulse.people.actions import set_day
from napulse.people.models import Calendar
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_project,
    a_user,
    acting,
    all_seeing,
    an_interaction,
)

pytestmark = pytest.mark.django_db
MONDAY = TODAY
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (TODAY + timedelta(days=n) for n in range(1, 5))
NEXT_MONDAY = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def actor() -> Actor:
    return acting(a_user("resource", name="Ресурсный"))


def test_a_plan_is_a_proposal_with_dates_people_and_forecasts(actor: Actor) -> None:
    designer = a_role(rate=1000)
    anna = a_worker("Анна", (designer, 2))
    project = a_project(a_client(), due_on=FRIDAY)
    sketch = work(project, "Эскиз", designer, 1.5)
    layout = work(project, "Макет", designer, 1, after=(sketch,))

    plan = computed(actor)

    assert (plan.state, plan.status) == (PlanState.PROPOSAL, PlanStatus.PROVED)
    assert span(plan, sketch) == (MONDAY, 0, TUESDAY, 0)
    assert span(plan, layout) == (TUESDAY, 1, WEDNESDAY, 0)
    assert doers(plan, sketch) == doers(plan, layout) == [anna.user.name]
    told = plan.forecasts.get(project=project)
    assert (told.ends_on, told.p50_on, told.p80_on) == (WEDNESDAY,) * 3
    assert (told.chance_bp, told.late_days) == (10_000, 0)
    assert told.cost_minor == plan.cost_minor == 20 * 2 * 1000 * 100
    assert (told.at_minutes, told.above_minutes, told.below_minutes) == (0, 1200, 0)


def test_the_first_half_day_is_tomorrows_once_the_afternoon_has_begun(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    task = work(a_project(a_client()), "Эскиз", designer, 0.5)

    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        plan = computed(actor)

    assert span(plan, task) == (TUESDAY, 0, TUESDAY, 0)


def test_absences_weekends_and_part_time_stretch_the_work(actor: Actor) -> None:
    designer, copy = a_role(), a_role("Копирайтер")
    anna = a_worker("Анна", (designer, 1), share=50)
    boris = a_worker("Борис", (copy, 1), weekdays="135")
    project = a_project(a_client())
    sketch = work(project, "Эскиз", designer, 2)
    text = work(project, "Текст", copy, 2)
    away(anna, WEDNESDAY, WEDNESDAY)

    plan = computed(actor)

    assert span(plan, sketch) == (MONDAY, 0, FRIDAY, 1)
    assert span(plan, text) == (MONDAY, 0, WEDNESDAY, 1)
    assert doers(plan, text) == [boris.user.name]


def test_a_long_absence_is_waited_for_not_paused_over(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    away(anna, TUESDAY, FRIDAY)
    task = work(a_project(a_client()), "Эскиз", designer, 2)

    assert span(computed(actor), task) == (NEXT_MONDAY, 0, NEXT_MONDAY + timedelta(days=1), 1)


def test_a_declined_or_cancelled_absence_closes_nothing(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))

    for column, value in (("state", "declined"), ("cancelled_at", NOW), ("state", "asked")):
        row = away(anna, MONDAY, FRIDAY)
        with recording(type(row)):
            setattr(row, column, value)
            row.save()
    task = work(a_project(a_client()), "Эскиз", designer, 1)

    assert span(computed(actor), task) == (MONDAY, 0, MONDAY, 1)


def test_a_firm_booking_elsewhere_takes_its_part_evenly(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    client = a_client()
    a_booking(a_project(client, "Абонемент"), designer, person=anna, percent=50)
    task = work(a_project(client), "Эскиз", designer, 1.5)

    assert span(computed(actor), task) == (MONDAY, 0, WEDNESDAY, 0)


def test_a_booking_for_the_planned_project_itself_closes_nothing(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    project = a_project(a_client())
    a_booking(project, designer, person=anna, percent=100)
    task = work(project, "Эскиз", designer, 1)

    assert span(computed(actor), task) == (MONDAY, 0, MONDAY, 1)


def test_fixed_starts_and_people_are_kept(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    boris = a_worker("Борис", (designer, 1))
    project = a_project(a_client())
    later = work(project, "Макет", designer, 1)
    own = work(project, "Эскиз", designer, 1)
    fix(later, on=THURSDAY)
    fix(own, boris)

    plan = computed(actor)

    assert span(plan, later) == (THURSDAY, 0, THURSDAY, 1)
    assert doers(plan, own) == [boris.user.name]


def test_one_seat_of_two_is_fixed_and_the_other_is_chosen(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    boris = a_worker("Борис", (designer, 2))
    task = work(a_project(a_client()), "Съёмка", designer, 1, count=2)
    fix(task, boris)

    assert doers(computed(actor), task) == [boris.user.name, anna.user.name]


def test_started_work_goes_on_with_its_people_for_what_is_left(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    boris = a_worker("Борис", (designer, 1))
    project = a_project(a_client())
    task = work(
        project, "Эскиз", designer, 3, state="started", started_on=MONDAY - timedelta(days=3)
    )
    fix(task, boris)

    plan = computed(actor)

    assert span(plan, task) == (MONDAY - timedelta(days=3), 0, TUESDAY, 1)
    assert doers(plan, task) == [boris.user.name]


def test_done_work_holds_its_followers_back_by_the_lag_alone(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client())
    done = work(project, "Бриф", designer, 1, state="done", done_on=MONDAY - timedelta(days=3))
    follower = work(project, "Эскиз", designer, 1, after=(done,))

    with recording(Project):
        follower.after.all().update(lag=4)

    plan = computed(actor)

    assert span(plan, follower) == (WEDNESDAY, 0, WEDNESDAY, 1)
    assert not plan.tasks.filter(task=done).exists()


def test_a_role_that_nobody_has_becomes_a_place_to_fill_and_is_told(actor: Actor) -> None:
    designer, photo = a_role(), a_role("Фотограф")
    a_worker("Анна", (designer, 2))
    project = a_project(a_client())
    shoot = work(project, "Съёмка", photo, 1, grade=3)

    plan = computed(actor)

    assert doers(plan, shoot) == [""]
    told = [one for one in plan.score["remarks"] if one["code"] == "nobody_with_role"]
    assert [(one["tasks"], one["role"], one["values"]) for one in told] == [
        ([shoot.pk], photo.pk, {"grade": 3})
    ]


def test_work_without_an_estimate_and_tasks_in_a_ring_are_named(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client())
    vague = a_task(project, "Что-то ещё")
    assert computed(actor).score["remarks"] == [
        {
            "code": "no_estimate",
            "tasks": [vague.pk],
            "projects": [],
            "person": None,
            "role": None,
            "values": {},
        }
    ]
    first = work(project, "Раз", designer, 1)
    second = work(project, "Два", designer, 1, after=(first,))

    with recording(Project):
        TaskLink.objects.create(task=first, before=second)

    failed = computed(actor)

    assert failed.state == PlanState.FAILED
    assert failed.score["failed"]["code"] == "plan.cycle"
    assert set(failed.score["failed"]["values"]["tasks"]) == {first.pk, second.pk}


def test_nothing_to_plan_is_told_and_is_no_proposal(actor: Actor) -> None:
    a_worker("Анна", (a_role(), 1))

    plan = computed(actor)

    assert (plan.state, plan.score["failed"]["code"]) == (PlanState.FAILED, "nothing")
    assert plan.work is not None
    assert plan.work.state == "failed"


def test_projects_not_yet_won_are_planned_by_choice(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    won = work(a_project(a_client()), "Эскиз", designer, 1)
    hoped = work(a_project(a_client(), probability=40), "Питч", designer, 1)

    def planned(plan: Plan) -> set[int]:
        return set(plan.tasks.values_list("task_id", flat=True))

    assert planned(computed(actor)) == {won.pk}
    assert planned(computed(actor, with_tentative=True)) == {won.pk, hoped.pk}


def test_an_impossible_deadline_is_refuted_with_the_group_and_the_shortfall(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 2))
    project = a_project(a_client(), due_on=TUESDAY, due_is_hard=True)
    tasks = [work(project, name, designer, 1) for name in ("Раз", "Два", "Три")]

    plan = computed(actor)

    assert (plan.state, plan.status) == (PlanState.PROPOSAL, PlanStatus.REFUTED)
    reason = plan.reasons[0]
    assert (reason["why"], reason["role"], reason["projects"]) == (
        "shortage",
        designer.pk,
        [project.pk],
    )
    assert (reason["needed"], reason["available"], reason["short"]) == (1440, 960, 480)
    assert (reason["from_on"], reason["to_on"]) == (MONDAY.isoformat(), TUESDAY.isoformat())
    assert set(reason["tasks"]) == {task.pk for task in tasks}
    assert plan.forecasts.get().late_days == 1


def test_a_holiday_moves_work_and_a_working_saturday_is_worked(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    saturday = MONDAY + timedelta(days=5)

    calendar = Calendar.objects.get(code="RU")
    set_day(all_seeing(), calendar, on=FRIDAY, kind="off")
    set_day(all_seeing(), calendar, on=saturday, kind="working")
    task = work(a_project(a_client(), starts_on=THURSDAY), "Эскиз", designer, 2)

    assert span(computed(actor), task) == (THURSDAY, 0, saturday, 1)


def test_dates_of_the_plan_start_at_the_project_and_at_the_task(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client(), starts_on=TUESDAY)
    task = work(project, "Эскиз", designer, 1)
    later = work(project, "Макет", designer, 1, not_before_on=date(2026, 12, 1))

    plan = computed(actor)

    assert span(plan, task)[0] == TUESDAY
    assert span(plan, later)[0] == date(2026, 12, 1)


def test_a_long_meeting_takes_a_half_day_and_a_short_one_nothing(actor: Actor) -> None:
    designer = a_role()
    user = a_user("creative", name="Анна")
    a_worker("", (designer, 1), user=user)
    client = a_client()
    tomorrow = NOW + timedelta(days=1)
    an_interaction(client, user, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    an_interaction(client, user, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=3))
    an_interaction(
        client,
        user,
        starts_at=tomorrow - timedelta(hours=2),
        ends_at=tomorrow,
        state="cancelled",
    )
    task = work(a_project(client), "Эскиз", designer, 2)

    plan = computed(actor)

    assert span(plan, task) == (MONDAY, 0, WEDNESDAY, 0)


def test_overtime_goes_on_in_the_next_plans_until_one_is_asked_for_without(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    task = work(a_project(a_client()), "Эскиз", designer, 3)
    overtime = {"kind": "overtime", "people": [anna.pk], "percent": 50}
    accept_plan(actor, computed(actor, kind="scenario", changes=(overtime,)), now=NOW)

    on, off = computed(actor), computed(actor, keeps_overtime=False)

    assert (span(on, task)[2], span(off, task)[2]) == (TUESDAY, WEDNESDAY)
    assert (on.request["changes"], off.request["changes"]) == ([overtime], [])


def test_a_soft_deadline_of_a_task_pulls_it_forward_and_refutes_nothing(actor: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client())
    later = work(project, "Макет", designer, 1)
    first = work(project, "Эскиз", designer, 1, due_on=MONDAY)

    plan = computed(actor)

    assert (span(plan, first)[2], span(plan, later)[2]) == (MONDAY, TUESDAY)
    assert set(plan.tasks.values_list("task_id", flat=True)) == {first.pk, later.pk}
    assert plan.forecasts.count() == 1


def test_a_budget_that_done_work_has_used_up_is_refuted_with_the_sum(actor: Actor) -> None:
    designer = a_role(rate=1000)
    a_worker("Анна", (designer, 1))
    project = a_project(a_client(), budget_minor=3 * 8 * 1000 * 100)
    work(project, "Бриф", designer, 2, state="done", done_on=MONDAY - timedelta(days=3))
    work(project, "Эскиз", designer, 2)

    plan = computed(actor)

    assert plan.status == PlanStatus.REFUTED
    assert [(one["why"], one["over"], one["projects"]) for one in plan.reasons] == [
        ("money", 8 * 1000 * 100, [project.pk])
    ]


def test_a_fixed_start_for_somebody_away_is_refused_with_task_person_and_day(actor: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    task = work(a_project(a_client()), "Эскиз", designer, 1)
    fix(task, anna, on=TUESDAY)
    away(anna, TUESDAY, FRIDAY)

    plan = computed(actor)

    assert plan.state == PlanState.FAILED
    assert plan.score["failed"] == {
        "code": "plan.lock_closed",
        "values": {"tasks": [task.pk], "people": [anna.pk], "on": TUESDAY.isoformat()},
    }
