"""The work breakdown: saved as a whole, kept by number, undone, refused in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.delivery import actions
from napulse.delivery.actions import ProjectData, TemplateData
from napulse.delivery.breakdown import LinkRow, NeedRow, WorkRow
from napulse.delivery.models import Deliverable, FixedPerson, Project, ProjectTemplate, Task
from napulse.delivery.queries.work import rows_of_project, totals
from napulse.delivery.shipping import shipped_templates, work_role_names
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.people.actions import add_usual_roles
from napulse.people.models import WorkRole
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_project,
    a_user,
    acting,
    all_seeing,
    the_agency,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def a_role(name: str = "Дизайнер") -> WorkRole:
    with recording(WorkRole):
        return WorkRole.objects.create(name=name)


def some_rows(role: WorkRole) -> list[WorkRow]:
    need = NeedRow(role.pk, role.name, 2, 2, (240, 480, 720))
    return [
        WorkRow("phase", "Идея"),
        WorkRow("work", "Макет", 1, needs=(need,), deliverable="Макеты"),
        WorkRow("review", "Согласование", 2, length=(2, 4, 8), after=(LinkRow(1, 2),)),
        WorkRow("phase", "Выпуск"),
        WorkRow("milestone", "Сдано", 3, after=(LinkRow(2),), due_on=date(2026, 12, 20)),
    ]


def saved(project: Project, rows: list[WorkRow]) -> Project:
    project.refresh_from_db()
    actions.save_work(all_seeing(), project, rows=rows, version=project.version, now=NOW)
    project.refresh_from_db()
    return project


def test_what_is_saved_is_what_is_read() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())

    saved(project, rows)

    assert rows_of_project(project) == rows
    assert list(Deliverable.objects.values_list("name", flat=True)) == ["Макеты"]


def test_a_task_keeps_its_row_and_its_lock_when_everything_around_it_changes() -> None:
    user = a_user("director")
    project, role = a_project(a_client()), a_role()
    rows = some_rows(role)
    saved(project, rows)
    task = Task.objects.get(project=project, number=1)
    with recording(Project):
        FixedPerson.objects.create(task=task, need=task.needs.get(), person=user.person)

    other = replace(rows[1], name="Макеты", needs=(replace(rows[1].needs[0], grade=3),))
    saved(project, [WorkRow("phase", "Новая"), *rows[3:], other, rows[2]])

    task.refresh_from_db()
    assert (task.name, task.fixed_people.get().person) == ("Макеты", user.person)
    assert task.phase is not None
    assert task.phase.name == "Выпуск"


def test_new_tasks_get_numbers_that_were_never_given() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())
    saved(project, rows)
    saved(project, rows[:3])

    saved(project, [*rows[:3], WorkRow("work", "Ещё одна")])

    assert [row.number for row in rows_of_project(project) if row.is_task] == [1, 2, 4]


def test_undo_brings_back_tasks_links_and_numbers() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())
    saved(project, rows)
    edition = actions.save_work(
        all_seeing(), project, rows=rows[:2], version=project.version, now=NOW
    )
    assert edition is not None

    actions.undo_work(all_seeing(), project, edition=edition, now=NOW)

    assert rows_of_project(project) == rows
    assert Task.objects.filter(project=project).count() == 3


def test_undo_is_refused_when_somebody_saved_since() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())
    edition = actions.save_work(all_seeing(), project, rows=rows, version=1, now=NOW)
    assert edition is not None
    saved(project, rows[:2])

    with pytest.raises(Refused) as no:
        actions.undo_work(all_seeing(), project, edition=edition, now=NOW)

    assert no.value.code == "work.saved_since"
    assert rows_of_project(project) == rows[:2]


def test_a_lost_update_of_the_breakdown_is_refused() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())
    version = project.version
    saved(project, rows)

    with pytest.raises(Refused) as no:
        actions.save_work(all_seeing(), project, rows=[], version=version, now=NOW)

    assert no.value.code == "row.changed"
    assert rows_of_project(project) == rows


def test_a_ring_is_refused_and_names_its_tasks() -> None:
    rows = [
        WorkRow("work", "А", 7, after=(LinkRow(9),)),
        WorkRow("work", "Б", 8, after=(LinkRow(7),)),
        WorkRow("work", "В", 9, after=(LinkRow(8),)),
    ]

    with pytest.raises(Refused) as no:
        saved(a_project(a_client()), rows)

    assert (no.value.code, no.value.values["ring"]) == ("work.ring", "7 → 8 → 9 → 7")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (WorkRow("work", ""), "work.no_name"),
        (WorkRow("work", "А", 1, after=(LinkRow(5),)), "work.unknown_task"),
        (WorkRow("work", "А", 1, after=(LinkRow(1),)), "work.after_itself"),
        (WorkRow("review", "А", 1, length=(4, 2, 8)), "work.estimate_order"),
        (WorkRow("review", "А", 1, length=(-2, 2, 8)), "work.negative"),
        (WorkRow("work", "А", 1, after=(LinkRow(2, 500),)), "work.lag"),
    ],
)
def test_what_makes_no_plan_is_refused(row: WorkRow, code: str) -> None:
    with pytest.raises(Refused) as no:
        saved(a_project(a_client()), [row, WorkRow("work", "Б", 2)])

    assert no.value.code == code


def test_a_role_of_nobody_is_refused_by_name() -> None:
    row = WorkRow("work", "А", 1, needs=(NeedRow(0, "Алхимик"),))

    with pytest.raises(Refused) as no:
        saved(a_project(a_client()), [row])

    assert (no.value.code, no.value.values["role"]) == ("work.unknown_role", "Алхимик")


def test_a_deleted_task_leaves_no_link_and_returns_by_undo() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())
    saved(project, rows)

    edition = actions.delete_task(all_seeing(), project, number=2, version=project.version, now=NOW)

    left = rows_of_project(project)
    assert [row.number for row in left if row.is_task] == [1, 3]
    assert left[-1].after == ()
    assert edition is not None
    actions.undo_work(all_seeing(), project, edition=edition, now=NOW)
    assert rows_of_project(project) == rows


def test_a_state_dates_itself_and_goes_back() -> None:
    project = saved(a_project(a_client()), some_rows(a_role()))

    task = actions.set_task_state(all_seeing(), project, number=1, state="done", on=TODAY)
    assert (task.started_on, task.done_on) == (TODAY, TODAY)

    task = actions.set_task_state(all_seeing(), project, number=1, state="planned", on=TODAY)
    assert (task.started_on, task.done_on) == (None, None)


def test_a_save_is_one_sentence_of_history_that_counts_tasks() -> None:
    project = saved(a_project(a_client()), some_rows(a_role()))

    entry = Entry.objects.get(event="work.saved")

    assert (entry.object_id, entry.changes) == (project.pk, {"added": 3})


def test_nothing_is_written_when_nothing_differs() -> None:
    project, rows = a_project(a_client()), some_rows(a_role())
    version = saved(project, rows).version

    assert saved(project, rows).version == version


def test_a_creative_may_not_change_the_breakdown() -> None:
    creative = a_user("creative")
    project = a_project(a_client(team=(creative,)))

    with pytest.raises(NotAllowed):
        actions.save_work(acting(creative), project, rows=[], version=1, now=NOW)


def test_totals_count_each_of_several_people() -> None:
    found = totals(some_rows(a_role()))

    assert (found.tasks, found.reviews, found.low, found.minutes, found.high) == (
        3,
        1,
        480,
        960,
        1440,
    )


# ---- templates ----


def test_a_template_taken_from_a_project_makes_the_same_work_on_other_dates() -> None:
    project = a_project(a_client(), starts_on=date(2026, 12, 1))
    rows = some_rows(a_role())
    saved(project, [*rows[:-1], replace(rows[-1], note="звонил Иван", state="done")])
    template = actions.save_as_template(
        all_seeing(), project, data=TemplateData("Макет", "other"), today=TODAY
    )
    data = ProjectData("Второй", starts_on=date(2027, 2, 1))

    made = actions.make_project_from_template(
        all_seeing(), a_client(), template=template, data=data, now=NOW
    )

    again = rows_of_project(made)
    assert [row.name for row in again] == [row.name for row in rows]
    assert again[-1].due_on == date(2027, 2, 20)
    assert (again[-1].note, again[-1].state) == ("", "planned")
    assert "Иван" not in str(template.content)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_shipped_templates_become_projects_without_a_fault(language: str) -> None:
    add_usual_roles(all_seeing(), names=work_role_names(language))
    actions.seed_templates(all_seeing(), shipped=shipped_templates(language))

    for template in ProjectTemplate.objects.all():
        data = ProjectData(template.name, starts_on=TODAY)
        made = actions.make_project_from_template(
            all_seeing(), a_client(), template=template, data=data, now=NOW
        )
        rows = rows_of_project(made)
        assert [row.name for row in rows if row.is_unestimated] == []
        assert rows == actions.breakdown_of(template, TODAY)
    assert ProjectTemplate.objects.count() == 5
    assert WorkRole.objects.count() == len(work_role_names(language))


def test_both_languages_ship_the_same_work() -> None:
    ru, en = shipped_templates("ru"), shipped_templates("en")
    names = dict(zip(work_role_names("ru"), work_role_names("en"), strict=True))

    def bones(content: dict[str, list[dict[str, object]]], translate: bool) -> list[object]:
        found: list[object] = []
        for row in content["rows"]:
            needs: list[list[object]] = row.get("needs", [])  # type: ignore[assignment]
            roles = [[names[str(n[1])] if translate else n[1], *n[2:]] for n in needs]
            found.append((row["kind"], row.get("after"), row.get("length"), roles))
        return found

    assert {code: bones(one["content"], True) for code, one in ru.items()} == {
        code: bones(one["content"], False) for code, one in en.items()
    }


def test_a_shipped_template_put_away_or_renamed_does_not_come_back() -> None:
    shipped = shipped_templates("ru")
    actions.seed_templates(all_seeing(), shipped=shipped)
    first = ProjectTemplate.objects.order_by("pk")[0]
    actions.archive_template(all_seeing(), first, now=NOW)

    assert actions.seed_templates(all_seeing(), shipped=shipped) == 0
    assert ProjectTemplate.objects.filter(archived_at=None).count() == 4


def test_a_template_follows_a_renamed_role() -> None:
    actions.seed_templates(all_seeing(), shipped=shipped_templates("ru"))
    role = WorkRole.objects.get(name="Дизайнер")
    with recording(WorkRole):
        role.name = "Графический дизайнер"
        role.save()
    template = ProjectTemplate.objects.get(shipped="rebranding")

    made = actions.make_project_from_template(
        all_seeing(), a_client(), template=template, data=ProjectData("А"), now=NOW
    )

    needs = [need.role for row in rows_of_project(made) for need in row.needs]
    assert "Графический дизайнер" in needs
    assert "Дизайнер" not in needs


def test_a_template_sent_twice_is_made_once() -> None:
    project = saved(a_project(a_client()), some_rows(a_role()))
    data = TemplateData("Наша кампания", "other")
    actions.save_as_template(all_seeing(), project, data=data, today=TODAY)

    again = TemplateData("наша  Кампания", "other")
    with pytest.raises(Refused) as no:
        actions.save_as_template(all_seeing(), project, data=again, today=TODAY)

    assert no.value.code == "template.name_taken"
    assert ProjectTemplate.objects.count() == 1


def test_an_empty_project_is_no_template() -> None:
    with pytest.raises(Refused) as no:
        actions.save_as_template(
            all_seeing(), a_project(a_client()), data=TemplateData("А", "other"), today=TODAY
        )

    assert no.value.code == "template.empty"


# ---- a project and its work end together ----


def test_a_project_deleted_long_ago_goes_with_all_its_work() -> None:
    project = saved(a_project(a_client()), some_rows(a_role()))
    actions.delete_project(all_seeing(), project, now=NOW)

    actions.purge_deleted(all_seeing(), now=NOW + timedelta(days=31))

    assert not Project.objects.exists()
    assert not Task.objects.exists()


def test_a_task_deleted_long_ago_goes_for_good_and_others_stay() -> None:
    project = saved(a_project(a_client()), some_rows(a_role()))
    actions.delete_task(all_seeing(), project, number=2, version=project.version, now=NOW)

    actions.purge_deleted(all_seeing(), now=NOW + timedelta(days=31))

    assert [task.number for task in Task.objects.order_by("number")] == [1, 3]


def test_a_deadline_of_a_contract_needs_a_date() -> None:
    with pytest.raises(Refused) as no:
        actions.create_project(all_seeing(), a_client(), data=ProjectData("Сайт", due_is_hard=True))

    assert no.value.code == "project.hard_without_due"
