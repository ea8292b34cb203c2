"""What readers see of a plan: their clients by name, the others as busy time; words of answers."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from napulse.access.actor import Actor
from napulse.audit.recording import recording
from napulse.delivery.actions.plans import Promise, what_if
from napulse.delivery.actions.templates import template_content
from napulse.delivery.breakdown import LinkRow, NeedRow, WorkRow
from napulse.delivery.jobs import compute_plan as run_job
from napulse.delivery.models import Plan, ProjectTemplate
from napulse.delivery.queries import plan_answers, plan_charts, plans
from napulse.delivery.queries.plan_shapes import BarKind, GanttRow, Tone
from napulse.delivery.tests.planning_world import (
    DAY,
    a_booking,
    a_role,
    a_worker,
    accepted,
    an_agency,
    away,
    computed,
    fix,
    work,
)
from napulse.engines.kernel.errors import Missing
from napulse.people.models import WorkRole
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (TODAY + timedelta(days=n) for n in range(1, 5))
SECRET = "Квазимодо"


@pytest.fixture(autouse=True)
def _at_now() -> object:
    an_agency()
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def head() -> Actor:
    return acting(a_user("service"))


def rows_by_title(rows: tuple[GanttRow, ...]) -> dict[str, GanttRow]:
    return {row.title: row for row in rows}


def test_of_another_client_only_busy_time_is_seen(head: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    manager = a_user("manager")
    own, other = a_client("Гранит", team=(manager,)), a_client(f"{SECRET} клиент")
    seen = a_project(own, "Сайт", due_on=FRIDAY)
    hidden = a_project(other, f"{SECRET} проект", due_on=TODAY, due_is_hard=True)
    work(seen, "Эскиз", designer, 1)
    secret = work(hidden, f"{SECRET} задача", designer, 2)
    a_booking(
        a_project(other, f"{SECRET} ещё"), designer, person=anna, percent=10, note=f"{SECRET} бронь"
    )
    fix(secret, on=TODAY)
    plan = accepted(head)
    reader = acting(manager)

    by_person = plan_charts.gantt(reader, plan, by="person", today=TODAY)
    told: list[Any] = [
        by_person,
        plan_charts.gantt(reader, plan, by="project", today=TODAY),
        plans.plan_view(reader, plan),
        plans.plan_rows(reader),
        plan_answers.outcomes(reader, plan),
        plan_answers.reasons(reader, plan),
        plan_answers.ways(reader, plan),
        plans.compare(reader, [plan]),
        plan_answers.difference(reader, computed(head)),
    ]

    assert SECRET in repr(plan_charts.gantt(head, plan, by="person", today=TODAY))
    assert SECRET not in repr(told)
    bars = rows_by_title(by_person.rows)["Анна"].bars
    busy = [bar for bar in bars if bar.is_hidden and bar.kind == BarKind.WORK]
    assert [(bar.starts_on, bar.title) for bar in busy] == [(TODAY, "another client's work")]
    assert busy[0].url == busy[0].project == busy[0].client == ""
    assert {bar.task_id for bar in busy} == {None}
    found = plan_answers.outcomes(reader, plan)
    assert ([row.project for row in found.rows], found.hidden, found.hidden_late) == (
        ["Сайт"],
        1,
        1,
    )


def test_a_reader_without_the_level_finds_no_plan(head: Actor) -> None:
    a_worker("Анна", (designer := a_role(), 1))
    work(a_project(a_client()), "Эскиз", designer, 1)
    plan = accepted(head)
    stranger = acting(a_user("hr"))

    assert (plans.plan_rows(stranger), plans.accepted_plan(stranger)) == ([], None)
    with pytest.raises(Missing):
        plans.plan(stranger, plan.pk)


def test_the_chart_by_project_has_tasks_marks_and_done_work(head: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    project = a_project(a_client("Гранит"), "Сайт", due_on=TUESDAY)
    done = work(
        project,
        "Бриф",
        designer,
        1,
        state="done",
        started_on=TODAY - timedelta(days=4),
        done_on=TODAY - timedelta(days=3),
    )
    task = work(project, "Эскиз", designer, 3, due_on=TUESDAY, after=(done,))
    plan = accepted(head)

    view = plan_charts.gantt(head, plan, by="project", today=TODAY)

    top, brief, sketch = view.rows
    assert [row.title for row in view.rows] == ["Сайт", "Бриф", "Эскиз"]
    assert (view.first_on, view.today_at) == (TODAY - timedelta(days=7), 14)
    assert [(mark.kind, mark.on) for mark in top.marks] == [
        ("end", WEDNESDAY),
        ("p50", WEDNESDAY),
        ("p80", WEDNESDAY),
        ("due", TUESDAY),
    ]
    assert (brief.bars[0].kind, brief.bars[0].start, brief.bars[0].end) == (BarKind.DONE, 6, 10)
    bar = sketch.bars[0]
    assert (bar.start, bar.end, bar.is_late, bar.people) == (14, 20, True, ("Анна",))
    assert bar.task_id == task.pk
    assert sketch.tone == Tone.WARN


def test_an_absence_that_came_after_the_plan_shows_as_overload(head: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    work(a_project(a_client()), "Эскиз", designer, 3)
    plan = accepted(head)
    before = rows_by_title(plan_charts.gantt(head, plan, by="person", today=TODAY).rows)["Анна"]

    away(anna, TUESDAY, FRIDAY)
    after = rows_by_title(plan_charts.gantt(head, plan, by="person", today=TODAY).rows)["Анна"]

    assert (before.overload, before.tone) == ((), Tone.PLAIN)
    assert [(one.start, one.end) for one in after.overload] == [(2, 6)]
    assert after.tone == Tone.RISK


def test_a_pause_that_the_plan_knew_of_is_no_overload(head: Actor) -> None:
    designer = a_role()
    anna = a_worker("Анна", (designer, 1))
    away(anna, TUESDAY, TUESDAY)
    work(a_project(a_client()), "Эскиз", designer, 2)
    plan = accepted(head)

    row = rows_by_title(plan_charts.gantt(head, plan, by="person", today=TODAY).rows)["Анна"]

    assert row.bars[0].ends_on == WEDNESDAY
    assert row.overload == ()


def test_a_difference_names_what_moved_who_changed_and_the_price(head: Actor) -> None:
    designer = a_role(rate=1000)
    anna = a_worker("Анна", (designer, 1))
    a_worker("Борис", (designer, 2))
    project = a_project(a_client(), "Сайт")
    sketch = work(project, "Эскиз", designer, 1)
    layout = work(project, "Макет", designer, 1, after=(sketch,))
    fix(sketch, anna)
    fix(layout, anna)
    old = accepted(head)
    away(anna, TODAY, FRIDAY)
    new = computed(head, kind="replan")

    found = plan_answers.difference(head, new)

    assert found is not None
    monday = TODAY + timedelta(days=7)
    assert [(row.task, row.was_on, row.is_on, row.reason) for row in found.moved] == [
        ("Эскиз", TODAY, monday, "Анна is away"),
        ("Макет", TUESDAY, monday + timedelta(days=1), found.moved[1].reason),
    ]
    assert [(end.project, end.was_on, end.days) for end in found.ends] == [("Сайт", TUESDAY, 7)]
    assert (found.was_cost, found.is_cost, found.unchanged) == (found.is_cost, found.was_cost, 0)
    assert found.against == str(old)


def test_a_reason_says_who_is_short_when_and_by_how_much(head: Actor) -> None:
    designer = a_role("Дизайнер")
    a_worker("Анна", (designer, 3))
    project = a_project(a_client(), "Сайт", due_on=TUESDAY, due_is_hard=True)
    for name in ("Раз", "Два", "Три"):
        work(project, name, designer, 1, grade=3)
    plan = computed(head)

    found = plan_answers.reasons(head, plan)

    assert [one.title for one in found] == [
        "Дизайнер, senior or above: not enough time from 23\xa0November to 24\xa0November"
    ]
    assert found[0].words == (
        "There is 3 days of work to do and room for 2 days of work: 1 day of work short."
    )
    assert (found[0].people, found[0].projects) == (("Анна",), ("Сайт",))


def a_template(*rows: WorkRow) -> ProjectTemplate:
    with recording(ProjectTemplate):
        return ProjectTemplate.objects.create(
            name="Кампания", kind="campaign", content=template_content(rows, TODAY)
        )


def a_row(number: int, name: str, role: WorkRole, days: int, **more: Any) -> WorkRow:
    minutes = days * DAY
    need = NeedRow(role.pk, role.name, more.pop("grade", 1), 1, (minutes, minutes, minutes))
    return WorkRow("work", name, number, (need,), **more)


def answered(actor: Actor, template: ProjectTemplate, due_on: date | None) -> Plan:
    plan = what_if(actor, data=Promise(template=template, start_on=TODAY, due_on=due_on), now=NOW)
    run_job(plan.pk)
    return Plan.objects.get(pk=plan.pk)


def test_a_promise_that_can_be_kept_is_answered_with_yes(head: Actor) -> None:
    designer = a_role(rate=1000)
    a_worker("Анна", (designer, 1))
    template = a_template(
        a_row(1, "Эскиз", designer, 1), a_row(2, "Макет", designer, 1, after=(LinkRow(1),))
    )

    found = plan_answers.whatif_answer(head, answered(head, template, FRIDAY))

    assert (found.verdict, found.ends_on, found.p80_on, found.chance) == (
        "yes",
        TUESDAY,
        TUESDAY,
        100,
    )
    assert found.cost.minor == 16 * 1000 * 100
    assert (found.hurt, found.missing) == ((), ())


def test_a_promise_that_hurts_another_says_whom_and_what_breaks(head: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    other = a_project(a_client(), "Сайт", due_on=THURSDAY)
    work(other, "Эскиз", designer, 3)
    accepted(head)
    template = a_template(a_row(1, "Макет", designer, 2))

    found = plan_answers.whatif_answer(head, answered(head, template, TUESDAY))

    assert [(one.project, one.was_on, one.is_on, one.breaks) for one in found.hurt] == [
        ("Сайт", WEDNESDAY, FRIDAY, True)
    ]
    assert (found.verdict, found.ends_on) == ("risky", TUESDAY)
    assert found.short == ("1 deadline would no longer be kept", "Сайт")
    assert not Plan.objects.get(kind="whatif").reasons


def test_a_promise_that_nobody_has_time_for_is_answered_with_no(head: Actor) -> None:
    designer = a_role()
    a_worker("Анна", (designer, 1))
    template = a_template(a_row(1, "Макет", designer, 4))

    found = plan_answers.whatif_answer(head, answered(head, template, TUESDAY))

    assert (found.verdict, found.words) == (
        "no",
        "With today's people it ends on 26\xa0November, 2 days late.",
    )


def test_a_promise_that_needs_somebody_new_says_whom(head: Actor) -> None:
    a_worker("Анна", (a_role(), 1))
    photo = a_role("Фотограф")
    template = a_template(a_row(1, "Съёмка", photo, 1, grade=3))

    found = plan_answers.whatif_answer(head, answered(head, template, FRIDAY))

    assert (found.verdict, found.missing) == ("risky", ("Фотограф, senior or above",))
