"""Projects and results: dates that hold, waiting that counts from its start, nothing lost."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.audit.recording import recording
from napulse.clients.models import Brand
from napulse.delivery import actions, queries
from napulse.delivery.actions import DeliverableData, ProjectData
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_deliverable,
    a_project,
    a_user,
    acting,
    all_seeing,
    the_agency,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def agency() -> None:
    the_agency()


def test_waiting_counts_from_its_start_and_ends_with_the_work() -> None:
    row = a_deliverable(a_project(a_client()), "Макет")
    waits = DeliverableData("Макет", state="review", waits_for="client", waits_what="правки")
    row = actions.edit_deliverable(all_seeing(), row, data=waits, version=row.version, today=TODAY)
    assert row.waits_since == TODAY

    later = TODAY + timedelta(days=3)
    row = actions.edit_deliverable(all_seeing(), row, data=waits, version=row.version, today=later)
    assert row.waits_since == TODAY

    done = DeliverableData("Макет", state="done", waits_for="client")
    row = actions.edit_deliverable(all_seeing(), row, data=done, version=row.version, today=later)
    assert (row.waits_for, row.waits_since, row.done_on, row.percent) == ("", None, later, 100)


def test_a_lost_update_is_refused_and_changes_nothing() -> None:
    project = a_project(a_client(), "Сайт")
    actions.edit_project(all_seeing(), project, data=ProjectData("Сайт 2"), version=project.version)

    with pytest.raises(Refused) as no:
        actions.edit_project(
            all_seeing(), project, data=ProjectData("Сайт 3"), version=project.version
        )

    assert no.value.code == "row.changed"
    project.refresh_from_db()
    assert project.name == "Сайт 2"


def test_a_project_with_open_results_is_not_done() -> None:
    project = a_project(a_client())
    a_deliverable(project)

    with pytest.raises(Refused) as no:
        actions.set_project_state(all_seeing(), project, state="done", today=TODAY)

    assert (no.value.code, no.value.values) == ("project.deliverables_open", {"count": 1})


def test_a_creative_may_look_but_not_change() -> None:
    creative = a_user("creative")
    project = a_project(a_client(team=(creative,)))

    assert list(queries.projects(acting(creative))) == [project]
    with pytest.raises(NotAllowed):
        actions.set_project_state(acting(creative), project, state="paused", today=TODAY)


def test_attention_tells_late_results_and_long_waits_of_own_clients_only() -> None:
    me = a_user("manager")
    mine = a_client(team=(me,))
    project, other = a_project(mine), a_project(a_client())
    late = a_deliverable(project, "Поздний", due_on=TODAY - timedelta(days=4))
    waiting = a_deliverable(
        project,
        "Ждёт",
        waits_for="client",
        waits_since=TODAY - timedelta(days=6),
        due_on=TODAY - timedelta(days=1),
    )
    a_deliverable(project, "Готов", state="done", due_on=TODAY - timedelta(days=9))
    a_deliverable(other, "Чужой", due_on=TODAY - timedelta(days=4))

    found = queries.attention(acting(me), client_ids=None, now=NOW)

    assert [(r.reason.code, r.reason.source_id, r.values["days"]) for r in found] == [
        ("deliverable_late", late.pk, 4),
        ("waits_for_client_long", waiting.pk, 6),
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pages_of_projects_render(client: Browser, language: str) -> None:
    me = a_user("manager", language=language)
    project = a_project(a_client(team=(me,)), "Сайт", risk="Подрядчик")
    row = a_deliverable(project, "Главная", due_on=TODAY)
    client.force_login(me)

    for name, args in (
        ("project_list", []),
        ("project_create", []),
        ("project_detail", [project.pk]),
        ("project_edit", [project.pk]),
        ("deliverable_row", [row.pk]),
        ("deliverable_edit", [row.pk]),
        ("project_export", []),
    ):
        assert client.get(reverse(f"delivery:{name}", args=args)).status_code == 200, name


def test_creating_a_project_keeps_what_was_typed_when_dates_are_wrong(client: Browser) -> None:
    me = a_user("manager")
    mine = a_client(team=(me,))
    client.force_login(me)
    typed = {
        "client": mine.pk,
        "name": "Кампания",
        "starts_on": "2026-12-01",
        "due_on": "2026-11-01",
    }

    response = client.post(reverse("delivery:project_created"), typed, headers=HTMX)

    text = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in text
    assert 'value="Кампания"' in text
    assert queries.projects(acting(me)).count() == 0


def test_who_left_still_leads_the_project_until_another_is_chosen(client: Browser) -> None:
    user, gone = a_user("director"), a_user("manager")
    project = a_project(a_client(team=(user,)), lead=gone)
    row = a_deliverable(project, owner=gone)
    with recording(type(gone)):
        gone.is_active = False
        gone.save()
    client.force_login(user)

    for door, one in (("project_edit", project), ("deliverable_edit", row)):
        page = client.get(reverse(f"delivery:{door}", args=[one.pk])).content.decode()
        assert f'<option value="{gone.pk}" selected>' in page
    typed = {"name": "Новое имя", "lead": gone.pk, "version": project.version}
    client.post(reverse("delivery:project_edited", args=[project.pk]), typed)
    typed = {"name": "Итог", "state": row.state, "owner": gone.pk, "version": row.version}
    client.post(reverse("delivery:deliverable_edited", args=[row.pk]), typed)

    for stored in (project, row):
        stored.refresh_from_db()
    assert (project.name, project.lead, row.name, row.owner) == ("Новое имя", gone, "Итог", gone)


def test_a_project_cannot_be_made_for_a_neighbours_client(client: Browser) -> None:
    theirs = a_client("Чужой")
    client.force_login(a_user("manager"))

    response = client.post(
        reverse("delivery:project_created"), {"client": theirs.pk, "name": "Х"}, headers=HTMX
    )

    assert response.status_code == 422
    assert queries.projects(all_seeing()).count() == 0


def test_a_deleted_result_comes_back_by_undo(client: Browser) -> None:
    me = a_user("manager")
    project = a_project(a_client(team=(me,)))
    row = a_deliverable(project)
    client.force_login(me)
    client.post(reverse("delivery:deliverable_delete", args=[row.pk]), headers=HTMX)
    assert list(queries.deliverables(acting(me), project_id=project.pk)) == []

    client.post(reverse("delivery:deliverable_restore", args=[row.pk]))

    assert list(queries.deliverables(acting(me), project_id=project.pk)) == [row]


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_projects_asks_a_constant_number_of_times(
    client: Browser, django_assert_num_queries: object, rows: int
) -> None:
    me = a_user("manager")
    client.force_login(me)
    for _ in range(rows):
        a_deliverable(a_project(a_client(team=(me,)), lead=me, brand=None))

    actor = acting(me)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len([p.lead.name for p in queries.projects(actor)]) == rows


def test_a_brand_of_another_client_is_no_brand_of_the_project() -> None:
    client, stranger = a_client(), a_client()
    with recording(Brand):
        brand = Brand.objects.create(client=stranger, name="Чужая марка")
    data = ProjectData("Навигация", brand=brand)
    project = a_project(client)

    with pytest.raises(Missing):
        actions.create_project(all_seeing(), client, data=data)
    with pytest.raises(Missing):
        actions.edit_project(all_seeing(), project, data=data, version=project.version)


def test_deleting_and_restoring_keep_what_others_wrote_meanwhile() -> None:
    stale = a_project(a_client(), "Навигация")
    actions.edit_project(all_seeing(), stale, data=ProjectData("Вывески"), version=stale.version)

    gone = actions.delete_project(all_seeing(), stale, now=NOW)
    back = actions.restore_project(all_seeing(), stale)

    assert (gone.name, back.name, back.deleted_at) == ("Вывески", "Вывески", None)
