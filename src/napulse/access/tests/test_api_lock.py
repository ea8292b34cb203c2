"""The API's lock: only a living key that reaches the need."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from napulse.access.actions import add_token, note_key_use
from napulse.access.api import Holding
from napulse.access.models import Token
from napulse.access.permissions import APPROVE_USERS, VIEW_SELF
from napulse.access.tests.walking import a_person
from napulse.engines.kernel.errors import NotAllowed
from napulse.testing import acting

pytestmark = pytest.mark.django_db


def test_key_makes_its_holder_the_actor() -> None:
    user = a_person()
    key = add_token(acting(user), name="Export", now=timezone.now())
    request = RequestFactory().get("/api/")
    actor = Holding(VIEW_SELF).authenticate(request, key)
    assert actor is not None
    assert (actor.user_id, request.actor) == (user.pk, actor)  # type: ignore[attr-defined]


def test_key_below_the_need_is_refused() -> None:
    key = add_token(acting(a_person()), name="Export", now=timezone.now())
    with pytest.raises(NotAllowed):
        Holding(APPROVE_USERS).authenticate(RequestFactory().get("/api/"), key)


@pytest.mark.parametrize("case", ["unknown", "revoked", "closed"])
def test_dead_key_makes_nobody(case: str) -> None:
    user = a_person()
    key = add_token(acting(user), name="Export", now=timezone.now())
    if case == "revoked":
        Token.objects.update(revoked_at=timezone.now())
    if case == "closed":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    asked = "napulse_x" if case == "unknown" else key
    assert Holding(VIEW_SELF).authenticate(RequestFactory().get("/api/"), asked) is None


def test_use_of_a_key_is_noted_once_a_minute() -> None:
    now = timezone.now()
    key = add_token(acting(a_person()), name="Export", now=now)
    seen = []
    for seconds in (0, 30, 61):
        note_key_use(key, now=now + timedelta(seconds=seconds))
        seen.append(int((Token.objects.get().used_at - now).total_seconds()))
    assert seen == [0, 0, 61]
