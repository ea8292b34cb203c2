"""The week page: the grid, cells saved one by one, rows, the panel, entries, weeks to approve."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from napulse.audit.queries import entries_for
from napulse.audit.sentences import told
from napulse.ledger.models import MoneyRules
from napulse.testing import (
    NOW,
    TODAY,
    a_calendar,
    a_client,
    a_project,
    a_user,
    acting,
    all_seeing,
    an_interaction,
    the_agency,
)
from napulse.testing_money import a_budget_line, a_price, a_role, a_standard, a_time_entry, made
from napulse.timesheets.actions import weeks as actions
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.models import SheetState, TimeEntry, Timer, WeekSheet

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def ground():
    the_agency()
    a_calendar()
    a_standard(a_role())
    a_price(a_role())
    with time_machine.travel(NOW, tick=False):
        yield


def a_page(role="executive"):
    user = a_user(role)
    project = a_project(a_client(team=(user,)), "Запуск")
    browser = Browser()
    browser.force_login(user)
    return user, project, browser


def row_of(project, line=0):
    return f"{project.client_id}.{project.pk}.0.{line}.1"


def cell(project, day=TODAY, **more):
    return {
        "week": TODAY.isoformat(),
        "row": row_of(project),
        "cell": f"{row_of(project)}@{day.isoformat()}",
        "value": "1:30",
        "seen": "",
    } | more


def test_a_cell_is_saved_by_itself_with_the_words_after_the_time():
    _user, project, browser = a_page()

    answer = browser.post("/time/cells/", cell(project, value="1,5 бриф с клиентом"), headers=HX)

    entry = TimeEntry.objects.get()
    assert answer.status_code == 200
    assert (entry.minutes, entry.note, entry.project_id) == (90, "бриф с клиентом", project.pk)
    assert f'name="seen" value="{entry.pk}:1"' in answer.text
    assert "1:30</b>" in answer.text


def test_what_is_no_time_stays_in_its_cell_with_the_reason():
    _user, project, browser = a_page()

    answer = browser.post("/time/cells/", cell(project, value="много"), headers=HX)

    assert answer.status_code == 422
    assert 'value="много"' in answer.text
    assert 'role="alert"' in answer.text
    assert not TimeEntry.objects.exists()


def test_a_cell_changed_in_another_window_is_not_overwritten():
    user, project, browser = a_page()
    save_entry(acting(user), data=EntryData(user.person, TODAY, 60, project=project), now=NOW)

    answer = browser.post("/time/cells/", cell(project, value="3"), headers=HX)

    assert answer.status_code == 422
    assert TimeEntry.objects.get().minutes == 60


def test_an_emptied_cell_is_deleted_with_a_way_back():
    user, project, browser = a_page()
    data = EntryData(user.person, TODAY, 60, project=project)
    entry = save_entry(acting(user), data=data, now=NOW)

    answer = browser.post("/time/cells/", cell(project, value="", seen=f"{entry.pk}:1"), headers=HX)
    browser.post(f"/time/entries/{entry.pk}/restore/")

    assert f"/time/entries/{entry.pk}/restore/" in answer["HX-Trigger"]
    assert TimeEntry.objects.get(deleted_at=None).minutes == 60


def test_minutes_come_in_the_steps_of_the_house():
    _user, project, browser = a_page()

    browser.post("/time/cells/", cell(project, value="20м"), headers=HX)

    assert TimeEntry.objects.get().minutes == 15


def test_a_day_is_short_only_by_a_step_that_could_be_entered():
    user, project, browser = a_page()
    monday = TODAY - timedelta(days=TODAY.weekday() + 7)
    data = EntryData(user.person, monday, 465, project=project)
    save_entry(acting(user), data=data, now=NOW)
    made(MoneyRules(pk=1, step_minutes=30))

    page = browser.get("/time/", {"week": monday.isoformat()}).text

    assert '<td class="d0 short"' not in page
    assert '<td class="d1 short"' in page


def test_an_empty_week_begins_with_the_rows_of_the_last():
    user, project, browser = a_page()
    data = EntryData(user.person, TODAY - timedelta(days=6), 60, project=project)
    save_entry(acting(user), data=data, now=NOW)

    assert f'data-row="{row_of(project)}"' in browser.get("/time/").text


def test_a_row_of_a_client_that_is_not_seen_is_not_added_nor_written():
    _user, _project, browser = a_page()
    other = a_project(a_client(), "Тайный проект")

    page = browser.get(f"/time/?row={row_of(other)}")
    answer = browser.post("/time/cells/", cell(other), headers=HX)

    assert "Тайный проект" not in page.text
    assert answer.status_code == 404
    assert "Тайный" not in browser.get("/time/rows/?row-search=тайный").text


def test_a_row_of_a_line_names_the_line():
    _user, project, browser = a_page()
    line = a_budget_line(project, title="Концепция")
    key = row_of(project, line.pk)

    found = browser.get("/time/rows/?row-search=запуск").text
    browser.post("/time/cells/", cell(project, row=key, cell=f"{key}@{TODAY}"), headers=HX)

    entry = TimeEntry.objects.get()
    assert key in found
    assert (entry.line_id, entry.line_named) == (line.pk, True)


def test_the_panel_of_a_cell_changes_words_and_whether_the_client_pays():
    user, project, browser = a_page()
    data = EntryData(user.person, TODAY, 60, project=project)
    entry = save_entry(acting(user), data=data, now=NOW)

    panel = browser.get(f"/time/cell/?cell={row_of(project)}@{TODAY}", headers=HX)
    form = {"minutes": "2", "note": "Правки", "version": 1}
    back = browser.post(f"/time/entries/{entry.pk}/edit/", form)["Location"]

    entry = TimeEntry.objects.get()
    assert f"/time/entries/{entry.pk}/edit/" in panel.text
    assert back.startswith(f"/time/?week={TODAY}&day={TODAY}")
    assert (entry.minutes, entry.note, entry.billable) == (120, "Правки", False)


def test_the_first_entry_of_a_cell_sent_twice_is_one():
    _user, project, browser = a_page()
    form = {"cell": f"{row_of(project)}@{TODAY}", "minutes": "1", "note": "x", "submit_key": "k1"}

    browser.post("/time/cell/fill/", form)
    browser.post("/time/cell/fill/", form)

    assert TimeEntry.objects.count() == 1


def test_time_on_a_line_that_the_client_took_back_is_refused_in_its_cell():
    user, project, browser = a_page()
    line = a_budget_line(project)
    data = EntryData(user.person, TODAY, 60, project=project, line=line)
    save_entry(acting(user), data=data, now=NOW)
    line.closed_at = NOW
    made(line)
    key = f"{project.client_id}.{project.pk}.0.{line.pk}.1"
    cell = {"cell": f"{key}@{(TODAY + timedelta(days=1)).isoformat()}", "value": "1:00", "seen": ""}

    answer = browser.post("/time/cells/", {"week": TODAY.isoformat(), **cell})

    assert answer.status_code == 422
    assert "1:00" in answer.text
    assert TimeEntry.objects.count() == 1


def four_calls(project, user):
    for n in range(4):
        an_interaction(project.client, user, f"Созвон {n}", starts_at=NOW - timedelta(hours=2 + n))


def test_many_proposals_are_folded_so_that_the_grid_stays_near():
    user, project, browser = a_page()
    four_calls(project, user)

    seen, folded = browser.get("/time/").text.split("<details>")
    unfolded = browser.get("/time/?more=1").text

    assert [part.count('class="p-what"') for part in (seen, folded)] == [2, 2]
    assert "<details open>" in unfolded


@pytest.mark.parametrize(("more", "is_open"), [({"more": "1"}, True), ({}, False)])
@pytest.mark.parametrize("door", ["/time/proposals/", "/time/proposals/aside/"])
def test_an_answer_to_a_folded_proposal_comes_back_to_the_unfolded_page(door, more, is_open):
    user, project, browser = a_page()
    four_calls(project, user)
    key = browser.get("/time/").text.rsplit('name="proposal" value="', 1)[1].split('"')[0]

    answer = browser.post(door, {"week": TODAY.isoformat(), "proposal": key, **more})

    assert ("more=1" in answer["Location"]) is is_open


def test_all_are_entered_at_once_and_proposed_again_by_one_undo():
    user, project, browser = a_page()
    four_calls(project, user)
    keys = re.findall('name="proposal" value="(.*?)"', browser.get("/time/").text)[:4]

    entered = browser.post(
        "/time/proposals/", {"week": TODAY.isoformat(), "proposal": keys}, follow=True
    )
    address = re.findall('/time/proposals/undo/[^"&]+/', entered.text)[0]
    left = TimeEntry.objects.filter(deleted_at=None).count(), "proposals-told" in entered.text
    browser.force_login(a_user("executive"))
    strange = browser.post(address)
    browser.force_login(user)
    back = browser.post(address, follow=True)

    assert (left, strange.status_code) == ((4, False), 404)
    assert TimeEntry.objects.filter(deleted_at=None).count() == 0
    assert back.text.count('class="p-what"') == 4


def test_three_proposals_are_all_seen_and_one_has_no_button_for_all():
    user, project, browser = a_page()
    an_interaction(project.client, user, "Созвон")
    alone = browser.get("/time/").text
    for n in range(2):
        an_interaction(project.client, user, f"Ещё {n}", starts_at=NOW - timedelta(hours=3 + n))

    three = browser.get("/time/").text

    assert ("<details>" in three, three.count('class="p-what"')) == (False, 3)
    assert [text.count('name="proposal"') for text in (alone, three)] == [2, 9]


def test_the_timer_runs_from_a_row_and_stands_on_every_page():
    _user, project, browser = a_page()

    browser.post("/time/timer/start/", {"row": row_of(project), "week": TODAY.isoformat()})
    elsewhere = browser.get("/time/entries/").text
    with time_machine.travel(NOW + timedelta(minutes=45), tick=False):
        browser.post("/time/timer/stop/", {})

    assert 'data-left="since"' in elsewhere
    assert TimeEntry.objects.get().minutes == 45
    assert not Timer.objects.exists()


def test_a_submitted_week_is_closed_and_can_be_taken_back():
    user, project, browser = a_page()
    save_entry(acting(user), data=EntryData(user.person, TODAY, 60, project=project), now=NOW)

    browser.post("/time/submit/", {"week": TODAY.isoformat(), "seen": "open"})
    page = browser.get("/time/").text
    browser.post(f"/time/week/{TODAY}/withdraw/")

    assert 'name="value"' not in page
    assert WeekSheet.objects.get().state == SheetState.OPEN


def test_an_empty_week_says_in_place_why_it_is_not_submitted():
    _user, _project, browser = a_page()

    answer = browser.post("/time/submit/", {"week": TODAY.isoformat()})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_chosen_weeks_are_approved_at_once_and_taken_back_by_one_undo():
    head, project, browser = a_page("manager")
    below = a_user("executive", manager=head)
    from napulse.clients.models import TeamMember, TeamRole
    from napulse.testing_money import made

    made(TeamMember(client=project.client, user=below, role=TeamRole.MEMBER))
    data = EntryData(below.person, TODAY, 60, project=project)
    save_entry(acting(below), data=data, now=NOW)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)

    shown = browser.get("/time/approval/").text
    answer = browser.post("/time/approval/approve/", {"sheet": [sheet.pk]}, follow=True)
    approved = WeekSheet.objects.get().state
    undo = answer.text.split("/time/approval/undo/")[1].split("/")[0]
    browser.post(f"/time/approval/undo/{undo}/")

    assert below.name in shown
    assert (approved, WeekSheet.objects.get().state) == (SheetState.APPROVED, "submitted")


def test_a_week_is_returned_with_words_and_not_without():
    head, project, browser = a_page("manager")
    below = a_user("executive", manager=head)
    a_time_entry(below.person, project)
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)
    address = f"/time/weeks/{sheet.pk}/return/"

    refused = browser.post(address, {"words": "", "version": sheet.version})
    browser.post(address, {"words": "По задачам", "version": sheet.version})

    assert refused.status_code == 422
    assert WeekSheet.objects.get().words == "По задачам"


def a_sent_week(head, project, **more):
    """Somebody below has worked two hours and handed the week over."""
    below = a_user("executive", manager=head)
    a_time_entry(below.person, project, **more)
    return actions.submit_week(acting(below), week_on=TODAY, now=NOW)


def test_an_answered_week_says_who_answered_and_with_which_words():
    head, project, browser = a_page("manager")
    sheet = a_sent_week(head, project)
    actions.return_week(acting(head), sheet, words="Где встречи?", now=NOW)

    pages = [
        browser.get("/time/approval/?view=answered").text,
        browser.get(f"/time/weeks/{sheet.pk}/").text,
    ]

    assert [("Где встречи?" in page, head.name in page.split("</h1>")[1]) for page in pages] == [
        (True, True),
        (True, True),
    ]


def test_a_week_is_read_by_days():
    head, project, browser = a_page("manager")
    sheet = a_sent_week(head, project)

    page = browser.get(f"/time/weeks/{sheet.pk}/").text

    days = re.findall('phone-less" data-title="">(.*?)</td>', page.split("<tfoot>")[1])[:7]
    assert [day == "2:00" for day in days] == [n == TODAY.weekday() for n in range(7)]


def test_the_own_week_says_how_many_wait_and_that_the_last_was_not_sent():
    head, project, browser = a_page("manager")
    a_sent_week(head, project)
    a_sent_week(head, project)
    last = TODAY - timedelta(days=7 + TODAY.weekday())
    before = browser.get("/time/").text
    a_time_entry(head.person, project, on=last)
    actions.submit_week(acting(head), week_on=last, now=NOW)

    after = browser.get("/time/").text

    address = f'<a href="/time/?week={last}">'
    assert '</a> <span class="chip ">2</span></p>' in before
    assert [page.count(address) for page in (before, after)] == [1, 0]


def test_names_of_clients_that_the_approver_does_not_see_stay_hidden():
    head, _project, browser = a_page("manager")
    below = a_user("executive", manager=head)
    secret = a_project(a_client("Секретный клиент", team=(below,)), "Секретный проект")
    a_time_entry(below.person, secret, note="Секретные слова")
    sheet = actions.submit_week(acting(below), week_on=TODAY, now=NOW)

    page = browser.get(f"/time/weeks/{sheet.pk}/").text

    assert "Секретн" not in page
    assert "2:00" in page


def test_the_list_has_own_time_and_that_of_clients_one_answers_for():
    user, project, browser = a_page("manager")
    other = a_user("creative")
    mine = a_time_entry(user.person, note="Моё")
    theirs = a_time_entry(other.person, project, note="Чужое по клиенту")
    hidden = a_time_entry(other.person, a_project(a_client()), note="Чужое мимо")
    house = a_time_entry(other.person, note="Чужое внутреннее")

    page = browser.get("/time/entries/").text

    assert [row.note in page for row in (mine, theirs, hidden, house)] == [
        True,
        True,
        False,
        False,
    ]
    assert "4:00" in page


def test_a_creative_sees_own_time_alone():
    user, project, browser = a_page("creative")
    a_time_entry(user.person, project, note="Моё")
    a_time_entry(a_user("creative").person, project, note="Чужое")

    page = browser.get("/time/entries/").text

    assert ("Моё" in page, "Чужое" in page) == (True, False)


def test_the_list_leads_to_the_import_of_time():
    _user, _project, browser = a_page()

    assert 'href="/time/import/"' in browser.get("/time/entries/").text


def test_the_list_is_downloaded_as_it_is_narrowed():
    user, project, browser = a_page()
    a_time_entry(user.person, project, note="В срок")
    a_time_entry(user.person, project, note="Давно", on=TODAY - timedelta(days=90))

    text = browser.get("/time/entries/export/?as=csv").text

    assert ("В срок" in text, "Давно" in text) == (True, False)


@pytest.mark.parametrize("address", ["/time/", "/time/entries/"])
def test_a_page_takes_the_same_queries_for_three_rows_and_for_twenty(address):
    user, _project, browser = a_page()

    def counted(count):
        for n in range(count):
            project = a_project(a_client(team=(user,)))
            a_time_entry(user.person, project, on=TODAY + timedelta(days=n % 5), minutes=15)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    counted(1)

    assert counted(2) == counted(17)


def test_history_names_weeks_and_entries_without_a_link_that_opens_to_few():
    user, project, _browser = a_page()
    data = EntryData(user.person, TODAY, 60, project=project)
    entry = save_entry(acting(user), data=data, now=NOW)
    sheet = actions.submit_week(acting(user), week_on=TODAY, now=NOW)

    told_of = [told(entries_for(all_seeing(), row)) for row in (entry, sheet)]

    assert [len(lines) > 0 for lines in told_of] == [True, True]
    assert {one.url for lines in told_of for one in lines} == {""}
