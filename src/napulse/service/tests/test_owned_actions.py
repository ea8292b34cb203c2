"""An action of a client that its owner does not see: this one thing is seen, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.desk.queries import day_of
from napulse.engines.kernel.errors import Missing, NotAllowed
from napulse.jobs.models import Letter
from napulse.jobs.queries import opened
from napulse.service.actions.chasing import dismiss_chase
from napulse.service.actions.promises import (
    Owner,
    complete_action,
    move_action,
    reassign_action,
    undo_actions,
)
from napulse.service.feed import feed_events
from napulse.service.jobs.promises import propose_chases, send_reminders
from napulse.service.models import ActionItem, ChaseLetter
from napulse.service.queries.notices import notices
from napulse.service.queries.promises import actions, attention, owners
from napulse.service.queries.search import search
from napulse.service.tests.promising import Line, promised
from napulse.testing import NOW, TODAY, a_client, a_clock, a_project, a_user, acting, an_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 6, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


class Helper:
    """A colleague with a client of her own, and one action of somebody else's client."""

    def __init__(self, **more: Any) -> None:
        self.line = Line()
        self.user: User = a_user("creative", name="Вера Клюева")
        self.own = a_client("Свой клиент", team=(self.user,))
        self.project = a_project(self.line.client, "Тайный запуск")
        details = {"due_on": TODAY, "owner_user": self.user, "project": self.project} | more
        self.item = promised(self.line, "Нарисовать ключевой кадр", **details)
        self.theirs = an_action(self.item.report, "Чужое дело", due_on=self.item.due_on)

    @property
    def actor(self) -> Any:
        return acting(self.user)

    @property
    def browser(self) -> Browser:
        found = Browser()
        found.force_login(self.user)
        return found


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()  # type: ignore[no-any-return]


def test_who_is_to_do_it_finds_it_everywhere_and_nothing_else_of_the_client() -> None:
    helper = Helper()

    assert list(actions(helper.actor)) == [helper.item]
    assert [found.label for found in search(helper.actor, "кадр", limit=5)] == [helper.item.text]
    assert search(helper.actor, "чужое", limit=5) == []
    assert day_of(helper.actor, now=NOW)["own_actions"] == [helper.item]
    assert [event.uid for event in feed_events(helper.actor, now=NOW)] == [
        f"action-{helper.item.pk}@napulse"
    ]
    assert owners(helper.actor) == [(helper.user.pk, helper.user.name)]
    assert attention(helper.actor, client_ids=None, now=NOW) == []
    assert len(attention(helper.line.actor, client_ids=None, now=NOW)) == 1


def test_somebody_elses_hands_without_the_area_hold_nothing() -> None:
    helper = Helper(owner_user=a_user("administrator"))

    assert list(actions(acting(helper.item.owner_user))) == []
    assert list(actions(acting(helper.line.user))) == [helper.item, helper.theirs]


def test_its_pages_name_the_client_in_plain_text_and_lead_nowhere_else() -> None:
    helper, member = Helper(), Browser()
    client, report = helper.line.client, helper.item.report
    a_clock(report.interaction, due_at=NOW + timedelta(hours=3))
    secret = (
        f'href="{client.get_absolute_url()}"',
        report.get_absolute_url(),
        report.interaction.subject,
        helper.project.name,
        helper.theirs.text,
        "№",
        "data-left",
    )

    def pages(browser: Browser) -> str:
        urls = (reverse("service:action_list"), helper.item.get_absolute_url())
        return "".join(words(browser.get(url)) for url in urls)

    member.force_login(helper.line.user)
    team, own = pages(member), pages(helper.browser)
    assert [one for one in secret if one not in team] == []
    assert [one for one in secret if one in own] == []
    assert client.name in own
    assert helper.browser.get(client.get_absolute_url()).status_code == 404
    assert helper.browser.get(helper.theirs.get_absolute_url()).status_code == 404
    assert helper.browser.get(report.get_absolute_url()).status_code in {403, 404}


def test_it_is_done_and_moved_like_any_other_and_the_neighbours_is_not() -> None:
    helper = Helper()

    move_action(helper.actor, helper.item, to_on=TODAY + timedelta(days=3), reason="Ждём", now=NOW)
    undo = complete_action(helper.actor, ActionItem.objects.get(pk=helper.item.pk), now=NOW)
    with pytest.raises(NotAllowed):
        complete_action(helper.actor, helper.theirs, now=NOW)

    done = ActionItem.objects.get(pk=helper.item.pk)
    assert (done.state, done.due_on) == ("done", TODAY + timedelta(days=3))
    assert undo_actions(helper.actor, undo) == 1


def test_given_away_it_is_out_of_sight_and_can_be_taken_back_at_once() -> None:
    helper = Helper()
    other = a_user("creative")

    undo = reassign_action(helper.actor, helper.item, owner=Owner(other.pk), now=NOW)

    assert list(actions(helper.actor)) == []
    assert list(actions(acting(other))) == [helper.item]
    with pytest.raises(Missing):
        undo_actions(acting(a_user("creative")), undo)
    undo_actions(helper.actor, undo)
    assert list(actions(helper.actor)) == [helper.item]


def test_given_away_on_its_page_the_browser_ends_on_the_list() -> None:
    helper = Helper()
    url = reverse("service:action_reassign", args=[helper.item.pk])
    here = f"http://testserver{helper.item.get_absolute_url()}"

    answer = helper.browser.post(
        url, {"owner": helper.line.user.pk}, headers={"Referer": here}, follow=True
    )

    assert answer.redirect_chain[-1][0] == reverse("service:action_list")
    assert words(answer)


def test_done_from_the_list_works_on_it_and_is_not_found_for_the_neighbours() -> None:
    helper = Helper()

    def done(item: ActionItem) -> int:
        url = reverse("service:action_done", args=[item.pk])
        return helper.browser.post(url, {"from": "list"}, headers=HTMX).status_code

    assert (done(helper.item), done(helper.theirs)) == (200, 404)
    assert list(ActionItem.objects.filter(state="done")) == [helper.item]


def test_its_reminders_reach_the_inbox_and_the_morning_letter_and_no_others_do() -> None:
    helper = Helper(due_on=MONDAY)
    promised(helper.line, "Дело команды", due_on=MONDAY)

    send_reminders(MORNING)

    assert [one.values["what"] for one in notices(helper.actor)] == [helper.item.text]
    letter = opened(Letter.objects.get(recipient=helper.user.email).raw)
    assert helper.item.text in letter.text
    assert "Дело команды" not in letter.text


def test_a_letter_to_the_client_is_not_decided_by_who_owns_another_action() -> None:
    helper = Helper()
    promised(helper.line, "Тексты", owner_contact=helper.line.contact, due_on=TODAY)
    propose_chases(NOW)

    with pytest.raises(NotAllowed):
        dismiss_chase(helper.actor, ChaseLetter.objects.get(), now=NOW)
