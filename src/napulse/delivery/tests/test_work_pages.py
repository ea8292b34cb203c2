"""Pages of the breakdown: nothing typed is lost, errors stand beside the cells, files go round."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery import actions
from napulse.delivery.breakdown import LinkRow, NeedRow, WorkRow
from napulse.delivery.models import Project, ProjectTemplate, Task
from napulse.delivery.queries.work import rows_of_project
from napulse.delivery.shipping import shipped_templates, work_role_names
from napulse.people.actions import add_usual_roles
from napulse.people.models import PersonSkill, WorkRole
from napulse.people.queries import agency_today
from napulse.testing import NOW, a_client, a_project, a_user, all_seeing, the_agency

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()
    add_usual_roles(all_seeing(), names=work_role_names("ru"))


@pytest.fixture
def me(client: Browser) -> User:
    user = a_user("delivery", language="ru")
    client.force_login(user)
    return user


@pytest.fixture
def project(me: User) -> Project:
    found: Project = a_project(a_client(team=(me,)), "Кампания", starts_on=date(2026, 12, 1))
    return found


def address(name: str, project: Project, *more: object) -> str:
    return reverse(f"delivery:{name}", args=[project.pk, *more])


COLUMNS = (
    "number",
    "name",
    "kind",
    "who",
    "low",
    "likely",
    "high",
    "after",
    "not_before",
    "due",
    "optional",
    "deliverable",
    "state",
)


def typed(*rows: dict[str, str], version: int = 1) -> dict[str, object]:
    """Rows as the grid sends them: every column once for each row."""
    return {"version": version, **{name: [row.get(name, "") for row in rows] for name in COLUMNS}}


def a_need(role: str, grade: int, count: int, *hours: int) -> NeedRow:
    found = WorkRole.objects.get(name=role)
    low, likely, high = (hour * 60 for hour in hours)
    return NeedRow(found.pk, role, grade, count, (low, likely, high))


def test_a_grid_typed_as_a_person_types_becomes_the_breakdown(
    client: Browser, project: Project
) -> None:
    sent = typed(
        {"name": "Идея", "kind": "phase"},
        {
            "number": "1",
            "name": "Макет",
            "kind": "work",
            "who": "дизайнер 2+ × 2; копирайт",
            "low": "6; 3",
            "likely": "8; 4",
            "high": "12",
            "optional": "yes",
            "deliverable": "Макеты",
            "state": "started",
        },
        {"name": "Согласование", "kind": "review", "low": "2", "likely": "3", "after": "1+0,5д"},
        {"name": "Печать", "kind": "work", "likely": "5д", "after": "1"},
        {"number": "4", "name": "Сдано", "kind": "milestone", "after": "2, 3", "due": "20.12"},
        {"kind": "work", "state": "planned"},
    )

    response = client.post(address("work_saved", project), sent, headers=HTMX)

    assert response.status_code == 200, response.content.decode()
    assert rows_of_project(project) == [
        WorkRow("phase", "Идея"),
        WorkRow(
            "work",
            "Макет",
            1,
            needs=(a_need("Дизайнер", 2, 2, 6, 8, 12), a_need("Копирайтер", 1, 1, 3, 4, 12)),
            optional=True,
            deliverable="Макеты",
            state="started",
            started_on=agency_today(timezone.now()),
        ),
        WorkRow("review", "Согласование", 2, length=(4, 6, 9), after=(LinkRow(1, 1),)),
        WorkRow("work", "Печать", 3, length=(8, 10, 15), after=(LinkRow(1),)),
        WorkRow(
            "milestone",
            "Сдано",
            4,
            after=(LinkRow(2), LinkRow(3)),
            due_on=date(2026, 12, 20),
        ),
    ]


def test_an_error_stands_beside_its_cell_and_everything_typed_stays(
    client: Browser, project: Project
) -> None:
    sent = typed(
        {"number": "1", "name": "Макет", "kind": "work", "who": "Алхимик", "likely": "8"},
        {"number": "2", "name": "Верстка", "kind": "work", "who": "Дизайнер", "likely": "-8"},
        {"number": "3", "name": "Проверка", "kind": "work", "likely": "8", "after": "1, 77"},
        {"number": "4", "name": "Показ", "kind": "review", "low": "5", "likely": "3", "high": "9"},
        {"number": "4", "name": "", "kind": "work", "due": "31.02.2026"},
    )

    response = client.post(address("work_saved", project), sent, headers=HTMX)

    text = response.content.decode()
    assert response.status_code == 422
    found = dict(re.findall(r'<span class="cell-error" id="(c[^"]+)-e">([^<]+)<', text))
    assert found == {
        "c0-who": "Нет такой рабочей роли: «Алхимик».",
        "c1-likely": "Работы не может быть меньше нуля.",
        "c2-who": "Не сказано, кто делает. Назовите роль или напишите дни: 8д.",
        "c2-after": "Задачи 77 здесь нет.",
        "c3-likely": "Лучший случай, вероятно, худший случай: каждое не меньше предыдущего.",
        "c4-name": "Напишите, что делаем.",
        "c4-number": "Номер 4 уже занят другой строкой.",
        "c4-due": "«31.02.2026» — не дата: напишите 20.12.2026 или 2026-12-20.",
    }
    assert re.search(r"№\u00a01, Кто: Нет такой рабочей роли", text)
    for value in ("Алхимик", "-8", "1, 77", "31.02.2026"):
        assert f'value="{value}"' in text
    assert not Task.objects.exists()


def test_a_ring_of_tasks_is_told_by_its_numbers(client: Browser, project: Project) -> None:
    sent = typed(
        {"number": "7", "name": "А", "after": "9"}, {"number": "9", "name": "Б", "after": "7"}
    )

    response = client.post(address("work_saved", project), sent, headers=HTMX)

    assert response.status_code == 422
    assert "Задачи ждут друг друга: 7 → 9 → 7." in response.content.decode()


def test_a_save_over_somebody_elses_keeps_mine_and_offers_both(
    client: Browser, project: Project
) -> None:
    row = {"number": "1", "name": "Мой макет"}
    actions.save_work(
        all_seeing(), project, rows=[WorkRow("work", "Их макет", 1)], version=1, now=NOW
    )

    response = client.post(address("work_saved", project), typed(row), headers=HTMX)

    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="Мой макет"' in text
    assert '<button class="btn" name="version" value="2">' in text
    client.post(address("work_saved", project), typed(row, version=2), headers=HTMX)
    assert [one.name for one in rows_of_project(project)] == ["Мой макет"]


def test_the_toast_of_a_save_takes_it_back(client: Browser, project: Project) -> None:
    response = client.post(address("work_saved", project), typed({"name": "А"}), headers=HTMX)
    undo = re.search(r'"undo": "([^"]+)"', response["HX-Trigger"])
    assert undo is not None
    assert [one.name for one in rows_of_project(project)] == ["А"]

    client.post(undo[1], headers=HTMX)

    assert rows_of_project(project) == []


def test_the_pages_of_work_render_for_a_viewer_and_an_editor(
    client: Browser, project: Project
) -> None:
    need = a_need("Дизайнер", 2, 1, 4, 8, 16)
    rows = [WorkRow("phase", "Идея"), WorkRow("work", "Макет", 1, needs=(need,))]
    actions.save_work(all_seeing(), project, rows=rows, version=1, now=NOW)
    pages = ("project_work", "work_export", "work_import", "task_new", "template_take")
    for name in pages:
        assert client.get(address(name, project)).status_code == 200, name
    assert client.get(address("task_detail", project, 1)).status_code == 200
    viewer = a_user("creative", language="en")
    seen = a_project(a_client(team=(viewer,)))
    actions.save_work(all_seeing(), seen, rows=rows, version=1, now=NOW)
    client.force_login(viewer)

    text = client.get(address("project_work", seen)).content.decode()

    assert '<form class="work-form"' not in text
    assert "4–8–16" in text
    assert client.get(address("task_detail", seen, 1)).status_code == 200


def test_what_nobody_can_do_is_said_and_forbids_nothing(client: Browser, project: Project) -> None:
    need = a_need("Дизайнер", 3, 1, 4, 8, 16)
    rows = [WorkRow("work", "Макет", 1, needs=(need,)), WorkRow("work", "Наброски", 2)]
    actions.save_work(all_seeing(), project, rows=rows, version=1, now=NOW)
    text = client.get(address("project_work", project)).content.decode()
    assert "Дизайнер 3+" in text
    assert "Никто в агентстве" in text
    assert "Без оценки: №\u00a02." in text

    person = a_user("creative").person
    with recording(type(person)):
        role = WorkRole.objects.get(name="Дизайнер")
        PersonSkill.objects.create(person=person, role=role, grade=3)

    assert "Никто в агентстве" not in client.get(address("project_work", project)).content.decode()


# ---- a task on its own page ----


def test_a_task_is_added_edited_moved_and_deleted_on_pages(
    client: Browser, project: Project
) -> None:
    rows = [WorkRow("phase", "Идея"), WorkRow("work", "Макет", 1), WorkRow("phase", "Выпуск")]
    actions.save_work(all_seeing(), project, rows=rows, version=1, now=NOW)
    sent = {
        "name": "Печать",
        "kind": "work",
        "phase": "Выпуск",
        "who": "Дизайнер",
        "likely": "8",
        "after": "1",
        "version": 2,
    }
    client.post(address("task_add", project), sent)
    client.post(
        address("task_edited", project, 1),
        {"name": "Макеты", "kind": "work", "phase": "Выпуск", "note": "срочно", "version": 3},
    )

    found = rows_of_project(project)
    assert [row.name for row in found] == ["Идея", "Выпуск", "Печать", "Макеты"]
    assert (found[3].number, found[3].note, found[2].after) == (1, "срочно", (LinkRow(1),))

    client.post(address("task_delete", project, 1))
    assert [row.name for row in rows_of_project(project)] == ["Идея", "Выпуск", "Печать"]


def test_a_task_that_would_close_a_ring_is_refused_beside_the_field(
    client: Browser, project: Project
) -> None:
    rows = [WorkRow("work", "А", 1), WorkRow("work", "Б", 2, after=(LinkRow(1),))]
    actions.save_work(all_seeing(), project, rows=rows, version=1, now=NOW)

    response = client.post(
        address("task_edited", project, 1),
        {"name": "А", "kind": "work", "after": "2", "version": 2},
        headers=HTMX,
    )

    assert response.status_code == 422
    assert "Задачи ждут друг друга: 1 → 2 → 1." in response.content.decode()


def test_the_state_of_a_task_is_set_on_a_day(client: Browser, project: Project) -> None:
    actions.save_work(all_seeing(), project, rows=[WorkRow("work", "А", 1)], version=1, now=NOW)

    client.post(address("task_state", project, 1), {"state": "started", "on": "2026-11-20"})
    client.post(address("task_state", project, 1), {"state": "done", "on": "2026-11-23"})
    answer = client.post(address("task_state", project, 1), {"state": "done", "on": "2026-11-01"})

    task = Task.objects.get()
    assert (task.started_on, task.done_on) == (date(2026, 11, 20), date(2026, 11, 23))
    assert answer.status_code == 422


# ---- files ----


def a_breakdown(project: Project) -> list[WorkRow]:
    template = shipped_templates("ru")["campaign"]
    actions.seed_templates(all_seeing(), shipped={"campaign": template})
    rows = actions.breakdown_of(ProjectTemplate.objects.get())
    actions.save_work(all_seeing(), project, rows=rows, version=project.version, now=NOW)
    return rows_of_project(project)


def read(client: Browser, project: Project, name: str, raw: bytes, mode: str) -> str:
    file = SimpleUploadedFile(name, raw)
    answer = client.post(address("work_read", project), {"file": file, "mode": mode})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def grid_of(text: str) -> dict[str, list[str]]:
    """What the grid of a page would send."""
    sent: dict[str, list[str]] = {}
    for field in LexborHTMLParser(text).css("#work-form input, #work-form select"):
        value = field.attributes.get("value") or ""
        if field.tag == "select":
            chosen = field.css_first("option[selected]") or field.css_first("option")
            value = chosen.attributes.get("value") or ""
        sent.setdefault(str(field.attributes["name"]), []).append(value)
    return sent


@pytest.mark.parametrize("kind", ["", "csv", "xml"])
def test_a_breakdown_downloaded_and_taken_back_is_the_same(
    client: Browser, project: Project, kind: str
) -> None:
    rows = a_breakdown(project)
    raw = client.get(address("work_export", project), {"as": kind}).content
    name = f"work.{kind or 'xlsx'}"

    text = read(client, project, name, raw, "replace")
    client.post(address("work_saved", project), grid_of(text))

    assert rows_of_project(project) == rows


@pytest.mark.parametrize("kind", ["", "csv", "xml"])
def test_a_file_added_to_another_project_brings_the_same_work(
    client: Browser, project: Project, kind: str
) -> None:
    rows = a_breakdown(project)
    raw = client.get(address("work_export", project), {"as": kind}).content
    other = a_project(project.client)
    actions.save_work(all_seeing(), other, rows=[WorkRow("work", "А", 3)], version=1, now=NOW)

    text = read(client, other, f"work.{kind or 'xlsx'}", raw, "add")
    sent = grid_of(text)
    client.post(address("work_saved", other), sent)

    found = rows_of_project(other)
    assert [row.name for row in found] == ["А", *(row.name for row in rows)]
    by_number = {row.number: row.name for row in found if row.is_task}
    links = {(row.name, by_number[link.before], link.lag) for row in found for link in row.after}
    old = {row.number: row.name for row in rows if row.is_task}
    assert links == {(row.name, old[one.before], one.lag) for row in rows for one in row.after}


def test_a_table_of_somebody_elses_is_read_by_its_headings(
    client: Browser, project: Project
) -> None:
    raw = "Задача;Роль;Часы;Предшественники;Бюджет\nМакет;Дизайнер;8;;100\nСказка;Гном;4;1;5\n"

    text = read(client, project, "план.csv", raw.encode(), "add")

    assert "Столбец «Бюджет» не прочитан." in text
    assert "Нет такой рабочей роли: «Гном»." in text
    assert 'value="Макет"' in text
    assert not Task.objects.exists()


def test_a_file_that_is_no_table_is_refused_in_words(client: Browser, project: Project) -> None:
    file = SimpleUploadedFile("plan.mpp", b"\xd0\xcf\x11\xe0" + b"0" * 600)

    answer = client.post(address("work_read", project), {"file": file, "mode": "add"})

    assert answer.status_code == 422
    assert "Это файл .mpp." in answer.content.decode()


# ---- templates ----


def test_a_project_is_made_from_a_template_on_its_page(client: Browser, project: Project) -> None:
    a_breakdown(project)
    template = ProjectTemplate.objects.get()
    url = reverse("delivery:template_detail", args=[template.pk])
    assert client.get(url).status_code == 200
    sent = {"client": project.client_id, "name": "Весна", "starts_on": "2027-02-01"}

    client.post(reverse("delivery:template_make", args=[template.pk]), sent)

    made = Project.objects.get(name="Весна")
    assert [row.name for row in rows_of_project(made)] == [
        row.name for row in actions.breakdown_of(template)
    ]


def test_a_template_is_saved_renamed_put_away_and_brought_back(
    client: Browser, project: Project
) -> None:
    a_breakdown(project)
    client.post(address("template_taken", project), {"name": "Наша кампания", "kind": "campaign"})
    template = ProjectTemplate.objects.get(name="Наша кампания")
    page = reverse("delivery:template_list")

    client.post(
        reverse("delivery:template_edited", args=[template.pk]),
        {"name": "Кампания 360", "kind": "campaign", "version": template.version},
    )
    assert "Кампания 360" in client.get(page).content.decode()
    client.post(reverse("delivery:template_archive", args=[template.pk]))
    client.get(page)  # the toast names it once
    assert "Кампания 360" not in client.get(page).content.decode()
    assert "Кампания 360" in client.get(page, {"view": "archived"}).content.decode()
    client.post(reverse("delivery:template_restore", args=[template.pk]))

    template.refresh_from_db()
    assert template.archived_at is None


def test_a_template_lays_its_rows_behind_what_is_there(client: Browser, project: Project) -> None:
    a_breakdown(project)
    other = a_project(project.client)
    template = ProjectTemplate.objects.get()

    text = client.get(address("work_take", other, template.pk)).content.decode()
    assert not Task.objects.filter(project=other).exists()
    client.post(address("work_saved", other), grid_of(text))

    assert [row.name for row in rows_of_project(other)] == [
        row.name for row in actions.breakdown_of(template)
    ]


def test_signs_that_cannot_be_stored_and_numbers_out_of_reach_do_no_harm(
    client: Browser, project: Project
) -> None:
    far = "9" * 5000
    sent = typed(
        {"number": far, "name": "А\x0bБ\n  В", "likely": far, "after": far, "due": far},
        {"name": "Г", "who": f"Дизайнер × {far}", "likely": "1e9", "kind": far, "state": far},
    )

    answer = client.post(address("work_saved", project), sent | {"version": far}, headers=HTMX)

    assert answer.status_code == 422
    client.post(address("work_saved", project), typed({"name": "А\x0bБ\n  В"}), headers=HTMX)
    assert [row.name for row in rows_of_project(project)] == ["АБ В"]


@pytest.mark.parametrize("name", ["project_work", "work_export"])
def test_the_breakdown_asks_a_constant_number_of_times(
    client: Browser, project: Project, name: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, project)).status_code == 200
        return len(queries)

    need = a_need("Дизайнер", 2, 1, 4, 8, 16)
    rows = [
        WorkRow("work", f"Задача {n}", n, needs=(need,), deliverable="Макет") for n in range(1, 31)
    ]
    linked = [rows[0], *(replace(row, after=(LinkRow(row.number - 1),)) for row in rows[1:])]
    actions.save_work(all_seeing(), project, rows=linked[:3], version=1, now=NOW)
    asked()  # what is remembered is remembered
    few = asked()
    actions.save_work(all_seeing(), project, rows=linked, version=2, now=NOW)

    assert asked() == few
