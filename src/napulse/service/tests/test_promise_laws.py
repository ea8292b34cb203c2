"""A law: whatever people do, every promise is open or has ended, and a cancelled one says why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from napulse.audit.models import Entry
from napulse.engines.kernel.errors import Refused
from napulse.service.actions import promises as act
from napulse.service.actions.promises import Undo
from napulse.service.models import ActionItem, ActionMove
from napulse.service.tests.making import Stage
from napulse.service.tests.promising import promised
from napulse.testing import NOW, TODAY

pytestmark = pytest.mark.django_db
ACTS = ("done", "cancel", "cancel without a word", "move", "reopen", "done in bulk", "undo")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(-2, 9)), max_size=14
)


def steps_of(
    stage: Stage, items: list[ActionItem], undos: list[Undo]
) -> dict[str, Callable[..., Any]]:
    def undo(_item: ActionItem, _days: int) -> None:
        if undos:
            act.undo_actions(stage.actor, undos.pop())

    return {
        "done": lambda item, _d: act.complete_action(stage.actor, item, now=NOW),
        "cancel": lambda item, _d: act.cancel_action(stage.actor, item, reason="Нет", now=NOW),
        "cancel without a word": lambda item, _d: act.cancel_action(
            stage.actor, item, reason=" ", now=NOW
        ),
        "move": lambda item, days: act.move_action(
            stage.actor, item, to_on=TODAY + timedelta(days=days), reason="Ждём", now=NOW
        ),
        "reopen": lambda item, _d: act.reopen_action(stage.actor, item, now=NOW),
        "done in bulk": lambda _i, _d: act.complete_actions(stage.actor, items, now=NOW),
        "undo": undo,
    }


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_promise_is_open_or_ended_and_never_loses_its_first_date(steps: Any) -> None:
    stage = Stage()
    items = [promised(stage) for _ in range(3)]
    undos: list[Undo] = []
    verbs = steps_of(stage, items, undos)

    for verb, place, days in steps:
        before, told = _state(items), Entry.objects.count()
        try:
            made = verbs[verb](items[place], days)
        except Refused:
            assert (_state(items), Entry.objects.count()) == (before, told)
        else:
            if isinstance(made, Undo):
                undos.append(made)
        _check(items)


def _state(items: list[ActionItem]) -> list[Any]:
    ids = [item.pk for item in items]
    return list(ActionItem.objects.filter(pk__in=ids).order_by("pk").values())


def _check(items: list[ActionItem]) -> None:
    for row in ActionItem.objects.filter(pk__in=[item.pk for item in items]):
        is_open = row.state == "open"
        assert (row.ended_at is None, row.ended_on is None) == (is_open, is_open)
        assert bool(row.reason) == (row.state == "cancelled")
        assert row.first_due_on == TODAY
        moves = list(ActionMove.objects.filter(action=row).order_by("pk"))
        chain = [TODAY, *(move.to_on for move in moves)]
        assert [move.from_on for move in moves] == chain[:-1]
        assert row.due_on == chain[-1]
        assert all(move.reason for move in moves)
