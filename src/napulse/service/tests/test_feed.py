"""The feed that a calendar program subscribes to: its owner's own, behind a key, revocable."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from icalendar import Calendar

from napulse.access.actions import close_calendar_feed, open_calendar_feed
from napulse.access.models import CalendarFeed
from napulse.access.sessions import CONFIRMED
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.people.actions import close_account
from napulse.service.models import Attendee
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_report,
    a_user,
    acting,
    an_action,
    an_interaction,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now() -> object:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def read(key: str) -> "tuple[int, list[str]]":
    answer = Browser().get(reverse("access:feed", args=[key]))
    if answer.status_code != 200:
        return answer.status_code, []
    assert answer["Content-Type"] == "text/calendar"
    assert answer["X-Robots-Tag"] == "noindex"
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    return 200, [str(entry["SUMMARY"]) for entry in entries]


def test_the_feed_holds_own_meetings_and_due_actions_and_nobody_elses() -> None:
    user, colleague = a_user("manager"), a_user("manager")
    client = a_client("Гранит", team=(user, colleague))
    own = an_interaction(client, user, "Показ идей")
    guest = an_interaction(client, colleague, "Бриф")
    with recording(type(guest)):
        Attendee.objects.create(interaction=guest, user=user, name=user.name)
    an_interaction(client, colleague, "Чужая встреча")
    an_interaction(client, user, "Письмо", kind="letter")
    an_interaction(a_client("Сосед"), user, "Больше не мой клиент")
    an_interaction(client, user, "Давно", starts_at=NOW - timedelta(days=99), ends_at=NOW)
    an_action(a_report(own), "Прислать смету")
    an_action(a_report(guest), "Чужое дело", owner_user=colleague)

    told = read(open_calendar_feed(acting(user), now=NOW))

    assert told == (
        200,
        ["Гранит: Показ идей", "Гранит: Бриф", "Срок: Прислать смету (Гранит)"],
    )


def test_an_entry_keeps_its_identity_and_counts_its_changes() -> None:
    user = a_user("manager")
    client = a_client(team=(user,))
    row = an_interaction(client, user, place="Zoom", state="cancelled")
    item = an_action(a_report(an_interaction(client, user, kind="letter")), "Смета")
    url = reverse("access:feed", args=[open_calendar_feed(acting(user), now=NOW)])

    meeting, due = Calendar.from_ical(Browser().get(url).content).walk("VEVENT")

    assert (meeting["UID"], meeting["SEQUENCE"]) == (f"interaction-{row.pk}@napulse", row.version)
    assert (meeting["STATUS"], meeting["LOCATION"]) == ("CANCELLED", "Zoom")
    assert meeting["DTSTART"].dt == row.starts_at
    assert (due["DTSTART"].dt, due["DTEND"].dt) == (TODAY, TODAY + timedelta(days=1))
    assert str(due["URL"]).endswith(item.get_absolute_url())


def test_a_wrong_a_replaced_and_a_revoked_key_and_a_closed_account_find_nothing() -> None:
    user, boss = a_user("manager"), a_user("managing")
    first = open_calendar_feed(acting(user), now=NOW)
    second = open_calendar_feed(acting(user), now=NOW)
    assert (read("no-such-key")[0], read(first)[0], read(second)[0]) == (404, 404, 200)

    close_calendar_feed(acting(user))
    assert read(second)[0] == 404

    third = open_calendar_feed(acting(user), now=NOW)
    close_account(acting(boss), user.person)
    assert read(third)[0] == 404
    assert not CalendarFeed.objects.exists()


def test_the_address_is_shown_once_kept_as_a_digest_and_history_knows_no_key(
    client: Browser,
) -> None:
    user = a_user("manager")
    client.force_login(user)
    session = client.session
    session[CONFIRMED] = NOW.timestamp()
    session.save()

    made = client.post(reverse("access:feed_open"))
    address = made.context["new_address"]
    key = address.rpartition("/")[2].removesuffix(".ics")

    assert read(key)[0] == 200
    assert address in made.content.decode()
    assert key not in client.get(reverse("access:feed_settings")).content.decode()
    assert key not in str([*CalendarFeed.objects.values(), *Entry.objects.values()])
    client.post(reverse("access:feed_close"))
    assert read(key)[0] == 404
    events = Entry.objects.filter(event__startswith="account.calendar").order_by("number")
    assert [entry.event for entry in events] == [
        "account.calendar_opened",
        "account.calendar_closed",
    ]


def test_a_key_is_not_read_more_often_than_twenty_times_a_minute() -> None:
    key = open_calendar_feed(acting(a_user("manager")), now=NOW)

    assert [read(key)[0] for _ in range(21)] == [200] * 20 + [429]


def test_rights_are_those_of_the_moment() -> None:
    user = a_user("manager")
    client = a_client("Гранит", team=(user,))
    an_interaction(client, user, "Показ идей")
    key = open_calendar_feed(acting(user), now=NOW)
    before = read(key)
    with recording(type(client)):
        client.deleted_at = NOW
        client.save()

    assert (before, read(key)) == ((200, ["Гранит: Показ идей"]), (200, []))
