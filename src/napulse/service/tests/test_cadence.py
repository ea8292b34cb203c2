"""Silence of clients and of people, and who of us knows whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.clients.models import Client, Contact
from napulse.service.models import Attendee, Interaction
from napulse.service.queries.cadence import attention, relations
from napulse.service.queries.search import search
from napulse.service.tests.making import Stage
from napulse.service.tests.promising import promised
from napulse.testing import NOW, a_contact, a_report, a_user, all_seeing, an_interaction

pytestmark = pytest.mark.django_db


def met(stage: Stage, *people: User | Contact, days_ago: int = 1, **more: Any) -> Interaction:
    ends = NOW - timedelta(days=days_ago)
    meeting = an_interaction(stage.client, stage.user, starts_at=ends, ends_at=ends, **more)
    with recording(Interaction):
        for one in people:
            name = {"contact" if isinstance(one, Contact) else "user": one}
            Attendee.objects.create(interaction=meeting, name=one.name, **name)
    return meeting


def told(stage: Stage) -> list[tuple[str, int, Any]]:
    found = attention(stage.actor, client_ids=None, now=NOW)
    return [(t.reason.code, t.reason.count, t.values.get("who")) for t in found]


def change(row: Client | Contact, **values: Any) -> None:
    with recording(type(row)):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def test_a_client_is_silent_beyond_its_cadence_or_the_standards() -> None:
    usual, own, spoken = Stage(), Stage(cadence_days=5), Stage()
    met(usual, days_ago=15)
    met(own, days_ago=6)
    met(spoken, days_ago=14)

    assert [told(each) for each in (usual, own, spoken)] == [
        [("silent_client", 1, None)],
        [("silent_client", 1, None)],
        [],
    ]


def test_silence_grows_from_the_day_the_cadence_ran_out() -> None:
    stage = Stage()
    met(stage, days_ago=20)

    (reason,) = attention(stage.actor, client_ids=[stage.client.pk], now=NOW)

    assert reason.reason.due_at == NOW - timedelta(days=6)


def test_planned_cancelled_and_deleted_contacts_break_no_silence() -> None:
    stage = Stage()
    met(stage, days_ago=30)
    met(stage, days_ago=1, state="cancelled")
    met(stage, days_ago=1, state="planned")
    met(stage, days_ago=1, deleted_at=NOW)

    assert told(stage) == [("silent_client", 1, None)]


def test_a_new_client_is_given_its_cadence_before_it_is_silent() -> None:
    new, old = Stage(), Stage()
    change(new.client, since_on=NOW.date() - timedelta(days=3))
    change(old.client, since_on=NOW.date() - timedelta(days=30))

    assert (told(new), told(old)) == ([], [("silent_client", 1, None)])


def test_a_contact_person_is_silent_by_attendance_not_by_the_client() -> None:
    stage = Stage()
    change(stage.contact, cadence_days=7, name="Марта")
    other = a_contact(stage.client, "Олег", cadence_days=7, influence=5)
    met(stage, stage.contact, other, stage.user, days_ago=10)
    met(stage, stage.user, a_user(), days_ago=1)

    found = told(stage)
    met(stage, other, a_user(), days_ago=2)

    assert ("silent_contact", 2, "Олег") in found
    assert [each for each in told(stage) if each[0] == "silent_contact"] == [
        ("silent_contact", 1, "Марта")
    ]


def test_only_one_of_us_knows_an_influential_person() -> None:
    stage, second = Stage(), a_user(name="Второй")
    boss = a_contact(stage.client, "Босс", influence=5)
    a_contact(stage.client, "Никто", influence=5)
    met(stage, boss, stage.user, stage.contact)
    met(stage, boss, second, days_ago=181)

    assert told(stage) == [("single_contact_owner", 1, "Босс")]
    change(boss, keeper=second)
    assert told(stage) == []


def test_who_no_longer_works_here_knows_nobody() -> None:
    stage, gone = Stage(), a_user(name="Ушедший", is_active=False)
    boss = a_contact(stage.client, "Босс", influence=5, keeper=gone)
    met(stage, boss, stage.user, gone)

    (found, _marta) = relations(stage.actor, stage.client.pk, now=NOW)

    assert told(stage) == [("single_contact_owner", 1, "Босс")]
    assert (found.contact, found.known_by) == (boss, ["Анна Воронцова"])


def test_a_keeper_alone_is_the_only_one_and_the_recorder_counts_when_no_colleague_is_named() -> (
    None
):
    stage = Stage()
    a_contact(stage.client, "Хранимый", influence=4, keeper=a_user())
    seen = a_contact(stage.client, "Виденный", influence=5)
    met(stage, seen)

    assert told(stage) == [("single_contact_owner", 2, "Виденный")]


def test_relations_tell_silence_and_names_for_the_clients_page() -> None:
    stage, second = Stage(), a_user(name="Второй")
    change(stage.contact, cadence_days=7)
    met(stage, stage.contact, stage.user, second, days_ago=9)
    a_contact(stage.client, "Ушедший", left_on=NOW.date())

    (found,) = relations(stage.actor, stage.client.pk, now=NOW)

    assert (found.silence.days, found.silence.is_silent, found.only_one) == (9, True, False)
    assert found.known_by == ["Анна Воронцова", "Второй"]


def test_the_reasons_ask_as_often_for_many_clients_as_for_one() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            attention(all_seeing(), client_ids=None, now=NOW)
        return len(queries)

    def stage() -> None:
        made = Stage()
        change(made.contact, influence=5, cadence_days=3)
        met(made, made.contact, made.user, days_ago=20)

    stage()
    one = asked()
    for _ in range(5):
        stage()

    assert asked() == one


def test_a_neighbours_silence_is_not_told() -> None:
    stage, neighbour = Stage(), Stage()
    met(neighbour, days_ago=40)
    met(stage)

    assert told(stage) == []


def test_search_finds_reports_by_number_contacts_and_open_actions_by_folded_words() -> None:
    stage, neighbour = Stage(), Stage()
    meeting = an_interaction(stage.client, stage.user, "Показ Ёлочных идей")
    a_report(meeting, number=4200)
    item = promised(stage, "Прислать ёлочные игрушки")
    promised(stage, "Ёлочные огни", state="done", ended_at=NOW)
    theirs = an_interaction(neighbour.client, neighbour.user, "Ёлочный рынок")
    a_report(theirs, number=4200)

    def found(text: str) -> list[tuple[str, str]]:
        return [(one.kind, one.url) for one in search(stage.actor, text, limit=10)]

    report = ("report", meeting.report.get_absolute_url())
    for text in (
        "отчёт 4200",
        "Отчет №4200",
        "report 4200",
        "№ 4200",
        "No. 4200",
        "Report No. 4200",
        "4200",
    ):
        assert found(text) == [report]
    assert found("елочн") == [
        report,
        ("interaction", meeting.get_absolute_url()),
        ("action", item.get_absolute_url()),
    ]
    assert found("отчёт 4300") == []
