"""A report as known on a day, printed again later, is the same paper to the byte."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.models import User
from napulse.audit.history import change
from napulse.clients.models import Client
from napulse.delivery.models import Project
from napulse.ledger.models import OwnEntity
from napulse.people.models import Person
from napulse.profit.queries.wanted import DIMENSIONS
from napulse.testing import a_user
from tests.moves import Books

pytestmark = pytest.mark.django_db

SEEDS, BEFORE, AFTER = range(3), 60, 60
DAY = timedelta(days=1)


def papers(known: str) -> Iterator[str]:
    """Reports of two months, each cut at either cost, and the postings under them."""
    where = f"period=own&since=2026-10&until=2026-11&known={known}"
    for basis in ("standard", "actual"):
        for by in DIMENSIONS:
            for form in ("csv", "xlsx"):
                address = reverse("profit:profitability_export")
                yield f"{address}?{where}&basis={basis}&by={by}&as={form}"
        for what in ("all", "income", "cost", "overhead", "margin"):
            yield f"{reverse('profit:posting_export')}?{where}&basis={basis}&what={what}&as=csv"


def printed(user: User, known: str) -> dict[str, bytes]:
    browser = Browser()
    browser.force_login(user)
    answers = {address: browser.get(address) for address in papers(known)}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {address: answer.content for address, answer in answers.items()}


def moved(books: Books, count: int) -> None:
    with time_machine.travel(books.now, tick=True):
        for _step in range(count):
            books.move()


def renamed(books: Books) -> None:
    """Clients and projects are called otherwise, work for another client's team, or are gone."""
    for row in [*Client.objects.all(), *Project.objects.all(), *OwnEntity.objects.all()]:
        with change(books.actor, row, f"{row._meta.model_name}.edited"):
            row.name += " и партнёры"
            row.save()
    boss = a_user("director").person
    for person in Person.objects.exclude(pk=boss.pk):
        with change(books.actor, person, "person.edited"):
            person.manager = boss
            person.save()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_report_as_known_on_a_day_is_the_same_to_the_byte_whatever_came_after(seed: int) -> None:
    books = Books.opened(seed)
    user = a_user("finance")
    moved(books, BEFORE)
    known = str(books.now.date())
    books.now += DAY
    with time_machine.travel(books.now, tick=False):
        first = printed(user, known)

    books.now += DAY
    moved(books, AFTER)
    with time_machine.travel(books.now, tick=False):
        renamed(books)
    books.now += 30 * DAY
    with time_machine.travel(books.now, tick=False):
        again = printed(user, known)
        now = printed(user, str((books.now - DAY).date()))

    assert [address for address, body in first.items() if again[address] != body] == []
    assert set(now.values()) != set(first.values())
    words = b" ".join(body for address, body in now.items() if address.endswith("as=csv")).decode()
    assert "cn-" not in words, "numbers keep their capitals"
