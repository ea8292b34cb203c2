"""The cost of one person is told to nobody who may not know it: pages, exports, history, search."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from napulse.audit.models import Entry
from napulse.audit.queries import Wanted, entries, entries_seen
from napulse.desk.queries import search
from napulse.engines.kernel.money import Money
from napulse.people.actions import CostData, SeenCost, remove_cost, set_costs
from napulse.people.models import PersonCost
from napulse.testing import NOW, a_client, a_user, acting, all_seeing
from napulse.testing_money import YEAR, a_worker
from tests.doors import LOCKED

pytestmark = pytest.mark.django_db
ALL = all_seeing()
SECRET = 7_654_321
TOLD = ("7654321", "76543.21", "76543,21", "76 543,21", "76,543.21", "76\u00a0543,21")


def cost(person: Any, minor: int, from_on: date = YEAR, seen: int | None = None) -> SeenCost:
    return SeenCost(CostData(person, Money(minor, "RUB"), from_on), seen)


def words(answer: Any) -> str:
    body: bytes = b"".join(answer) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode(errors="ignore")


@pytest.mark.parametrize("role", ["director", "administrator"])
def test_the_cost_of_a_person_is_found_nowhere_by_who_may_not_know(
    client: Browser, role: str
) -> None:
    """Every list and every page of the person, history, search, exports; the costs did change."""
    user = a_user(role)
    a_client(team=(user,))
    person = a_worker(manager=user)
    set_costs(ALL, costs=[cost(person, SECRET)], now=NOW)
    set_costs(ALL, costs=[cost(person, 1, date(2026, 2, 1), seen=SECRET)], now=NOW)
    remove_cost(ALL, PersonCost.objects.get(cost_minor=1))
    client.force_login(user)
    actor = acting(user)

    pages = [door.path for door in LOCKED if door.method == "GET" and not door.arguments]
    pages += [
        reverse("people:person_detail", args=[person.pk]),
        reverse("people:account_detail", args=[person.pk]),
        reverse("audit:history") + f"?model=people.personcost&object={person.pk}",
    ]
    leaks = [page for page in pages if any(t in words(client.get(page)) for t in TOLD)]

    assert leaks == []
    assert Entry.objects.filter(model="people.personcost").count() == 3
    assert not entries_seen(actor).filter(model="people.personcost").exists()
    assert entries(actor, Wanted(model="people.personcost")) == []
    assert [found for found in search(actor, "76543") if "76543" in found.label] == []
    labels = Entry.objects.filter(model="people.personcost").values_list("label", flat=True)
    assert not any(t in label for label in labels for t in TOLD)
