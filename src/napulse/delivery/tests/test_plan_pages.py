"""Pages of the plan: what they show to whom, and how a plan is decided about at the door."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery.models import Plan, PlanState, Project, Task
from napulse.delivery.tests.drawn import a_plan, drawn, foretold
from napulse.delivery.tests.planning_world import a_role, a_task, a_worker, an_agency, work
from napulse.jobs.models import LongWork
from napulse.people.models import Person
from napulse.testing import NOW, TODAY, a_client, a_project, a_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FRIDAY = TODAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def me(client: Browser) -> User:
    user = a_user("delivery")
    client.force_login(user)
    return user


def url(name: str, *args: object, query: str = "") -> str:
    return reverse(f"delivery:{name}", args=args) + query


def text_of(browser: Browser, address: str, **headers: str) -> str:
    return browser.get(address, headers=headers or None).content.decode()


def a_busy_plan(me: User, state: str = "accepted", **more: Any) -> tuple[Plan, Task, Person]:
    """A plan with one task of my client, done by Anna on Monday and Tuesday."""
    role = a_role()
    anna = a_worker("Анна Лис", (role, 2))
    project = a_project(a_client("Гранит", team=(me,)), "Запуск", due_on=FRIDAY)
    task = work(project, "Концепция", role)
    plan = a_plan(state, **more)
    drawn(plan, task, TODAY, TODAY + timedelta(days=1), anna)
    foretold(plan, task, TODAY + timedelta(days=1), due_on=FRIDAY, chance_bp=9000)
    return plan, task, anna


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_of_a_plan_renders(client: Browser, language: str) -> None:
    user = a_user("delivery", language=language)
    client.force_login(user)
    before, task, _anna = a_busy_plan(user)
    plan = a_plan("proposal", reasons=[], ways=[])
    drawn(plan, task, FRIDAY, FRIDAY)
    foretold(plan, task, FRIDAY)

    pages = {
        "plan_current": [],
        "plan_list": [],
        "plan_ask": [],
        "what_if": [],
        "scenario_compare": [],
        "plan_detail": [plan.pk],
        "plan_outcomes": [plan.pk],
        "plan_difference": [plan.pk],
        "plan_reasons": [plan.pk],
        "plan_accept": [plan.pk],
        "plan_export": [plan.pk],
        "task_fix": [task.pk],
        "project_plan": [task.project_id],
    }
    assert {name: client.get(url(name, *args)).status_code for name, args in pages.items()} == (
        dict.fromkeys(pages, 200)
    )
    both = f"?plan={plan.pk}&plan={before.pk}"
    assert client.get(url("scenario_compare", query=both)).status_code == 200


def test_without_a_plan_the_page_leads_to_the_first_one_whoever_may_ask_for_it(
    client: Browser, me: User
) -> None:
    ask = f'href="{url("plan_ask")}"'
    assert ask not in text_of(client, url("plan_current"))

    a_busy_plan(me, "declined")
    assert ask in text_of(client, url("plan_current"))

    client.force_login(a_user("creative"))
    assert ask not in text_of(client, url("plan_current"))


def test_a_bar_stands_where_its_task_is_planned(client: Browser, me: User) -> None:
    plan, _task, _anna = a_busy_plan(me)
    address = url("plan_detail", plan.pk, query="?zoom=fortnight&from=2026-11-23")

    by_project = text_of(client, address)
    by_person = text_of(client, address + "&by=person")

    bar = '<foreignObject x="0%" y="{}" width="14.29%" height="22">'
    assert bar.format(20) in by_project
    assert "АЛ</em>" in by_project
    assert bar.format(9) in by_person
    assert "100\u00a0%</em>" in by_person


def test_work_of_clients_that_are_not_mine_has_no_name(client: Browser, me: User) -> None:
    plan, task, anna = a_busy_plan(me)
    theirs = work(a_project(a_client("Секрет"), "Тайный запуск"), "Тайный слоган", a_role())
    drawn(plan, theirs, FRIDAY, FRIDAY, anna)
    foretold(plan, theirs, FRIDAY)

    pages = [
        text_of(client, url("plan_detail", plan.pk, query=query))
        for query in ("", "?by=person", "?q=тайный", f"?project={theirs.project_id}")
    ]
    pages += [text_of(client, url(name, plan.pk)) for name in ("plan_outcomes", "plan_list")[:1]]
    book = client.get(url("plan_export", plan.pk, query="?as=csv")).content.decode()

    assert [word for word in ("Тайный", "Секрет") for page in pages if f">{word}" in page] == []
    assert ("Концепция" in book, "Тайный" in book) == (True, False)
    assert 'class="gantt-bar other"' in pages[1]
    assert client.get(url("task_fix", theirs.pk)).status_code == 404
    assert task.name in pages[0]


def test_the_chart_is_narrowed_by_words_client_role_and_lateness(client: Browser, me: User) -> None:
    plan, task, anna = a_busy_plan(me)
    other = work(a_project(a_client("Берег", team=(me,)), "Сайт"), "Вёрстка", a_role("Разработчик"))
    with recording(Project):
        other.due_on = TODAY
        other.save()
    drawn(plan, other, FRIDAY, FRIDAY, anna)
    role = other.needs.get().role_id

    def shown(query: str) -> list[bool]:
        page = text_of(client, url("plan_detail", plan.pk, query=query), **HTMX)
        return [f"<span>{one.name}</span>" in page for one in (task, other)]

    assert shown("") == [True, True]
    assert shown("?q=ГРАНИТ") == [True, False]
    assert shown("?q=вёрст&by=person") == [False, True]
    assert shown(f"?client={other.project.client_id}") == [False, True]
    assert shown(f"?project={task.project_id}") == [True, False]
    assert shown(f"?role={role}") == [False, True]
    assert shown("?late=1") == [False, True]
    assert shown("?q=нет такого") == [False, False]


@pytest.mark.parametrize("query", ["?by=project", "?by=person"])
def test_the_chart_asks_as_often_for_many_tasks_as_for_few(
    client: Browser, me: User, query: str
) -> None:
    plan, _task, _anna = a_busy_plan(me)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url("plan_detail", plan.pk, query=query)).status_code == 200
        return len(asked)

    client.get(url("plan_detail", plan.pk))
    few = count()
    for number in range(20):
        person = a_worker(f"Ян {number}", (a_role(), 2))
        project = a_project(a_client(team=(me,)))
        more = work(project, f"Макет {number}", a_role())
        drawn(plan, more, TODAY, FRIDAY, person)
        foretold(plan, more, FRIDAY)

    assert count() == few


def test_asking_queues_the_computation_and_a_second_one_waits(client: Browser, me: User) -> None:
    asked = {"kind": "plan", "seconds": "5", "with_tentative": "on"}

    first = client.post(url("plan_asked"), asked, headers=HTMX)
    second = client.post(url("plan_asked"), asked, headers=HTMX)

    plan = Plan.objects.get()
    assert first.headers["HX-Redirect"] == plan.get_absolute_url()
    assert (plan.state, plan.request["seconds"], plan.request["with_tentative"]) == (
        "computing",
        5,
        True,
    )
    assert second.status_code == 422
    assert 'role="alert"' in second.content.decode()


def test_progress_is_a_part_that_asks_for_itself_and_ends_in_the_page(
    client: Browser, me: User
) -> None:
    client.post(url("plan_asked"), {"kind": "plan", "seconds": "5"})
    plan = Plan.objects.get()
    LongWork.objects.update(state="running")

    running = client.get(url("plan_progress", plan.pk), headers=HTMX)
    with recording(Plan):
        plan.state = PlanState.PROPOSAL
        plan.save()
    ended = client.get(url("plan_progress", plan.pk), headers=HTMX)

    part = running.content.decode().strip()
    assert part.startswith('<section class="card" id="plan-progress"')
    assert f'hx-get="{url("plan_progress", plan.pk)}"' in part
    assert ended.headers["HX-Redirect"] == plan.get_absolute_url()


def test_stopping_before_it_began_says_that_there_is_no_plan(client: Browser, me: User) -> None:
    client.post(url("plan_asked"), {"kind": "plan", "seconds": "5"})
    plan = Plan.objects.get()

    client.post(url("plan_stop", plan.pk))

    plan.refresh_from_db()
    assert plan.state == "failed"
    assert 'class="banner risk"' in text_of(client, plan.get_absolute_url())


def test_accepting_offers_the_way_back_and_the_way_back_works(client: Browser, me: User) -> None:
    before, task, anna = a_busy_plan(me)
    plan = a_plan("proposal")
    drawn(plan, task, FRIDAY, FRIDAY, anna)
    foretold(plan, task, FRIDAY)

    dialog = text_of(client, url("plan_accept", plan.pk), **HTMX)
    answer = client.post(url("plan_accepted", plan.pk), {"base": before.pk}, headers=HTMX)
    page = text_of(client, answer.headers["HX-Redirect"])

    assert "Концепция" not in dialog
    assert "Запуск" in dialog
    assert f'action="{url("plan_return", plan.pk)}"' in page
    client.post(url("plan_return", plan.pk))
    states = [Plan.objects.get(pk=one.pk).state for one in (before, plan)]
    assert states == ["accepted", "proposal"]


def test_a_proposal_that_lacks_new_work_is_not_accepted(client: Browser, me: User) -> None:
    plan, task, _anna = a_busy_plan(me, "proposal")
    a_task(task.project, "Новая")

    answer = client.post(url("plan_accepted", plan.pk), {"version": plan.version}, headers=HTMX)

    plan.refresh_from_db()
    assert (answer.status_code, plan.state) == (422, "proposal")
    assert 'role="alert"' in answer.content.decode()


def test_what_is_put_aside_comes_back(client: Browser, me: User) -> None:
    plan, _task, _anna = a_busy_plan(me, "proposal")

    client.post(url("plan_decline", plan.pk))
    plan.refresh_from_db()
    aside = plan.state
    client.post(url("plan_take_up", plan.pk))
    plan.refresh_from_db()

    assert (aside, plan.state) == ("declined", "proposal")


@pytest.mark.parametrize(
    ("shift", "day", "half"),
    [(3, date(2026, 11, 24), 1), (10, date(2026, 11, 30), 0), (-1, TODAY, 0)],
    ids=["a day and a half on", "onto a Saturday", "into the past"],
)
def test_a_moved_bar_fixes_its_task_on_a_working_half_day(
    client: Browser, me: User, shift: int, day: date, half: int
) -> None:
    plan, task, _anna = a_busy_plan(me)
    address = url("plan_shift", plan.pk)

    answer = client.post(address, {"planned": task.pk, "shift": shift}, headers=HTMX)

    task.refresh_from_db()
    was_refused = shift < 0
    fixed = (None, 0) if was_refused else (day, half)
    assert (task.fixed_on, task.fixed_half) == fixed
    assert answer.content.decode().strip().startswith('<section id="plan"')
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert bool(toast["undo"]) != was_refused
    assert ('class="wished"' in answer.content.decode()) != was_refused
    if not was_refused:
        client.post(toast["undo"])
        task.refresh_from_db()
        assert task.fixed_on is None


def test_a_task_is_fixed_to_a_day_and_a_person_and_released(client: Browser, me: User) -> None:
    _plan, task, anna = a_busy_plan(me)
    seat = f"seat-{task.needs.get().pk}-0"
    typed = {"fixed_on": FRIDAY.isoformat(), "fixed_half": "1", seat: anna.pk}

    client.post(url("task_fixed", task.pk), typed)
    task.refresh_from_db()
    fixed = (task.fixed_on, task.fixed_half, task.fixed_people.get().person)
    page = text_of(client, url("task_fix", task.pk), **HTMX)
    client.post(url("task_released", task.pk))
    task.refresh_from_db()

    assert fixed == (FRIDAY, 1, anna)
    assert f'<option value="{anna.pk}" selected>' in page
    assert (task.fixed_on, task.fixed_people.count()) == (None, 0)


def test_a_wrong_fix_is_said_beside_its_field_and_keeps_what_was_typed(
    client: Browser, me: User
) -> None:
    _plan, task, _anna = a_busy_plan(me)
    past = (TODAY - timedelta(days=3)).isoformat()

    answer = client.post(url("task_fixed", task.pk), {"fixed_on": past}, headers=HTMX)

    page = answer.content.decode()
    task.refresh_from_db()
    assert (answer.status_code, task.fixed_on) == (422, None)
    assert 'id="id_fixed_on-error"' in page
    assert f'value="{past}"' in page


def test_begun_work_is_not_fixed(client: Browser, me: User) -> None:
    plan, task, _anna = a_busy_plan(me)
    with recording(Project):
        task.state = "started"
        task.save()

    client.post(url("plan_shift", plan.pk), {"planned": task.pk, "shift": 4}, headers=HTMX)

    task.refresh_from_db()
    assert task.fixed_on is None
    assert "data-fix" not in text_of(client, url("plan_detail", plan.pk))


def test_who_only_looks_moves_nothing(client: Browser, me: User) -> None:
    plan, task, _anna = a_busy_plan(me)
    client.force_login(a_user("creative"))

    answer = client.post(url("plan_shift", plan.pk), {"planned": task.pk, "shift": 4})

    assert answer.status_code == 403
    assert "data-gantt-form" not in text_of(client, url("plan_detail", plan.pk))


def test_plans_stand_side_by_side_when_there_are_two(client: Browser, me: User) -> None:
    plan, task, anna = a_busy_plan(me)
    other = a_plan("proposal", title="Осенью")
    drawn(other, task, FRIDAY, FRIDAY, anna)
    foretold(other, task, FRIDAY, late_days=2)

    alone = text_of(client, url("scenario_compare", query=f"?plan={plan.pk}&plan=x"))
    both = text_of(client, url("scenario_compare", query=f"?plan={plan.pk}&plan={other.pk}"))

    assert "Осенью" not in alone
    assert '<table class="table roomy compare">' in both
    assert "Осенью" in both
    assert "Запуск" in both


def test_a_way_out_is_told_with_its_price_and_taken_as_a_scenario(
    client: Browser, me: User
) -> None:
    plan, task, _anna = a_busy_plan(me, "proposal", status="refuted")
    later = {"kind": "deadline", "project": task.project_id, "due_on": "2026-12-11"}
    with recording(Plan):
        plan.ways = [{"number": 1, "kind": "deadline", "changes": [later], "days": 14}]
        plan.save()

    page = text_of(client, url("plan_reasons", plan.pk))
    answer = client.post(url("way_apply", plan.pk, 1))
    busy = client.post(url("plan_asked"), {"kind": "plan", "seconds": "5"}, headers=HTMX)
    unknown = client.post(url("way_apply", plan.pk, 2))

    scenario = Plan.objects.get(parent=plan)
    assert '<article class="way cheapest">' in page
    assert "Запуск" in page
    assert answer.headers["Location"] == scenario.get_absolute_url()
    assert (scenario.kind, scenario.request["changes"]) == ("scenario", [later])
    assert (busy.status_code, unknown.status_code) == (422, 404)
