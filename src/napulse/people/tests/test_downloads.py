"""Tables of people that are taken along: accounts, and the days of a work calendar."""

import csv
import io
from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.people.actions.calendars import set_day
from napulse.testing import a_calendar, a_user, all_seeing, the_agency

pytestmark = pytest.mark.django_db


def lines(client: Browser, url: str, **asked: object) -> list[list[str]]:
    answer = client.get(url, {"as": "csv", **asked})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_accounts_are_downloaded_with_their_state_by_whom_the_page_opens_to(
    client: Browser,
) -> None:
    the_agency()
    boss = a_user("managing", name="Ольга Седова", language="ru")
    closed = a_user("manager", name="Илья Орлов", manager=boss)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    waiting = a_user("creative", name="Вера Клюева")
    waiting.set_unusable_password()
    waiting.save()
    client.force_login(boss)

    head, *rows = lines(client, reverse("people:account_export"))

    assert head == ["Имя", "Почта", "Роль", "Руководитель", "Учётная запись"]
    assert {row[0]: (row[3], row[4]) for row in rows} == {
        "Ольга Седова": ("", "Могут входить"),
        "Илья Орлов": ("Ольга Седова", "Закрытые"),
        "Вера Клюева": ("", "Приглашены, ещё не пришли"),
    }
    assert rows[0][1].count("@") == 1
    page = client.get(reverse("people:account_list")).content.decode()
    assert reverse("people:account_export") in page


def test_the_days_of_the_shown_year_are_downloaded(client: Browser) -> None:
    the_agency()
    calendar = a_calendar()
    for on, name in ((date(2026, 6, 12), "День России"), (date(2027, 1, 1), "Новый год")):
        set_day(all_seeing(), calendar, on=on, kind="off", name=name)
    client.force_login(a_user("manager", language="ru"))

    url = reverse("people:calendar_export", args=[calendar.pk])
    head, *rows = lines(client, url, year=2026)

    assert head == ["Дата", "Вид", "Название", "Источник"]
    assert [(row[0], row[2]) for row in rows] == [("12.06.2026", "День России")]
