"""The command: makes a demo once, never beside a real agency, and large ones to the number."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from napulse.access.models import Agency, User
from napulse.audit.queries import first_break
from napulse.clients.models import Client
from napulse.config.management.commands import demo as command
from napulse.config.stopping import Stop
from napulse.demo.building import Plan, build_demo
from napulse.service.models import ActionItem, Clock, Interaction, StatusReport

MOMENT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def key_rows() -> list[Any]:
    return [
        list(Client.objects.order_by("pk").values_list("name", "since_on")),
        list(Interaction.objects.order_by("pk").values_list("subject", "starts_at", "mood")),
        list(Clock.objects.order_by("pk").values_list("due_at", "met_at", "breached_at")),
        list(ActionItem.objects.order_by("pk").values_list("text", "due_on", "state", "ended_at")),
        list(StatusReport.objects.order_by("pk").values_list("number", "sent_at", "intro")),
    ]


def few(seed: int = 1) -> list[Any]:
    with transaction.atomic():
        build_demo(Plan(MOMENT, seed, clients=3, interactions=24))
        found = key_rows()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_and_moment_tell_the_same_history_and_another_seed_another() -> None:
    first = few()
    assert few() == first
    assert few(seed=2) != first


@pytest.mark.django_db
def test_a_large_demo_has_exactly_as_many_clients_and_interactions_as_asked() -> None:
    build_demo(Plan(MOMENT, clients=25, interactions=110))
    assert Client.objects.count() == 25
    assert Interaction.objects.count() == 110
    assert len(set(Client.objects.values_list("folded", flat=True))) == 25
    assert first_break() is None


@pytest.mark.django_db
def test_a_real_agency_is_never_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "lay_tables", lambda: None)
    Agency.objects.create(pk=1, name="Настоящее")
    for reset in (False, True):
        with pytest.raises(Stop, match="real agency"):
            call_command("demo", reset=reset)
    assert Agency.objects.get().name == "Настоящее"
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_a_demo_that_is_there_stays_and_says_where_to_sign_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "lay_tables", lambda: None)
    Agency.objects.create(pk=1, name="Сфера", is_demo=True)
    said = StringIO()
    call_command("demo", stdout=said)
    assert "vorontsova@sfera.example" in said.getvalue()
    assert Client.objects.count() == 0
