"""Reminders of the morning, and letters about what the client owes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from napulse.audit.recording import recording
from napulse.clients.models import TeamMember
from napulse.engines.kernel.errors import Refused
from napulse.jobs.models import Letter
from napulse.jobs.queries import opened
from napulse.people.models import Person
from napulse.service.actions.chasing import (
    Manager,
    Wording,
    dismiss_chase,
    restore_chase,
    send_chase,
)
from napulse.service.actions.notices import mark_all_read, mark_unread
from napulse.service.actions.promises import complete_action, move_action
from napulse.service.jobs.promises import propose_chases, send_reminders
from napulse.service.models import ActionItem, ChaseLetter, Notice
from napulse.service.queries.notices import notices, unread_count
from napulse.service.queries.promises import chases
from napulse.service.tests.promising import Line, a_day_off, away, promised
from napulse.testing import a_user, acting

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)


def morning(day: date, hour: int = 9) -> datetime:
    """An hour of that day in Moscow."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=3)


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("code", "user__name")
    return [(code, name) for code, name in rows]


def letters() -> list[str]:
    return sorted(Letter.objects.values_list("recipient_name", flat=True))


def test_an_owner_is_reminded_the_working_day_before_on_it_and_after_it() -> None:
    line = Line()
    promised(line, due_on=FRIDAY)

    for days in range(5):
        send_reminders(morning(MONDAY + timedelta(days=days)))
    send_reminders(morning(FRIDAY + timedelta(days=1)))
    send_reminders(morning(FRIDAY + timedelta(days=3)))

    assert told() == [
        ("action_soon", "Анна Воронцова"),
        ("action_today", "Анна Воронцова"),
        ("action_late", "Анна Воронцова"),
    ]


def test_the_morning_letter_tells_nothing_of_a_client_that_its_reader_does_not_see() -> None:
    line, other = Line(), Line()
    promised(line, due_on=MONDAY, text="Показать макеты")
    with recording(Person):
        Person.objects.filter(pk=other.user.person.pk).update(manager=line.user.person)
    promised(other, due_on=MONDAY - timedelta(days=14), text="Тайна соседей")

    send_reminders(morning(MONDAY))

    letter = opened(Letter.objects.get(recipient=line.user.email).raw)
    assert "Показать макеты" in letter.text
    assert "Тайна соседей" not in letter.text + letter.html
    assert Notice.objects.filter(user=line.user).count() == 2


def test_the_hourly_job_sends_once_a_day_and_one_letter_for_many_actions() -> None:
    line = Line()
    for _ in range(3):
        promised(line, due_on=MONDAY)

    for hour in (7, 8, 9, 10, 17):
        send_reminders(morning(MONDAY, hour))

    assert told() == [("action_today", "Анна Воронцова")] * 3
    assert letters() == ["Анна Воронцова"]
    letter = Letter.objects.get()
    assert letter.subject == "3 actions need you" or "3" in letter.subject
    assert letter.created_at == morning(MONDAY, 8)


def test_holidays_are_silent_and_the_day_before_them_warns() -> None:
    line = Line()
    a_day_off(MONDAY, MONDAY + timedelta(days=1))
    promised(line, due_on=MONDAY)

    send_reminders(morning(MONDAY - timedelta(days=3)))
    send_reminders(morning(MONDAY))
    send_reminders(morning(MONDAY + timedelta(days=2)))

    dates = [notice.created_at.date() for notice in Notice.objects.order_by("pk")]
    assert dates == [MONDAY - timedelta(days=3), MONDAY + timedelta(days=2)]


def test_the_deputy_gets_what_an_absent_owner_would() -> None:
    line = Line()
    deputy = a_user("manager", name="Сергей Титов")
    away(line.user, MONDAY, FRIDAY, deputy)
    promised(line, due_on=MONDAY)

    send_reminders(morning(MONDAY))

    assert told() == [("action_today", "Сергей Титов")]
    assert letters() == ["Сергей Титов"]


def test_late_actions_climb_the_line_one_level_more_each_time() -> None:
    line = Line()
    promised(line, due_on=MONDAY)

    send_reminders(morning(MONDAY + timedelta(days=3)))
    send_reminders(morning(MONDAY + timedelta(days=10)))

    assert told() == [
        ("action_late", "Анна Воронцова"),
        ("action_late_below", "Игорь Лебедев"),
        ("action_late", "Анна Воронцова"),
        ("action_late_below", "Игорь Лебедев"),
        ("action_late_below", "Елена Ветрова"),
    ]


def test_ended_and_moved_actions_are_left_alone() -> None:
    line = Line()
    complete_action(line.actor, promised(line, due_on=MONDAY), now=morning(MONDAY, 7))
    moved = promised(line, due_on=MONDAY)
    move_action(line.actor, moved, to_on=FRIDAY, reason="Ждём", now=morning(MONDAY, 7))

    send_reminders(morning(MONDAY))

    assert told() == []


def test_the_inbox_is_the_readers_own_and_forgets_clients_no_longer_seen() -> None:
    line, other = Line(), Line()
    promised(line, due_on=MONDAY)
    promised(other, due_on=MONDAY)
    send_reminders(morning(MONDAY))

    assert [notice.user for notice in notices(line.actor)] == [line.user]
    read = mark_all_read(line.actor, now=morning(MONDAY))
    assert (unread_count(line.actor), unread_count(other.actor)) == (0, 1)
    assert mark_unread(line.actor, notice_ids=read) == 1
    with recording(TeamMember):
        line.user.memberships.all().delete()
    assert len(notices(acting(line.user))) == 1, "the action is still theirs to do"
    with recording(ActionItem):
        ActionItem.objects.filter(owner_user=line.user).update(owner_user=other.user)
    assert list(notices(acting(line.user))) == []


def owed(line: Line, **more: object) -> object:
    return promised(line, "Прислать тексты", owner_contact=line.contact, **more)


def manager(line: Line) -> Manager:
    return Manager(line.user.pk, line.user.email)


def test_a_letter_waits_for_approval_and_is_sent_with_the_managers_address() -> None:
    line = Line()
    owed(line, due_on=MONDAY - timedelta(days=3))
    propose_chases(morning(MONDAY))
    (chase,) = chases(line.actor)

    assert Letter.objects.count() == 0
    assert told() == [("chase_proposed", "Анна Воронцова")]
    send_chase(
        line.actor,
        chase,
        wording=Wording("Тексты", "Ждём тексты"),
        manager=manager(line),
        now=morning(MONDAY),
    )

    letter = Letter.objects.get()
    assert (letter.recipient, letter.subject) == (line.contact.email, "Тексты")
    assert f"Reply-To: {line.user.email}" in bytes(letter.raw).decode()
    assert ChaseLetter.objects.get().letter == letter
    with pytest.raises(Refused, match=r"chase\.already_decided"):
        dismiss_chase(line.actor, chase, now=morning(MONDAY))


def test_a_deputy_is_asked_to_approve_in_an_absent_managers_stead() -> None:
    line = Line()
    owed(line, due_on=MONDAY - timedelta(days=3))
    away(line.user, MONDAY, MONDAY, a_user("manager", name="Сергей Титов"))

    propose_chases(morning(MONDAY))

    assert told() == [("chase_proposed", "Сергей Титов")]


def test_letters_come_no_more_often_than_every_three_working_days() -> None:
    line = Line()
    owed(line, due_on=MONDAY)
    sent_on = []

    for days in range(-3, 8):
        now = morning(MONDAY + timedelta(days=days))
        propose_chases(now)
        propose_chases(now + timedelta(hours=1))
        for chase in chases(line.actor):
            dismiss_chase(line.actor, chase, now=now)
            sent_on.append((now.date() - MONDAY).days)

    assert sent_on == [-3, 2, 7]


def test_chase_modes_send_by_themselves_or_never() -> None:
    auto, off = Line(), Line()
    set_chase(auto, "auto")
    set_chase(off, "off")
    owed(auto, due_on=MONDAY)
    owed(off, due_on=MONDAY)

    propose_chases(morning(MONDAY))

    assert [letter.recipient for letter in Letter.objects.all()] == [auto.contact.email]
    assert [chase.state for chase in ChaseLetter.objects.all()] == ["sent"]


def set_chase(line: Line, mode: str) -> None:
    from napulse.audit.recording import recording
    from napulse.clients.models import Client

    with recording(Client):
        line.client.chase = mode
        line.client.save()


def test_a_letter_is_in_the_contacts_language_and_a_dismissed_one_can_come_back() -> None:
    from napulse.audit.recording import recording
    from napulse.clients.models import Client

    line = Line()
    with recording(Client):
        line.client.language = "en"
        line.client.save()
    owed(line, due_on=MONDAY - timedelta(days=3))
    propose_chases(morning(MONDAY))
    (chase,) = chases(line.actor)

    dismiss_chase(line.actor, chase, now=morning(MONDAY))
    restore_chase(line.actor, chase)

    (chase,) = chases(line.actor)
    assert chase.body.startswith("Dear Марта Линд,")
    assert "Nov. 20, 2026" in chase.body or "20 November 2026" in chase.body


def test_a_letter_nobody_needs_any_more_is_not_sent() -> None:
    line = Line()
    item = owed(line, due_on=MONDAY)
    propose_chases(morning(MONDAY))
    (chase,) = chases(line.actor)
    complete_action(line.actor, item, now=morning(MONDAY))  # type: ignore[arg-type]

    with pytest.raises(Refused, match=r"chase\.no_longer_needed"):
        send_chase(
            line.actor,
            chase,
            wording=Wording("т", "т"),
            manager=manager(line),
            now=morning(MONDAY),
        )
    assert Letter.objects.count() == 0


def test_a_neighbours_letter_is_not_seen() -> None:
    line, neighbour = Line(), Line()
    owed(neighbour, due_on=MONDAY)

    propose_chases(morning(MONDAY))

    assert (chases(line.actor).count(), chases(neighbour.actor).count()) == (0, 1)
