"""The pages of promises as a browser meets them: whole, in part, refused, and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from napulse.access.models import User
from napulse.clients.models import Client
from napulse.service.actions.distribution import add_to_distribution
from napulse.service.actions.escalations import HandRaised, raise_escalation
from napulse.service.forms.escalations import new_key
from napulse.service.jobs.promises import propose_chases, send_reminders
from napulse.service.models import ActionItem, ChaseLetter, Escalation, Notice, ServiceStandard
from napulse.service.tests.promising import Line, promised
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_clock,
    a_project,
    a_report,
    a_status_report,
    an_action,
    an_escalation,
    an_interaction,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def browser(user: User) -> Browser:
    found = Browser()
    found.force_login(user)
    return found


def again(item: ActionItem) -> ActionItem:
    return ActionItem.objects.get(pk=item.pk)


def words(answer: Any) -> str:
    return answer.content.decode()  # type: ignore[no-any-return]


PAGES = (
    ("service:action_list", "service.actions"),
    ("service:chase_list", "service.actions"),
    ("service:escalation_list", "service.escalations"),
    ("service:escalation_create", "service.escalations"),
    ("service:notice_list", "access.self"),
    ("service:figures", "service.figures"),
    ("service:figures_records", "service.figures"),
    ("service:standard", "service.standards"),
)


@pytest.mark.parametrize(("name", "area"), PAGES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_empty_and_full_in_both_languages(
    name: str, area: str, language: str
) -> None:
    line = Line()
    User.objects.update(language=language)
    line.user.refresh_from_db()
    visitor = browser(line.user)
    assert visitor.get(reverse(name)).status_code == 200

    promised(line, "Смета", due_on=TODAY - timedelta(days=4))
    promised(line, "Тексты", owner_contact=line.contact, due_on=TODAY)
    a_clock(an_interaction(line.client, line.user), due_at=NOW - timedelta(hours=3))
    raise_escalation(line.actor, line.client, data=HandRaised("Сроки"), now=NOW)
    send_reminders(NOW)
    propose_chases(NOW)

    assert visitor.get(reverse(name)).status_code == 200
    assert visitor.get(reverse(name), headers=HTMX).status_code == 200


def test_the_list_asks_as_often_for_many_actions_as_for_few() -> None:
    line = Line()
    visitor = browser(line.user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            visitor.get(reverse("service:action_list"))
        return len(queries)

    promised(line)
    asked()
    few = asked()
    for _ in range(6):
        promised(line)

    assert asked() == few


def test_done_from_the_list_answers_with_the_list_and_a_way_back() -> None:
    line = Line()
    item = promised(line, "Смета")
    visitor = browser(line.user)

    url = reverse("service:action_done", args=[item.pk])
    answer = visitor.post(url, {"from": "list"}, headers=HTMX)

    assert (answer.status_code, again(item).state) == (200, "done")
    assert words(answer).lstrip().startswith('<section id="list"')
    undo = answer["HX-Trigger"].split('"undo": "')[1].split('"')[0]
    visitor.post(undo)
    assert again(item).state == "open"


def test_a_forged_or_strange_way_back_is_not_found() -> None:
    visitor = browser(Line().user)

    assert visitor.post(reverse("service:action_undo", args=["abc:def:ghi"])).status_code == 404


def test_the_date_is_moved_where_it_stands_and_asks_for_a_reason() -> None:
    line = Line()
    item = promised(line)
    visitor = browser(line.user)
    there = TODAY + timedelta(days=4)

    form = visitor.get(reverse("service:action_due", args=[item.pk]) + "?edit=1", headers=HTMX)
    url = reverse("service:action_move", args=[item.pk])
    refused = visitor.post(url, {"to_on": there, "reason": ""}, headers=HTMX)
    moved = visitor.post(url, {"to_on": there, "reason": "Ждём"}, headers=HTMX)

    assert 'name="reason"' in words(form)
    assert (refused.status_code, 'role="alert"' in words(refused)) == (422, True)
    assert (moved.status_code, again(item).due_on) == (200, there)
    assert words(moved).lstrip().startswith(f'<div class="due" id="due-{item.pk}"')
    assert 'class="small was"' in words(moved)


@pytest.mark.parametrize(
    ("verb", "changed"),
    [
        ({"verb": "done"}, {"state": "done"}),
        (
            {"verb": "move", "to_on": TODAY + timedelta(days=2), "reason": "Так надо"},
            {"due_on": TODAY + timedelta(days=2)},
        ),
    ],
)
def test_bulk_changes_the_chosen_ones_alone(verb: dict[str, Any], changed: dict[str, Any]) -> None:
    line = Line()
    chosen, other = promised(line), promised(line)
    visitor = browser(line.user)

    answer = visitor.post(
        reverse("service:action_bulk"), {"id": [chosen.pk], "from": "list", **verb}, headers=HTMX
    )

    assert answer.status_code == 200
    assert {name: getattr(again(chosen), name) for name in changed} == changed
    assert again(other).version == other.version


def test_bulk_with_a_neighbours_action_changes_none_of_hers() -> None:
    line, neighbour = Line(), Line()
    theirs = promised(neighbour)

    url = reverse("service:action_bulk")
    browser(line.user).post(url, {"id": [theirs.pk], "verb": "done", "from": "list"}, headers=HTMX)

    assert again(theirs).state == "open"


def test_the_page_of_an_action_shows_moves_reminders_and_the_report() -> None:
    line = Line()
    item = promised(line, "Смета")
    visitor = browser(line.user)
    send_reminders(NOW)
    visitor.post(
        reverse("service:action_move", args=[item.pk]),
        {"to_on": TODAY + timedelta(days=9), "reason": "Ждём тексты"},
    )

    text = words(visitor.get(item.get_absolute_url()))

    assert "Ждём тексты" in text
    assert item.report.get_absolute_url() in text
    assert text.count('<li class="event">') == 2


def test_a_neighbours_action_and_escalation_are_not_found() -> None:
    line, neighbour = Line(), Line()
    item = promised(neighbour)
    made = raise_escalation(neighbour.actor, neighbour.client, data=HandRaised("Чужое"), now=NOW)
    visitor = browser(line.user)

    assert visitor.get(item.get_absolute_url()).status_code == 404
    assert visitor.get(made.get_absolute_url()).status_code == 404
    assert "Чужое" not in words(visitor.get(reverse("service:escalation_list")))


def test_a_letter_is_read_changed_and_sent_from_its_page() -> None:
    line = Line()
    promised(line, "Тексты", owner_contact=line.contact, due_on=TODAY - timedelta(days=2))
    propose_chases(NOW)
    chase = ChaseLetter.objects.get()
    visitor = browser(line.user)
    url, name = reverse("service:chase_send", args=[chase.pk]), f"c{chase.pk}"

    empty = visitor.post(url, {f"{name}-subject": "Тема", f"{name}-body": ""})
    visitor.post(url, {f"{name}-subject": "Тема", f"{name}-body": "Ждём тексты"})

    chase.refresh_from_db()
    assert empty.status_code == 422
    assert (chase.state, chase.body, chase.letter is None) == ("sent", "Ждём тексты", False)


def test_an_escalation_is_raised_climbed_and_closed_from_its_pages() -> None:
    line = Line()
    visitor = browser(line.user)
    url = reverse("service:escalation_raise", args=[line.client.pk])
    values = {"title": "Сорвали срок", "owner": line.boss.pk, "submit_key": new_key()}

    refused = visitor.post(url, {**values, "title": ""}, headers=HTMX)
    visitor.post(url, values)
    visitor.post(url, values)
    made = Escalation.objects.get()
    visitor.post(reverse("service:escalation_climb", args=[made.pk]))
    closed = reverse("service:escalation_resolve", args=[made.pk])
    wordless = visitor.post(closed, {"resolution": " "})
    visitor.post(closed, {"resolution": "Новый срок согласован"})

    made.refresh_from_db()
    assert (refused.status_code, wordless.status_code) == (422, 422)
    assert (made.owner, made.state) == (line.top, "resolved")


def test_reading_the_inbox_leads_to_what_it_is_about_and_can_be_taken_back() -> None:
    line = Line()
    item = promised(line, due_on=TODAY)
    send_reminders(NOW)
    notice = Notice.objects.get()
    visitor = browser(line.user)

    opened = visitor.post(reverse("service:notice_open", args=[notice.pk]))
    foreign = browser(line.boss).post(reverse("service:notice_open", args=[notice.pk]))

    assert opened["Location"] == item.get_absolute_url()
    assert foreign.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at == NOW


def test_the_standard_is_saved_by_a_head_and_a_lost_update_shows_both() -> None:
    line = Line()
    visitor = browser(line.top)
    url = reverse("service:standard_save")
    values = {
        "clock_kind": "working",
        "clock_hours": 8,
        "warn_hours": 2,
        "cadence_days": 10,
        "escalation_hours": 24,
        "climb_hours": 4,
        "version": ServiceStandard.objects.get().version,
    }

    visitor.post(url, values)
    stale = visitor.post(url, {**values, "clock_hours": 12})
    senseless = visitor.post(url, {**values, "warn_hours": 9, "version": 2})

    saved = ServiceStandard.objects.get()
    assert (saved.clock_kind, saved.clock_minutes, saved.climb_hours) == ("working", 480, 4)
    assert (stale.status_code, senseless.status_code) == (422, 422)
    assert "<td>12</td><td>8</td>" in words(stale)


def test_the_workbook_and_the_lists_download() -> None:
    line = Line()
    promised(line)
    a_clock(an_interaction(line.client, line.user), due_at=NOW - timedelta(hours=3))
    visitor = browser(line.user)

    for name in ("action_export", "escalation_export", "figures_export"):
        answer = visitor.get(reverse(f"service:{name}"))
        assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_the_clients_page_shows_open_actions_the_escalation_and_who_knows_whom() -> None:
    line = Line()
    promised(line, "Прислать смету", due_on=TODAY - timedelta(days=1))
    made = raise_escalation(line.actor, line.client, data=HandRaised("Сроки"), now=NOW)
    visitor = browser(line.user)

    text = words(visitor.get(line.client.get_absolute_url()))
    contacts = words(visitor.get(line.client.get_absolute_url() + "?tab=contacts"))

    assert "Прислать смету" in text
    assert f'class="chip risk" href="{made.get_absolute_url()}"' in text
    assert "Марта Линд" in text
    assert contacts.count("Марта Линд") > 1


def test_who_may_not_see_contact_persons_reads_names_that_lead_nowhere() -> None:
    line, contacts = Line(), "clients.contacts"
    add_to_distribution(line.actor, line.client, contact_id=line.contact.pk, role="to")
    url = f"{line.client.get_absolute_url()}?tab=status"

    def listed() -> str:
        told = words(browser(line.user).get(url)).partition('id="distribution"')[2]
        return told.partition("<footer>")[0]

    before = listed()
    role = line.user.role
    role.levels = {area: level for area, level in role.levels.items() if area != contacts}
    role.save()

    link = f'href="{line.contact.get_absolute_url()}"'
    assert (link in before, line.contact.name in listed(), link in listed()) == (True, True, False)


def test_a_running_clock_is_shown_where_the_client_is_listed_and_on_its_project() -> None:
    line, quiet = Line(), Line()
    a_clock(an_interaction(line.client, line.user), due_at=NOW + timedelta(hours=3))
    own, theirs = a_project(line.client), a_project(quiet.client)

    def ticks(user: User, url: str) -> bool:
        return "data-left" in words(browser(user).get(url)).partition("<main")[2]

    for user, project, runs in ((line.user, own, True), (quiet.user, theirs, False)):
        assert ticks(user, "/clients/") is runs
        assert ticks(user, project.get_absolute_url()) is runs


LISTS = ("delivery:project_list", "service:action_list", "service:escalation_list")
STATUSES = "service:status_list"


@pytest.mark.parametrize("name", [*LISTS, STATUSES])
def test_the_lists_show_the_running_clocks_of_their_clients_in_one_query(name: str) -> None:
    line = Line()
    url = reverse(name) + ("?view=drafts" if name == STATUSES else "")

    def fill(client: Client) -> None:
        an_action(a_report(an_interaction(client, line.user)))
        an_escalation(client, line.user)
        a_status_report(client, line.user)
        a_project(client)

    def shown() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            main = words(browser(line.user).get(url)).partition("<main")[2]
        asked = [one for one in queries if '"service_clock"."due_at"' in one["sql"]]
        return main.count("data-left"), len(asked)

    fill(line.client)
    quiet = shown()
    a_clock(an_interaction(line.client, line.user), due_at=NOW + timedelta(hours=3))
    one = shown()
    second = a_client(team=(line.user,))
    a_clock(an_interaction(second, line.user), due_at=NOW + timedelta(hours=9))
    fill(second)

    assert (quiet[0], one[0], shown()) == (0, 1, (2, one[1]))
