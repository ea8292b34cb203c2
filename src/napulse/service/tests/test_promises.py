"""Promises: done, cancelled, moved, given away, in bulk, and taken back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from napulse.access.actor import Actor
from napulse.audit.models import Entry
from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.service.actions.promises import (
    Owner,
    Undo,
    cancel_action,
    complete_action,
    complete_actions,
    move_action,
    move_actions,
    reassign_action,
    reassign_actions,
    reopen_action,
    undo_actions,
)
from napulse.service.models import ActionItem, ActionMove, Notice
from napulse.service.permissions import VIEW_ACTIONS
from napulse.service.queries.promises import ActionFilter, actions, attention, tabs
from napulse.service.tests.making import Stage
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_contact,
    a_report,
    a_user,
    acting,
    all_seeing,
    an_action,
    an_interaction,
)

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)


def promised(stage: Stage, text: str = "", **more: object) -> ActionItem:
    report = a_report(an_interaction(stage.client, stage.user))
    return an_action(report, text, **more)


def again(item: ActionItem) -> ActionItem:
    found: ActionItem = ActionItem.objects.get(pk=item.pk)
    return found


def test_complete_action_ends_it_today_by_the_actor() -> None:
    stage = Stage()
    item = promised(stage)

    complete_action(stage.actor, item, now=NOW)

    item = again(item)
    assert (item.state, item.ended_on, item.ended_by) == ("done", TODAY, stage.user)
    assert [entry.event for entry in Entry.objects.all()] == ["action.completed"]


def test_complete_action_twice_is_refused() -> None:
    stage = Stage()
    item = promised(stage)
    complete_action(stage.actor, item, now=NOW)

    with pytest.raises(Refused, match=r"action\.already_ended"):
        complete_action(stage.actor, item, now=NOW)


def test_cancel_action_keeps_the_reason_and_refuses_without_one() -> None:
    stage = Stage()
    item = promised(stage)

    with pytest.raises(Refused, match=r"action\.reason_missing"):
        cancel_action(stage.actor, item, reason="  ", now=NOW)
    cancel_action(stage.actor, item, reason="Клиент передумал", now=NOW)

    assert (again(item).state, again(item).reason) == ("cancelled", "Клиент передумал")


def test_reopen_action_brings_it_back_as_it_was() -> None:
    stage = Stage()
    item = promised(stage)
    cancel_action(stage.actor, item, reason="Ошибка", now=NOW)

    reopen_action(stage.actor, item, now=NOW)

    item = again(item)
    assert (item.state, item.reason, item.ended_at, item.ended_on) == ("open", "", None, None)


def test_move_action_keeps_the_first_promise_and_every_move() -> None:
    stage = Stage()
    item = promised(stage)

    move_action(stage.actor, item, to_on=FRIDAY, reason="Ждём тексты", now=NOW)
    move_action(stage.actor, item, to_on=FRIDAY + timedelta(days=3), reason="Ещё ждём", now=NOW)

    item = again(item)
    assert (item.first_due_on, item.due_on) == (TODAY, FRIDAY + timedelta(days=3))
    assert [(m.from_on, m.to_on, m.reason) for m in item.moves.order_by("pk")] == [
        (TODAY, FRIDAY, "Ждём тексты"),
        (FRIDAY, FRIDAY + timedelta(days=3), "Ещё ждём"),
    ]


@pytest.mark.parametrize(
    ("to_on", "reason", "code"),
    [
        (FRIDAY, " ", "action.reason_missing"),
        (TODAY - timedelta(days=1), "Почему", "action.date_passed"),
        (TODAY, "Почему", "action.same_date"),
    ],
)
def test_move_action_refuses(to_on: date, reason: str, code: str) -> None:
    stage = Stage()

    with pytest.raises(Refused, match=code):
        move_action(stage.actor, promised(stage), to_on=to_on, reason=reason, now=NOW)


def test_reassign_action_tells_the_new_owner() -> None:
    stage = Stage()
    item, other = promised(stage, "Смета"), a_user("creative")

    reassign_action(stage.actor, item, owner=Owner(user_id=other.pk), now=NOW)

    assert again(item).owner_user == other
    assert [(n.user, n.code, n.values["what"]) for n in Notice.objects.all()] == [
        (other, "action_assigned", "Смета")
    ]


def test_a_clients_action_stays_with_the_clients_people() -> None:
    stage = Stage()
    item = promised(stage, owner_contact=stage.contact)
    colleague, stranger = a_contact(stage.client), a_contact(a_client())

    reassign_action(stage.actor, item, owner=Owner(contact_id=colleague.pk), now=NOW)
    with pytest.raises(Refused, match=r"action\.owner_not_at_client"):
        reassign_action(stage.actor, item, owner=Owner(contact_id=stranger.pk), now=NOW)

    assert again(item).owner_contact == colleague


def test_bulk_acts_are_each_taken_back_by_one_undo() -> None:
    stage = Stage()
    items = [promised(stage) for _ in range(3)]
    other = a_user("creative")
    before = list(ActionItem.objects.order_by("pk").values(*COMPARED))

    undos: list[Undo] = []
    acts: tuple[Callable[[], Undo], ...] = (
        lambda: complete_actions(stage.actor, items, now=NOW),
        lambda: move_actions(stage.actor, items, to_on=FRIDAY, reason="Праздник", now=NOW),
        lambda: reassign_actions(stage.actor, items, owner=Owner(user_id=other.pk), now=NOW),
    )
    for act in acts:
        undos.append(act())
        assert list(ActionItem.objects.order_by("pk").values(*COMPARED)) != before
        assert undo_actions(stage.actor, undos[-1]) == 3
        assert list(ActionItem.objects.order_by("pk").values(*COMPARED)) == before

    assert ActionMove.objects.count() == 0


COMPARED = (
    "state",
    "due_on",
    "first_due_on",
    "owner_user_id",
    "owner_contact_id",
    "reason",
    "ended_at",
    "ended_on",
    "ended_by_id",
)


def test_undo_is_refused_as_a_whole_when_one_row_has_changed_since() -> None:
    stage = Stage()
    first, second = promised(stage), promised(stage)
    undo = complete_actions(stage.actor, [first, second], now=NOW)
    reopen_action(stage.actor, second, now=NOW)

    with pytest.raises(Refused, match=r"action\.changed_since"):
        undo_actions(stage.actor, undo)

    assert (again(first).state, again(second).state) == ("done", "open")


def test_bulk_with_a_neighbours_row_touches_nothing() -> None:
    stage, neighbour = Stage(), Stage()
    own, theirs = promised(stage), promised(neighbour)

    with pytest.raises(Missing):
        complete_actions(stage.actor, [own, theirs], now=NOW)

    assert {again(own).state, again(theirs).state} == {"open"}


def test_one_level_below_edit_nothing_is_written() -> None:
    stage = Stage()
    item = promised(stage)
    reader = Actor("Читатель", {VIEW_ACTIONS.area: VIEW_ACTIONS.level}, client_ids=None)

    with pytest.raises(NotAllowed):
        complete_action(reader, item, now=NOW)


def test_the_lists_never_show_a_neighbours_action() -> None:
    stage, neighbour = Stage(), Stage()
    own = promised(stage)
    promised(neighbour)

    assert list(actions(stage.actor)) == [own]
    assert list(actions(stage.actor, ActionFilter(client_id=neighbour.client.pk))) == []


def test_tabs_keep_mine_my_lines_the_clients_the_late_and_the_ended() -> None:
    stage = Stage()
    boss = a_user("director")
    stage.user.person.manager = boss.person
    mine = promised(stage, "моё", owner_user=boss)
    below = promised(stage, "линии", due_on=TODAY - timedelta(days=1))
    theirs = promised(stage, "клиента", owner_contact=stage.contact)
    done = promised(stage, "сделано")
    complete_action(stage.actor, done, now=NOW)
    from napulse.audit.recording import recording
    from napulse.people.models import Person

    with recording(Person):
        stage.user.person.save()

    director = all_seeing()
    director = acting(boss)
    seen = actions(all_seeing())
    found = {key: list(seen.filter(where)) for key, where in tabs(director, now=NOW).items()}

    assert found == {
        "mine": [mine],
        "line": [below, mine],
        "all": [below, mine, theirs],
        "client": [theirs],
        "late": [below],
        "done": [done],
    }


def test_attention_tells_each_client_once_per_kind_from_the_oldest() -> None:
    stage, neighbour = Stage(), Stage()
    promised(stage, "старое", due_on=TODAY - timedelta(days=4))
    promised(stage, "новее", due_on=TODAY - timedelta(days=1))
    promised(stage, "сегодня")
    promised(stage, "ждём", owner_contact=stage.contact, due_on=TODAY - timedelta(days=2))
    promised(stage, "ждём сегодня", owner_contact=stage.contact)
    promised(neighbour, "чужое", due_on=TODAY - timedelta(days=9))

    told = attention(stage.actor, client_ids=None, now=NOW)

    assert [(t.reason.code, t.reason.count, t.values["what"], t.values["days"]) for t in told] == [
        ("action_late_ours", 2, "старое", 4),
        ("action_late_client", 1, "ждём", 2),
        ("action_due_today", 1, "сегодня", 0),
    ]
    assert told[0].url.endswith(f"?view=late&client={stage.client.pk}")
    assert told[0].reason.due_at is not None
    assert told[0].reason.due_at.isoformat() == "2026-11-19T21:00:00+00:00"


def test_attention_asks_as_often_for_many_clients_as_for_one(
    django_assert_num_queries: object,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            attention(all_seeing(), client_ids=None, now=NOW)
        return len(queries)

    promised(Stage(), due_on=TODAY - timedelta(days=1))
    one = asked()
    for _ in range(5):
        promised(Stage(), due_on=TODAY - timedelta(days=1))

    assert asked() == one
