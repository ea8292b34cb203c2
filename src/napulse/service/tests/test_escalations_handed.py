"""An open escalation gets another owner or deadline: told to whom it reaches, kept in history."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from napulse.audit.models import Entry
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.service.actions.escalations import (
    Handed,
    HandRaised,
    hand_escalation,
    raise_escalation,
    resolve_escalation,
)
from napulse.service.models import Escalation, Notice
from napulse.service.tests.promising import Line
from napulse.service.tests.test_escalations import raised
from napulse.testing import NOW, a_user, acting

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def handed(line: Line, made: Escalation, **more: Any) -> Escalation:
    wanted = {"owner_id": made.owner_id, "due_at": made.due_at, "version": made.version} | more
    return hand_escalation(line.actor, made, data=Handed(**wanted), now=NOW)


def test_another_owner_is_told_and_it_climbs_on_from_there() -> None:
    line = Line()
    made = raised(line)
    aside = a_user("director", name="Сосед", manager=line.top)

    found = handed(line, made, owner_id=aside.pk)

    assert found.owner == aside
    assert found.line == [line.user.pk, line.boss.pk, aside.pk, line.top.pk]
    assert found.climbs_at is not None
    last = Notice.objects.latest("pk")
    assert (last.code, last.user) == ("escalation_yours", aside)
    entry = Entry.objects.get(event="escalation.handed")
    assert (entry.changes["from"], entry.changes["owner"]) == (line.boss.name, "Сосед")


def test_another_deadline_keeps_owner_and_climbing_and_tells_nobody() -> None:
    line = Line()
    made = raised(line)
    told = Notice.objects.count()

    found = handed(line, made, due_at=LATER)

    assert (found.due_at, found.owner_id, found.climbs_at) == (LATER, made.owner_id, made.climbs_at)
    assert Notice.objects.count() == told
    assert "owner" not in Entry.objects.get(event="escalation.handed").changes


def test_what_changes_nothing_is_no_entry() -> None:
    line = Line()
    made = raised(line)

    handed(line, made)

    assert not Entry.objects.filter(event="escalation.handed").exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"due_at": NOW}, "escalation.due_passed"),
        ({"owner_id": 0}, "escalation.owner_unknown"),
        ({"version": 0, "due_at": LATER}, "row.changed"),
    ],
)
def test_it_is_refused_with_the_reason(more: dict[str, Any], code: str) -> None:
    line = Line()
    made = raised(line)

    with pytest.raises(Refused) as no:
        handed(line, made, **more)

    assert no.value.code == code


def test_a_resolved_one_is_not_handed_on_and_a_reader_may_not() -> None:
    line = Line()
    made = raised(line)
    data = Handed(made.owner_id, LATER)
    with pytest.raises(NotAllowed):
        hand_escalation(acting(a_user("finance")), made, data=data, now=NOW)
    resolve_escalation(line.actor, made, resolution="Решено", now=NOW)

    with pytest.raises(Refused, match=r"escalation\.already_resolved"):
        hand_escalation(line.actor, made, data=data, now=NOW)


def test_the_page_hands_it_on_and_tells_the_step(client: Browser) -> None:
    line = Line()
    made = raise_escalation(line.actor, line.client, data=HandRaised("Сроки"), now=timezone.now())
    client.force_login(line.boss)
    url = reverse("service:escalation_hand", args=[made.pk])
    typed = {"owner": line.top.pk, "due_at": "2001-01-01T10:00", "version": made.version}

    refused = client.post(url, typed)
    typed["due_at"] = "2126-12-24T18:00"
    done = client.post(url, typed)

    assert (refused.status_code, done.status_code) == (422, 302)
    shown = client.get(made.get_absolute_url()).content.decode()
    assert f"{line.boss.name} → {line.top.name}" in shown
    made.refresh_from_db()
    assert (made.owner, made.due_at.year) == (line.top, 2126)
