"""A status report is drafted from live data, edited, merged, and brought up to date."""

from datetime import date, timedelta

import pytest

from napulse.audit.recording import recording
from napulse.delivery.models import Deliverable, Project
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.engines.reports import Mark, Section
from napulse.service.actions.status import (
    StatusEdit,
    draft_status_report,
    refresh_status_report,
    save_status_draft,
)
from napulse.service.models import StatusReport
from napulse.service.queries.status import content_of, freshness, gone_lines, marks_of
from napulse.service.tests.making import Stage, an_issued
from napulse.service.tests.reporting import (
    a_status_draft,
    add_own_line,
    change_draft,
    form_of,
    line_named,
    send,
    work_in_hand,
)
from napulse.testing import NOW, a_client, a_deliverable, a_project, a_user, acting

pytestmark = pytest.mark.django_db


def told(report: StatusReport) -> list[tuple[Section, str]]:
    report.refresh_from_db()
    return [(line.section, line.text.replace("\u00a0", " ")) for line in content_of(report).lines]


def rename(name: str, to: str) -> None:
    row = Deliverable.objects.get(name=name)
    with recording(Deliverable):
        row.name = to
        row.save()


def test_a_draft_tells_the_work_and_every_open_action_in_the_clients_language() -> None:
    stage = Stage(language="ru")
    an_issued(stage)

    report = a_status_draft(stage)

    assert told(report) == [
        (Section.DONE, "Схема указателей, готово 20 ноября"),
        (Section.NEXT, "Макеты вывесок, готово на 70 %, срок 30 ноября"),
        (Section.WAITS_CLIENT, "Тексты табличек: утверждённые тексты, ждём с 12 ноября"),
        (Section.ACTIONS_OURS, "Пересчитать смету: Анна Воронцова, до 25 ноября"),
        (Section.ACTIONS_CLIENT, "Прислать тексты: Марта Линд, до 26 ноября"),
        (Section.DEADLINES, "Навигация: срок 10 декабря"),
        (Section.RISKS, "Подрядчик поднимает цены с 1 декабря"),
    ]
    assert report.subject == f"Статус: {stage.client.name}"


def test_an_english_client_is_told_in_english() -> None:
    stage = Stage(language="en")
    an_issued(stage)

    report = a_status_draft(stage)

    assert told(report)[:2] == [
        (Section.DONE, "Схема указателей, done on 20 November"),
        (Section.NEXT, "Макеты вывесок, 70 % ready, due on 30 November"),
    ]


def test_a_draft_tells_nothing_of_another_client() -> None:
    stage = Stage()
    other = a_client("Чужой")
    a_deliverable(a_project(other, "Чужая тайна"), "Чужой макет", state="work")

    report = a_status_draft(stage)

    assert [text for _section, text in told(report) if "Чуж" in text] == []


def test_there_is_one_open_draft_and_the_number_grows() -> None:
    stage = Stage()
    first = a_status_draft(stage)

    assert draft_status_report(stage.actor, stage.client, now=NOW) == first
    send(stage, first)
    assert draft_status_report(stage.actor, stage.client, now=NOW).number == first.number + 1


def test_a_stranger_drafts_nothing() -> None:
    stage = Stage()
    stranger = acting(a_user("manager"))

    with pytest.raises(NotAllowed):
        draft_status_report(stranger, stage.client, now=NOW)


def test_what_was_told_as_done_is_not_told_again() -> None:
    stage = Stage()
    send(stage, a_status_draft(stage, now=NOW - timedelta(days=2)), now=NOW - timedelta(days=2))
    project = Project.objects.get(name="Навигация")
    a_deliverable(project, "Карта здания", state="done", done_on=date(2026, 11, 21))

    report = draft_status_report(stage.actor, stage.client, now=NOW)

    done = [text for section, text in told(report) if section == Section.DONE]
    assert done == ["Карта здания, готово 21 ноября"]


def test_marks_say_what_is_new_changed_and_gone_since_the_last_report() -> None:
    stage = Stage()
    first = a_status_draft(stage)
    send(stage, first)
    with recording(Project, Deliverable):
        project = Project.objects.get(name="Навигация")
        project.risk = ""
        project.save()
        row = Deliverable.objects.get(name="Макеты вывесок")
        row.percent = 90
        row.save()
    a_deliverable(project, "Карта здания", state="work")

    report = draft_status_report(stage.actor, stage.client, now=NOW)

    marks = marks_of(report)
    assert marks[line_named(report, "Макеты").key] is Mark.CHANGED
    assert marks[line_named(report, "Карта").key] is Mark.NEW
    assert marks[line_named(report, "Тексты").key] is Mark.SAME
    assert [line.text for line in gone_lines(report)] == ["Подрядчик поднимает цены с 1 декабря"]


def test_nothing_is_new_in_the_first_report() -> None:
    assert marks_of(a_status_draft(Stage())) == {}


def test_a_line_whose_source_changed_is_marked_and_new_sources_are_seen() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    key = line_named(report, "Макеты").key
    rename("Макеты вывесок", "Макеты вывесок и стоек")
    a_deliverable(Project.objects.get(name="Навигация"), "Карта здания", state="work")

    live = freshness(report, now=NOW)

    assert live.stale == {key}
    assert [line.text for line in live.appeared] == ["Карта здания"]


def test_refresh_keeps_edits_of_unchanged_sources_and_tells_what_gave_way() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    kept, lost = line_named(report, "Тексты"), line_named(report, "Макеты")
    change_draft(
        stage,
        report,
        {f"text:{kept.key}": "Очень ждём тексты", f"text:{lost.key}": "Макеты почти готовы"},
    )
    rename("Макеты вывесок", "Макеты стоек")

    overwritten = refresh_status_report(stage.actor, report, now=NOW)

    assert [line.text for line in overwritten] == ["Макеты почти готовы"]
    texts = [text for _section, text in told(report)]
    assert "Очень ждём тексты" in texts
    assert "Макеты стоек, готово на 70 %, срок 30 ноября" in texts
    assert freshness(report, now=NOW).is_fresh


def test_an_edit_changes_words_hides_lines_and_adds_own_ones() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    risk = line_named(report, "Подрядчик")

    change_draft(stage, report, {f"show:{risk.key}": "hidden", "intro": " Добрый день! "})
    add_own_line(stage, report, "Просим встречу", section="next", show="internal")

    report.refresh_from_db()
    shown = [(x.text, x.internal) for x in content_of(report).lines if x.shown]
    assert ("Просим встречу", True) in shown
    assert risk.text not in [text for text, _internal in shown]
    assert report.intro == "Добрый день!"


def test_two_people_editing_different_lines_lose_nothing() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    mine, theirs = line_named(report, "Макеты"), line_named(report, "Тексты")
    my_form = form_of(report, **{f"text:{mine.key}": "Мои слова"})
    change_draft(stage, report, {f"text:{theirs.key}": "Их слова"})

    save_status_draft(stage.actor, report, edit=my_form, now=NOW)

    assert {"Мои слова", "Их слова"} <= {text for _section, text in told(report)}


def test_two_people_editing_one_line_see_both_versions_and_choose() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    name = f"text:{line_named(report, 'Макеты').key}"
    my_form = form_of(report, **{name: "Мои слова"})
    change_draft(stage, report, {name: "Их слова"})

    with pytest.raises(Refused) as refusal:
        save_status_draft(stage.actor, report, edit=my_form, now=NOW)

    assert refusal.value.code == "status.draft_conflict"
    both = refusal.value.values["conflicts"]
    assert [(x.name, x.mine, x.theirs) for x in both] == [(name, "Мои слова", "Их слова")]  # type: ignore[attr-defined]
    assert "Их слова" in {text for _section, text in told(report)}
    picked = StatusEdit(my_form.values, my_form.base, {name: "mine"})
    save_status_draft(stage.actor, report, edit=picked, now=NOW)
    assert "Мои слова" in {text for _section, text in told(report)}


def test_an_own_line_that_was_removed_is_gone_and_one_added_by_another_stays() -> None:
    stage = Stage()
    report = a_status_draft(stage)
    add_own_line(stage, report, "Лишнее", key="x")
    mine = form_of(report)
    values = {name: value for name, value in mine.values.items() if not name.endswith("own:x")}
    add_own_line(stage, report, "Чужое", key="y")

    save_status_draft(stage.actor, report, edit=StatusEdit(values, mine.base), now=NOW)

    texts = [text for _section, text in told(report)]
    assert ("Лишнее" in texts, "Чужое" in texts) == (False, True)


def test_drafting_takes_as_many_queries_for_many_lines(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    stage = Stage()
    for _number in range(12):
        work_in_hand(stage)

    with django_assert_max_num_queries(46):
        draft_status_report(stage.actor, stage.client, now=NOW)
