"""`napulse plan`, the person's calendar, and the status report by the accepted plan."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from napulse.access.queries import feed_events
from napulse.audit.recording import recording
from napulse.delivery.models import Plan
from napulse.delivery.planning.gathering import gather
from napulse.delivery.planning.ground import Ask
from napulse.delivery.queries import plan_answers, plan_charts
from napulse.delivery.status_plan import status_lines
from napulse.delivery.tests.planning_world import (
    a_role,
    a_task,
    a_worker,
    accepted,
    an_agency,
    away,
    computed,
    work,
)
from napulse.engines.reports import LineTone
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, FRIDAY = (TODAY + timedelta(days=n) for n in (1, 2, 4))


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> object:
    an_agency()
    monkeypatch.setenv("LANG", "C.UTF-8")
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


def napulse(*words: str) -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("plan", *words, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().splitlines()
    raise AssertionError("it ends with an exit code")


def refusal(*words: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as told:
        call_command("plan", *words)
    return told.value.returncode, str(told.value)


def test_compute_makes_a_proposal_and_tells_what_it_promises() -> None:
    head = a_user("service", email="head@sfera.example")
    a_worker("Анна", (designer := a_role(rate=1000), 1))
    work(a_project(a_client(), "Сайт", due_on=FRIDAY), "Эскиз", designer, 2)

    told = napulse("compute", "--by", head.email, "--seconds", "2")

    assert told == (
        0,
        [
            "proposal: no better plan exists",
            "  Сайт: 2026-11-24 / 2026-11-27, P80 2026-11-24: the deadline is safe",
        ],
    )
    assert Plan.objects.get().asked_by == head


def test_an_impossible_deadline_ends_with_one_and_names_reason_and_ways() -> None:
    head = a_user("service", email="head@sfera.example")
    a_worker("Анна", (designer := a_role("Дизайнер"), 1))
    work(
        a_project(a_client(), "Сайт", due_on=TODAY, due_is_hard=True), "Эскиз", designer, 2, count=1
    )

    code, lines = napulse("compute", "--by", head.email, "--seconds", "2")

    assert code == 1
    assert lines[0] == "proposal: the promises cannot be kept"
    assert any("Move a deadline" in line for line in lines)


def test_bad_input_is_one_line_and_exit_code_two() -> None:
    a_user("hr", email="hr@sfera.example")
    head = a_user("service", email="head@sfera.example")

    assert refusal("compute") == (2, "say who asks for the plan: --by EMAIL")
    assert refusal("compute", "--by", "x@y.z") == (2, "nobody here has the address x@y.z")
    assert refusal("compute", "--by", "hr@sfera.example") == (
        2,
        "hr@sfera.example may not ask for plans",
    )
    assert refusal("compute", "--by", head.email, "--seconds", "2") == (
        2,
        "There is nothing to plan: no open task in a planned or running project.",
    )
    assert refusal("check") == (2, "no plan is accepted")
    assert refusal("show") == (2, "no plan is accepted")


def test_check_tells_where_the_accepted_plan_no_longer_fits() -> None:
    head = acting(a_user("service"))
    anna = a_worker("Анна", (designer := a_role(), 1))
    project = a_project(a_client(), "Сайт")
    work(project, "Эскиз", designer, 2)
    accepted(head)
    assert napulse("check")[0] == 0

    away(anna, TODAY, FRIDAY)
    work(project, "Макет", designer, 1)

    assert napulse("check") == (
        1,
        ["“Макет” is not in the plan", "“Эскиз”: Анна cannot work then (23\xa0November)"],
    )


def test_the_calendar_of_a_person_has_the_own_part_of_the_accepted_plan() -> None:
    head, user = acting(a_user("service")), a_user("creative", name="Анна")
    designer = a_role()
    a_worker("", (designer, 1), user=user)
    a_worker("Борис", (copy := a_role("Копирайтер"), 1))
    own = a_project(a_client("Гранит", team=(user,)), "Сайт")
    work(own, "Эскиз", designer, 2)
    work(own, "Чужой текст", copy, 1)
    work(a_project(a_client("Сосед")), "Не моего клиента", designer, 1)
    computed(head)
    assert feed_events(acting(user), now=NOW) == []

    plan = accepted(head)
    told = feed_events(acting(user), now=NOW)

    assert [(one.summary, one.starts, one.ends, one.sequence) for one in told] == [
        ("Гранит: Эскиз", told[0].starts, told[0].starts + timedelta(days=2), plan.pk)
    ]


def test_a_status_report_speaks_of_the_accepted_plan_alone() -> None:
    head = acting(a_user("service"))
    a_worker("Анна", (designer := a_role(), 1))
    client = a_client()
    project = a_project(client, "Сайт", due_on=TUESDAY)
    sketch = work(project, "Эскиз", designer, 2, points=(2, 4))
    a_task(
        project,
        "Эскизы",
        kind="review",
        after=(sketch,),
        length_low=2,
        length_likely=2,
        length_high=2,
    )
    computed(head)
    since = NOW - timedelta(days=7)
    assert status_lines(head, client_id=client.pk, since=since, now=NOW) == []

    accepted(head)
    told = status_lines(head, client_id=client.pk, since=since, now=NOW)

    assert (told[0].key, told[0].tone) == (f"plan:{project.pk}", LineTone.RISK)
    assert told[1].text.startswith("Сайт, your review: Эскизы, from ")


def test_the_pages_do_not_load_the_solver() -> None:
    """A web process that held it would weigh a hundred megabytes more."""
    program = (
        "import os, sys, django;"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'napulse.config.settings';"
        "django.setup();"
        "import napulse.config.urls, napulse.delivery.jobs;"
        "print(sorted({'ortools', 'napulse.engines.planning.cpsat'} & set(sys.modules)))"
    )

    told = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert told.stdout == "[]\n"


def test_a_plan_is_gathered_and_drawn_in_a_number_of_queries_that_does_not_grow(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    head = acting(a_user("service"))
    designer = a_role()
    for number in range(5):
        a_worker(f"Дизайнер {number}", (designer, 1))
        project = a_project(a_client(), f"Проект {number}", due_on=FRIDAY)
        for place in range(4):
            work(project, f"Задача {place}", designer, 0.5)
    plan = accepted(head)

    with django_assert_max_num_queries(24):
        gather(Ask(NOW))
    for by in ("project", "person"):
        with django_assert_max_num_queries(22):
            plan_charts.gantt(head, plan, by=by, today=TODAY)
    with django_assert_max_num_queries(18):
        plan_answers.difference(head, computed_twin(plan))


def computed_twin(plan: Plan) -> Plan:
    """A proposal beside the accepted plan, without computing anything."""
    with recording(Plan):
        return Plan.objects.create(
            from_on=plan.from_on, asked_by=plan.asked_by, asked_at=NOW, state="proposal"
        )
