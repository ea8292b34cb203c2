"""A proposal becomes the plan of the agency only when somebody with the right says so."""

from datetime import date, timedelta

import pytest
import time_machine

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.delivery.actions.plan_locks import Fixed, fix_task, fixed_of
from napulse.delivery.actions.plans import (
    PlanRequest,
    accept_plan,
    apply_way_out,
    compute_plan,
    decline_plan,
    purge_plans,
    return_plan,
    stop_plan,
    take_up_plan,
)
from napulse.delivery.jobs import compute_plan as run_job
from napulse.delivery.models import Plan, PlanState, Project, Task
from napulse.delivery.tests.planning_world import (
    a_role,
    a_worker,
    accepted,
    an_agency,
    computed,
    work,
)
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.jobs.models import LongWork
from napulse.people.models import WorkRole
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting

pytestmark = pytest.mark.django_db
FRIDAY = TODAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def actor() -> Actor:
    return acting(a_user("resource"))


@pytest.fixture
def designer() -> WorkRole:
    role = a_role()
    a_worker("Анна", (role, 2))
    return role


def test_one_plan_is_accepted_and_the_one_before_is_kept(actor: Actor, designer: WorkRole) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    first, second = accepted(actor), accepted(actor)
    first.refresh_from_db()

    assert (first.state, second.state) == (PlanState.REPLACED, PlanState.ACCEPTED)
    assert second.replaced_plan == first
    assert second.accepted_by_id == actor.user_id


def test_taking_an_acceptance_back_brings_the_replaced_plan_back(
    actor: Actor, designer: WorkRole
) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    first, second = accepted(actor), accepted(actor)

    second = return_plan(actor, second, now=NOW)
    first.refresh_from_db()

    assert (first.state, second.state) == (PlanState.ACCEPTED, PlanState.PROPOSAL)
    assert (second.accepted_by, second.replaced_plan) == (None, None)


def test_the_second_of_two_who_accept_the_same_proposal_is_told(
    actor: Actor, designer: WorkRole
) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    plan = computed(actor)
    stale = Plan.objects.get(pk=plan.pk)
    accept_plan(actor, plan, now=NOW)

    with pytest.raises(Refused) as told:
        accept_plan(acting(a_user("resource")), stale, now=NOW)

    assert (told.value.code, told.value.values) == ("plan.not_proposal", {"state": "accepted"})


def test_changes_shown_against_a_plan_that_was_replaced_meanwhile_are_not_accepted(
    actor: Actor, designer: WorkRole
) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    shown_against, mine = accepted(actor), computed(actor)
    other = accepted(actor)

    with pytest.raises(Refused) as told:
        accept_plan(actor, mine, now=NOW, beside=shown_against.pk)

    assert told.value.code == "plan.other_accepted"
    accept_plan(actor, mine, now=NOW, beside=other.pk)
    mine.refresh_from_db()
    assert mine.state == PlanState.ACCEPTED


def test_a_deadline_from_before_a_later_start_is_not_brought_back(
    designer: WorkRole,
) -> None:
    actor = acting(a_user("service"))
    project = a_project(a_client(), due_on=TODAY + timedelta(days=10))
    work(project, "Эскиз", designer, 1)
    later = (TODAY + timedelta(days=30)).isoformat()
    change = {"kind": "deadline", "project": project.pk, "due_on": later}
    plan = accepted(actor, changes=(change,))
    with recording(Project):
        project.refresh_from_db()
        project.starts_on = TODAY + timedelta(days=20)
        project.save()

    return_plan(actor, plan, now=NOW)

    project.refresh_from_db()
    assert project.due_on == TODAY + timedelta(days=30)


def test_a_proposal_without_a_task_that_came_later_is_refused_and_the_task_named(
    actor: Actor, designer: WorkRole
) -> None:
    project = a_project(a_client())
    work(project, "Эскиз", designer, 1)
    plan = computed(actor)
    late = work(project, "Макет", designer, 1)

    with pytest.raises(Refused) as told:
        accept_plan(actor, plan, now=NOW)

    assert (told.value.code, told.value.values["tasks"]) == ("plan.tasks_missing", [late.pk])
    assert Plan.objects.get(pk=plan.pk).state == PlanState.PROPOSAL


def test_those_who_may_only_edit_plans_do_not_accept(designer: WorkRole, actor: Actor) -> None:
    client = a_client()
    manager = a_user("manager")
    work(a_project(client), "Эскиз", designer, 1)
    plan = computed(acting(manager))

    with pytest.raises(NotAllowed):
        accept_plan(acting(manager), plan, now=NOW)

    assert Plan.objects.get(pk=plan.pk).state == PlanState.PROPOSAL


def test_a_proposal_is_put_aside_and_taken_up_again(actor: Actor, designer: WorkRole) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    plan = decline_plan(actor, computed(actor))
    assert plan.state == PlanState.DECLINED
    with pytest.raises(Refused):
        accept_plan(actor, plan, now=NOW)

    assert take_up_plan(actor, plan).state == PlanState.PROPOSAL


def test_one_plan_is_computed_at_a_time(actor: Actor, designer: WorkRole) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    first = compute_plan(actor, data=PlanRequest(), now=NOW)

    with pytest.raises(Refused) as told:
        compute_plan(actor, data=PlanRequest(), now=NOW)

    assert told.value.code == "plan.busy"
    assert told.value.values["plan_id"] == first.pk


def test_a_plan_stopped_before_it_began_fails_and_the_job_leaves_it_alone(
    actor: Actor, designer: WorkRole
) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    plan = stop_plan(actor, compute_plan(actor, data=PlanRequest(), now=NOW), now=NOW)
    run_job(plan.pk)
    plan.refresh_from_db()

    assert (plan.state, plan.score["failed"]["code"]) == (PlanState.FAILED, "stopped")
    assert LongWork.objects.get(pk=plan.work_id).state == "cancelled"


def test_a_plan_stopped_under_way_keeps_the_best_so_far(actor: Actor, designer: WorkRole) -> None:
    client = a_client()
    for number in range(6):
        project = a_project(client, f"Проект {number}", due_on=FRIDAY)
        for place in range(6):
            work(project, f"Задача {place}", designer, 1)
    plan = compute_plan(actor, data=PlanRequest(seconds=60), now=NOW)
    LongWork.objects.filter(pk=plan.work_id).update(state="running", wish_to_cancel=True)
    LongWork.objects.filter(pk=plan.work_id).update(state="running")
    from napulse.delivery.planning import computing
    from napulse.jobs.work import Progress

    work_row = LongWork.objects.get(pk=plan.work_id)
    computing.Computation(plan, Progress(work_row), NOW).run()
    plan.refresh_from_db()

    assert plan.state == PlanState.PROPOSAL
    assert plan.tasks.count() == 36
    assert plan.score["seconds"] < 10


def test_a_way_out_is_a_scenario_and_its_acceptance_alone_moves_the_deadline(
    designer: WorkRole,
) -> None:
    client = a_client()
    head = acting(a_user("service"))
    project = a_project(client, due_on=TODAY + timedelta(days=1), due_is_hard=True)
    for name in ("Раз", "Два", "Три"):
        work(project, name, designer, 1)
    plan = computed(head)
    wednesday = TODAY + timedelta(days=2)
    number = next(
        one["number"]
        for one in plan.ways
        if one["changes"]
        == [{"kind": "deadline", "project": project.pk, "due_on": wednesday.isoformat()}]
    )

    scenario = apply_way_out(head, plan, number=number, now=NOW)
    assert apply_way_out(head, plan, number=number, now=NOW) == scenario
    run_job(scenario.pk)
    scenario.refresh_from_db()
    project.refresh_from_db()
    assert (scenario.parent, scenario.state, scenario.reasons) == (plan, "proposal", [])
    assert project.due_on == TODAY + timedelta(days=1)

    accept_plan(head, scenario, now=NOW)
    project.refresh_from_db()
    assert project.due_on == wednesday

    return_plan(head, scenario, now=NOW)
    project.refresh_from_db()
    assert project.due_on == TODAY + timedelta(days=1)


def test_dropped_scope_is_put_away_bridged_and_brought_back(designer: WorkRole) -> None:
    head = acting(a_user("service"))
    project = a_project(a_client())
    first = work(project, "Бриф", designer, 1)
    middle = work(project, "Фокус-группа", designer, 1, after=(first,), optional=True)
    last = work(project, "Макет", designer, 1, after=(middle,))
    plan = computed(head, kind="scenario", changes=({"kind": "drop", "tasks": [middle.pk]},))
    assert set(plan.tasks.values_list("task_id", flat=True)) == {first.pk, last.pk}

    accept_plan(head, plan, now=NOW)
    middle.refresh_from_db()
    assert middle.deleted_at == NOW
    assert set(last.after.values_list("before_id", flat=True)) == {middle.pk, first.pk}

    return_plan(head, Plan.objects.get(pk=plan.pk), now=NOW)
    middle.refresh_from_db()
    assert middle.deleted_at is None
    assert list(last.after.values_list("before_id", flat=True)) == [middle.pk]


def test_scope_that_has_begun_meanwhile_is_not_dropped(designer: WorkRole) -> None:
    head = acting(a_user("service"))
    task = work(a_project(a_client()), "Фокус-группа", designer, 1, optional=True)
    plan = computed(head, kind="scenario", changes=({"kind": "drop", "tasks": [task.pk]},))
    with recording(Project):
        Task.objects.filter(pk=task.pk).update(state="started", started_on=TODAY)

    with pytest.raises(Refused) as told:
        accept_plan(head, plan, now=NOW)

    assert (told.value.code, told.value.values) == ("plan.dropped_begun", {"name": "Фокус-группа"})
    task.refresh_from_db()
    assert task.deleted_at is None


def test_who_may_not_make_a_change_does_not_take_it_back(designer: WorkRole, actor: Actor) -> None:
    project = a_project(a_client(), due_on=TODAY + timedelta(days=10))
    work(project, "Эскиз", designer, 1)
    later = TODAY + timedelta(days=30)
    change = {"kind": "deadline", "project": project.pk, "due_on": later.isoformat()}
    plan = accepted(acting(a_user("service")), changes=(change,))

    with pytest.raises(Refused) as told:
        return_plan(actor, plan, now=NOW)

    assert told.value.code == "plan.changes_not_yours"
    project.refresh_from_db()
    assert project.due_on == later


def test_somebody_who_leaves_later_may_be_fixed_until_then(
    actor: Actor, designer: WorkRole
) -> None:
    vera = a_worker("Вера", (designer, 2), left_on=FRIDAY)
    task = work(a_project(a_client()), "Эскиз", designer, 1)
    seat = ((task.needs.get().pk, vera.pk),)

    fix_task(actor, task, data=Fixed(on=FRIDAY, people=seat), today=TODAY)
    assert fixed_of(task).people == seat

    with pytest.raises(Refused) as told:
        fix_task(actor, task, data=Fixed(FRIDAY + timedelta(days=3), people=seat), today=TODAY)
    assert told.value.code == "task.person_gone"


def test_a_place_of_a_scenario_becomes_a_booking_that_the_next_plan_counts_on(
    designer: WorkRole,
) -> None:
    head = acting(a_user("service"))
    project = a_project(a_client())
    tasks = [work(project, name, designer, 1) for name in ("Раз", "Два")]
    hire = {
        "kind": "person",
        "role": designer.pk,
        "grade": 1,
        "from_on": TODAY.isoformat(),
        "to_on": FRIDAY.isoformat(),
        "project": project.pk,
    }
    plan = accepted(head, kind="scenario", changes=(hire,))
    booking = project.bookings.get()
    assert (booking.person, booking.state, booking.to_on) == (None, "firm", FRIDAY)

    again = computed(head)
    ends = [again.tasks.get(task=task).ends_on for task in tasks]
    assert ends == [TODAY, TODAY]

    return_plan(head, plan, now=NOW)
    booking.refresh_from_db()
    assert booking.state == "released"


def test_who_may_not_edit_a_project_does_not_accept_a_change_of_it(
    actor: Actor, designer: WorkRole
) -> None:
    project = a_project(a_client(), due_on=FRIDAY)
    work(project, "Эскиз", designer, 1)
    change = {"kind": "deadline", "project": project.pk, "due_on": date(2026, 12, 1).isoformat()}
    plan = computed(actor, kind="scenario", changes=(change,))

    with pytest.raises(Refused) as told:
        accept_plan(actor, plan, now=NOW)

    assert told.value.code == "plan.changes_not_yours"
    assert Project.objects.get(pk=project.pk).due_on == FRIDAY


def test_history_tells_of_every_decision(actor: Actor, designer: WorkRole) -> None:
    work(a_project(a_client()), "Эскиз", designer, 1)
    plan = accepted(actor)
    decline_plan(actor, return_plan(actor, plan, now=NOW))

    told = Entry.objects.filter(model="delivery.plan", object_id=plan.pk).order_by("number")

    assert [one.event for one in told] == [
        "plan.asked",
        "plan.computed",
        "plan.accepted",
        "plan.returned",
        "plan.put_aside",
    ]


def test_old_proposals_go_and_what_was_accepted_stays(actor: Actor, designer: WorkRole) -> None:
    task = work(a_project(a_client()), "Эскиз", designer, 1)
    kept = accepted(actor)
    with recording(Plan):
        old = [
            Plan.objects.create(
                from_on=TODAY,
                asked_by_id=actor.own_id,
                asked_at=NOW + timedelta(minutes=n),
                state="proposal",
            )
            for n in range(22)
        ]

    assert purge_plans(actor) == 2
    assert Plan.objects.filter(pk__in=[old[0].pk, old[1].pk]).count() == 0
    assert Plan.objects.filter(pk=kept.pk).exists()
    assert Task.objects.get(pk=task.pk).planned.count() == 1
