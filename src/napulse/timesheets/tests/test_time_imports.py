"""Imports of time: what names mean, what is written once, told by line, and taken back whole."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.delivery.models import Project
from napulse.engines.exchange.timetrackers import Tracker
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.ledger.models import ClientMonth
from napulse.ledger.tests.test_posting import kept_agrees
from napulse.testing import NOW, TODAY, a_client, a_deliverable, a_project, a_user, acting
from napulse.testing_money import made
from napulse.timesheets.actions import imports as actions
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.imports import Choices
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.importing import Plan, plan_of
from napulse.timesheets.jobs_imports import import_time
from napulse.timesheets.models import TimeEntry, TimeImport, WeekSheet
from napulse.timesheets.queries import imports as queries
from napulse.timesheets.wording_imports import told_fault

pytestmark = pytest.mark.django_db
HEAD = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,Duration\n"


class Stage:
    """A director of a client who imports the time of the team."""

    def __init__(self) -> None:
        self.director = a_user("director", name="Анна Образцова", email="anna@sfera.example")
        self.designer = a_user("creative", name="Пётр Примеров", email="petr@sfera.example")
        self.client = a_client("Клиент-Образец", team=(self.director, self.designer))
        self.project = a_project(self.client, name="Запуск осень")

    @property
    def actor(self) -> Actor:
        return acting(self.director)

    def row(self, **more: str) -> str:
        told = {
            "User": "Пётр Примеров",
            "Email": "petr@sfera.example",
            "Client": "Клиент-Образец",
            "Project": "Запуск осень",
            "Task": "",
            "Description": "Эскизы",
            "Billable": "Yes",
            "Start date": "2026-11-16",
            "Start time": "10:00:00",
            "Duration": "02:00:00",
        }
        cells = {**told, **{name.replace("_", " "): value for name, value in more.items()}}
        return ",".join(cells.values()) + "\n"

    def begin(self, *rows: str, user: User | None = None) -> TimeImport:
        raw = (HEAD + "".join(rows)).encode()
        return actions.begin_import(
            acting(user or self.director),
            filename="toggl.csv",
            raw=raw,
            tracker=Tracker.TOGGL,
            now=NOW,
        )

    def plan(self, found: TimeImport, user: User | None = None) -> Plan:
        return plan_of(acting(user or self.director), found, today=TODAY)

    def imported(self, *rows: str) -> TimeImport:
        found = self.begin(*rows)
        actions.run_import(self.actor, found, plan=self.plan(found))
        import_time(found.pk)
        return TimeImport.objects.get(pk=found.pk)


def test_people_are_known_by_e_mail_and_projects_by_name() -> None:
    stage = Stage()
    found = stage.begin(stage.row(User="P. Primerov"))

    [entry] = stage.plan(found).entries

    assert (entry.person.user, entry.project) == (stage.designer, stage.project)
    assert (entry.on, entry.minutes, entry.note) == (date(2026, 11, 16), 120, "Эскизы")


def test_without_an_e_mail_people_are_known_by_name() -> None:
    stage = Stage()

    [entry] = stage.plan(stage.begin(stage.row(Email="", User="пётр примеров"))).entries

    assert entry.person.user == stage.designer


def test_what_nobody_knows_is_told_by_line_until_somebody_says_what_it_is() -> None:
    stage = Stage()
    found = stage.begin(stage.row(Project="Иное"), stage.row(User="Кто-то", Email=""))

    plan = stage.plan(found)

    told = {row.row.number: [fault.code for fault in row.faults] for row in plan.having("error")}
    assert told == {2: ["times.unknown_project"], 3: ["times.unknown_person"]}
    people = {plan.people[0].key: str(stage.designer.person.pk)}
    places = {plan.places[0].key: f"p:{stage.project.pk}"}
    actions.choose_for_import(stage.actor, found, choices=Choices(people=people, places=places))
    again = stage.plan(TimeImport.objects.get(pk=found.pk))
    assert again.counts == {"write": 2}


def test_the_import_is_written_once_and_stands_in_the_ledger() -> None:
    stage = Stage()
    rows = [stage.row(), stage.row(Start_date="2026-11-17"), stage.row(Start_date="2026-11-17")]

    first = stage.imported(*rows)
    second = stage.begin(*rows)

    assert first.state == "done"
    assert first.summary["written"] == 3
    assert bytes(first.raw) == b""
    assert ClientMonth.objects.get(client_key=stage.client.pk).minutes == 360
    assert stage.plan(second).counts == {"repeat": 3}
    with pytest.raises(Refused, match="nothing_to_do"):
        actions.run_import(stage.actor, second, plan=stage.plan(second))
    assert kept_agrees()


def test_imported_time_is_judged_by_the_scope_guard() -> None:
    stage = Stage()

    stage.imported(stage.row())

    assert TimeEntry.objects.get().scope == "no_budget"


def test_undo_takes_everything_back_and_the_file_may_come_again() -> None:
    stage = Stage()
    found = stage.imported(stage.row(), stage.row(Start_date="2026-11-17"))

    undone = actions.undo_import(stage.actor, found, now=NOW)

    assert (undone.entries, undone.projects, undone.staying) == (2, 0, [])
    assert not TimeEntry.objects.filter(deleted_at=None).exists()
    assert stage.imported(stage.row()).summary["written"] == 1
    assert kept_agrees()


def test_undo_is_refused_as_a_whole_once_some_of_it_is_approved() -> None:
    stage = Stage()
    found = stage.imported(stage.row(), stage.row(Start_date="2026-11-17"))
    entry = TimeEntry.objects.order_by("pk")[0]
    entry.state = "approved"
    made(entry)

    with pytest.raises(Refused, match=r"import\.used"):
        actions.undo_import(stage.actor, found, now=NOW)

    assert TimeEntry.objects.filter(deleted_at=None).count() == 2


def test_weeks_that_were_told_and_days_that_are_full_are_told_by_line() -> None:
    stage = Stage()
    made(WeekSheet(person=stage.designer.person, week_on=date(2026, 11, 9), state="submitted"))
    found = stage.begin(
        stage.row(Start_date="2026-11-10"),
        stage.row(Duration="20:00:00"),
        stage.row(Duration="05:00:00", Description="Правки"),
        stage.row(Start_date="2027-06-01"),
    )

    told = {
        row.row.number: [fault.code for fault in row.faults]
        for row in stage.plan(found).having("error")
    }

    assert told == {
        2: ["times.week_is_told"],
        3: ["times.day_is_full"],
        4: ["times.day_is_full"],
        5: ["times.too_far_ahead"],
    }


def test_days_of_a_fault_are_told_as_the_pages_write_them() -> None:
    stage = Stage()
    made(WeekSheet(person=stage.designer.person, week_on=date(2026, 11, 9), state="submitted"))
    found = stage.begin(stage.row(Start_date="2026-11-12"), stage.row(Start_date="2027-06-01"))

    with translation.override("en"):
        errors = [told_fault(row.faults[0]) for row in stage.plan(found).having("error")]
    said = [one.replace("\xa0", " ") for one in errors]

    assert said == [
        "the week of 9 Nov is submitted or approved",
        "too far ahead: 1 Jun 2027",
    ]


def test_a_designer_imports_own_time_and_nobody_elses() -> None:
    stage = Stage()
    mine = stage.begin(
        stage.row(), stage.row(User="Анна", Email="anna@sfera.example"), user=stage.designer
    )

    plan = stage.plan(mine, stage.designer)

    assert [entry.person.user for entry in plan.entries] == [stage.designer]
    assert [row.faults[0].code for row in plan.having("error")] == ["times.unknown_person"]
    with pytest.raises(NotAllowed):
        actions.choose_for_import(acting(stage.designer), mine, choices=Choices(approved=True))


def test_a_project_that_is_not_here_is_made_when_somebody_says_so() -> None:
    stage = Stage()
    found = stage.begin(stage.row(Project="Сайт"))
    key = stage.plan(found).places[0].key
    choices = Choices(places={key: f"new:{stage.client.pk}"})
    kept = actions.choose_for_import(stage.actor, found, choices=choices)

    actions.run_import(stage.actor, kept, plan=stage.plan(kept))
    import_time(found.pk)

    project = Project.objects.get(name="Сайт")
    assert (project.client, TimeEntry.objects.get().project) == (stage.client, project)


def imported_into_new_projects(stage: Stage, *names: str) -> TimeImport:
    found = stage.begin(*(stage.row(Project=name) for name in names))
    choice = f"new:{stage.client.pk}"
    places = {place.key: choice for place in stage.plan(found).places}
    kept = actions.choose_for_import(stage.actor, found, choices=Choices(places=places))
    actions.run_import(stage.actor, kept, plan=stage.plan(kept))
    import_time(found.pk)
    return TimeImport.objects.get(pk=found.pk)


def test_undo_removes_the_projects_that_were_made_and_nothing_else_uses() -> None:
    stage = Stage()
    found = imported_into_new_projects(stage, "Сайт", "Ролик", "Стенд", "Съёмка")
    made_for_it = {project.name: project for project in Project.objects.filter(version=1)}
    own = EntryData(stage.director.person, TODAY, 60, project=made_for_it["Ролик"])
    save_entry(stage.actor, data=own, now=NOW)
    film = made_for_it["Съёмка"]
    a_deliverable(film)
    with recording(Project):
        made_for_it["Стенд"].save()

    undone = actions.undo_import(stage.actor, found, now=NOW)

    assert (undone.projects, undone.staying) == (1, ["Ролик", "Стенд", "Съёмка"])
    standing = set(Project.objects.filter(deleted_at=None).values_list("name", flat=True))
    assert standing == {"Запуск осень", "Ролик", "Стенд", "Съёмка"}
    assert kept_agrees()


def test_undo_says_which_projects_stay(client: Browser) -> None:
    stage = Stage()
    found = imported_into_new_projects(stage, "Сайт", "Ролик")
    used = EntryData(stage.director.person, TODAY, 60, project=Project.objects.get(name="Ролик"))
    save_entry(stage.actor, data=used, now=NOW)
    client.force_login(stage.director)

    undo = reverse("timesheets:time_import_undo", args=[found.pk])
    answer = client.post(undo, follow=True).content.decode()

    assert "Убраны 2 записи, удалён 1 проект, остаётся 1 используемый проект" in answer
    assert "Ролик" in answer
    assert "Сайт" not in answer


def test_a_project_of_another_import_with_a_like_number_stays() -> None:
    stage = Stage()
    found = imported_into_new_projects(stage, "Сайт")
    other = a_project(stage.client, "Иной", submit_key=f"import-{found.pk}1-abc")

    actions.undo_import(stage.actor, found, now=NOW)

    assert Project.objects.get(pk=other.pk).deleted_at is None
    assert Project.objects.get(name="Сайт").deleted_at == NOW


def test_a_file_that_is_forgotten_takes_its_new_projects_with_it() -> None:
    stage = Stage()
    found = stage.begin(stage.row(Project="Сайт"))
    key = stage.plan(found).places[0].key
    choices = Choices(places={key: f"new:{stage.client.pk}"})
    kept = actions.choose_for_import(stage.actor, found, choices=choices)
    actions.run_import(stage.actor, kept, plan=stage.plan(kept))
    actions.stop_import(stage.actor, kept, state="failed")

    actions.drop_import(stage.actor, kept, now=NOW)

    assert Project.objects.get(name="Сайт").deleted_at == NOW


def test_a_name_can_be_skipped_or_be_the_houses_own() -> None:
    stage = Stage()
    found = stage.begin(stage.row(Client="", Project=""), stage.row(Project="Иное"))
    plan = stage.plan(found)
    [own] = plan.entries
    assert own.client_id is None
    key = next(name.key for name in plan.places if name.is_open)

    kept = actions.choose_for_import(stage.actor, found, choices=Choices(places={key: "skip"}))

    assert stage.plan(kept).counts == {"write": 1, "skip": 1}


def test_an_unknown_task_stays_in_the_note() -> None:
    stage = Stage()

    [entry] = stage.plan(stage.begin(stage.row(Task="Дизайн"))).entries

    assert entry.note == "Дизайн: Эскизы"


def test_time_that_was_approved_there_is_approved_here_for_who_may() -> None:
    stage = Stage()
    found = stage.begin(stage.row())
    kept = actions.choose_for_import(stage.actor, found, choices=Choices(approved=True))
    actions.run_import(stage.actor, kept, plan=stage.plan(kept))

    import_time(found.pk)

    assert TimeEntry.objects.get().state == "approved"
    actions.undo_import(stage.actor, found, now=NOW)
    assert not TimeEntry.objects.filter(deleted_at=None).exists()


def test_a_run_that_nobody_wants_any_more_leaves_nothing(monkeypatch: Any) -> None:
    stage = Stage()
    found = stage.begin(stage.row(), stage.row(Start_date="2026-11-17"))
    actions.run_import(stage.actor, found, plan=stage.plan(found))
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr("napulse.jobs.work.STEP_S", 0)
    work = TimeImport.objects.get(pk=found.pk).work
    assert work is not None
    write = actions.save_many

    def cancelled(actor: Actor, **more: Any) -> list[TimeEntry]:
        type(work).objects.filter(pk=work.pk).update(wish_to_cancel=True)
        return write(actor, **more)

    monkeypatch.setattr(actions, "save_many", cancelled)
    import_time(found.pk)

    assert TimeImport.objects.get(pk=found.pk).state == "preview"
    assert not TimeEntry.objects.filter(deleted_at=None).exists()
    assert kept_agrees()


def test_another_persons_import_does_not_exist() -> None:
    stage = Stage()
    found = stage.begin(stage.row())

    with pytest.raises(Missing):
        queries.import_of(acting(a_user("director")), found.pk)


def uploaded(client: Browser, raw: bytes, name: str = "toggl.csv", **more: str) -> Any:
    told = {"file": SimpleUploadedFile(name, raw), "source": "", **more}
    address = reverse("timesheets:time_import_upload")
    return client.post(address, told, HTTP_HX_REQUEST="true")


def test_a_person_uploads_looks_through_and_writes(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.director)

    answer = uploaded(client, (HEAD + stage.row()).encode())

    found = TimeImport.objects.get()
    assert (answer.status_code, found.source) == (204, "toggl")
    detail = reverse("timesheets:time_import_detail", args=[found.pk])
    assert "Пётр Примеров" in client.get(detail).content.decode()
    client.post(reverse("timesheets:time_import_choose", args=[found.pk]), {"verb": "run"})
    assert TimeImport.objects.get().state == "running"
    import_time(found.pk)
    assert "1" in client.get(detail).content.decode()
    client.post(reverse("timesheets:time_import_undo", args=[found.pk]))
    assert TimeImport.objects.get().state == "undone"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "пуст"),
        ("Проект,Итого\nА,1\n".encode(), "дат"),
        ("Date,Duration,Name\n2026-11-16,1:00,Анна\n".encode(), "трекер"),
    ],
)
def test_a_file_that_is_no_export_is_told_beside_the_field(
    client: Browser, raw: bytes, said: str
) -> None:
    stage = Stage()
    client.force_login(stage.director)

    answer = uploaded(client, raw)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not TimeImport.objects.exists()


def test_dates_that_can_be_read_both_ways_are_asked_about(client: Browser) -> None:
    stage = Stage()
    client.force_login(stage.director)
    uploaded(client, (HEAD + stage.row(Start_date="03/11/2026")).encode())
    found = TimeImport.objects.get()
    choose = reverse("timesheets:time_import_choose", args=[found.pk])

    assert 'name="order"' in client.get(choose.replace("choose/", "")).content.decode()
    client.post(choose, {"verb": "keep", "order": "mdy"})

    [entry] = stage.plan(TimeImport.objects.get()).entries
    assert entry.on == date(2026, 3, 11)
